"""What can be wrong with the machine or the settings before any business rule is asked.

Each error says what happened and what to do about it. The command line maps each class to its own exit code
(cli/output.py), so a script can tell a taken port from a full disk.
"""


class SetUpError(Exception):
    """The site cannot start or a command cannot run; `advice` is the next thing a person should do."""

    def __init__(self, message: str, advice: str = "") -> None:
        super().__init__(f"{message}\n{advice}" if advice else message)
        self.message = message
        self.advice = advice


class SettingsError(SetUpError):
    """A setting is missing, malformed or unsafe for this environment."""


class AlreadyRunningError(SetUpError):
    """Another process holds this data folder."""


class PortTakenError(SetUpError):
    """Something else listens where the site should."""


class DiskFullError(SetUpError):
    """Too little room to start, or a server said that it ran out of room."""


class DataFolderError(SetUpError):
    """The data folder is half made, damaged, or belongs to somebody else."""


class ServerDownError(SetUpError):
    """PostgreSQL or Redis does not answer, or stopped."""


class SystemAccountError(SetUpError):
    """There is no operating system account under which PostgreSQL would run."""


class ChildFailedError(SetUpError):
    """A process of the site keeps stopping."""
