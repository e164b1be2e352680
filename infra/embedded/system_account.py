"""Which operating system account runs the embedded servers.

PostgreSQL refuses to run as root, so root hands both servers to an account without rights of its own.
"""

import os
import pwd
import shutil
import stat
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from infra.setup_errors import SystemAccountError

ACCOUNT_NAME = "pgserver"


@dataclass(frozen=True)
class SystemAccount:
    """`lowered` is true when we are root and the servers run as somebody else."""

    name: str
    uid: int
    gid: int
    lowered: bool

    def own(self, path: Path) -> None:
        """Hand a file or folder that we made to the account."""
        if self.lowered:
            os.chown(path, self.uid, self.gid)


def account_for(server_folder: Path) -> SystemAccount:
    """The account that runs a server whose files are (or will be) in `server_folder`.

    Raises SystemAccountError when PostgreSQL would refuse every account we could offer.
    """
    if os.geteuid() != 0:
        return _entry(os.geteuid(), lowered=False)
    # Root that starts what an ordinary person made must run it as that person: PostgreSQL insists that its
    # folder belongs to the account it runs under.
    for folder in (server_folder, server_folder.parent):
        if folder.exists() and (owner := folder.stat().st_uid) != 0:
            return _entry(owner, lowered=True)
    return _named() or _create()


def grant_traverse(path: Path, account: SystemAccount, say: Callable[[str], None]) -> None:
    """Let the account walk down to `path`: adds x for others, where missing, to its parents and nothing else.

    Nobody gains the right to list or read a folder by this.
    """
    if not account.lowered:
        return
    for folder in path.parents:
        mode = folder.stat()
        if mode.st_uid == account.uid:
            continue
        if not mode.st_mode & stat.S_IXOTH:
            folder.chmod(stat.S_IMODE(mode.st_mode) | stat.S_IXOTH)
            say(f"Let the account {account.name!r} pass through {folder} (o+x, not readable).")


def grant_reading(folder: Path, account: SystemAccount) -> None:
    """Make the server programs usable by the account when they were installed under a tight umask."""
    if not account.lowered:
        return
    for path in [folder, *folder.rglob("*")]:
        mode = path.stat().st_mode
        wanted = mode | (mode & 0o500) >> 6
        if not path.is_symlink() and wanted != mode:
            path.chmod(stat.S_IMODE(wanted))


def _entry(uid: int, *, lowered: bool) -> SystemAccount:
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        raise SystemAccountError(
            f"The account number {uid} has no name on this machine; PostgreSQL refuses to run so.",
            f"Add it (useradd --uid {uid} storelet), or use a PostgreSQL of your own: set DATABASE_URL.",
        ) from None
    return SystemAccount(entry.pw_name, entry.pw_uid, entry.pw_gid, lowered)


def _named() -> SystemAccount | None:
    try:
        entry = pwd.getpwnam(ACCOUNT_NAME)
    except KeyError:
        return None
    return SystemAccount(entry.pw_name, entry.pw_uid, entry.pw_gid, lowered=True)


def _create() -> SystemAccount:
    useradd = shutil.which("useradd", path=os.environ.get("PATH", os.defpath) + ":/usr/sbin:/sbin")
    reason = "useradd is not installed"
    if useradd:
        made = subprocess.run(
            [useradd, "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", ACCOUNT_NAME],
            capture_output=True,
            text=True,
            check=False,
        )
        reason = made.stderr.strip()
    # Read back instead of trusting the exit code: another starter may have made it at the same moment.
    account = _named()
    if account is None:
        raise SystemAccountError(
            f"PostgreSQL refuses to run as root, and no account {ACCOUNT_NAME!r} could be made ({reason}).",
            f"Make it (useradd --system {ACCOUNT_NAME}), or run as an ordinary person, or set DATABASE_URL.",
        )
    return account
