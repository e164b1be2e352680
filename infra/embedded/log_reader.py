"""What a server said before it ended, turned into advice."""

from pathlib import Path

from infra.setup_errors import DataFolderError, DiskFullError, ServerDownError, SetUpError


class ServerLog:
    """The part of a log file written since this object was made."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._from = path.stat().st_size if path.exists() else 0

    def text(self) -> str:
        if not self.path.exists():
            return ""
        with self.path.open("rb") as file:
            file.seek(self._from)
            return file.read(200_000).decode("utf-8", "replace")

    def diagnose(self, server: str) -> SetUpError:
        """The error to raise when `server` ended instead of serving."""
        text = self.text()
        if "No space left on device" in text or "Disk quota exceeded" in text:
            where = "shared memory (/dev/shm)" if "shared memory" in text else "disk"
            return DiskFullError(
                f"{server} stopped because the {where} is full.",
                f"Free some room and start again; nothing that was confirmed is lost. Log: {self.path}",
            )
        if "incompatible with server" in text:
            return DataFolderError(
                f"The data folder was made by another version of {server}.",
                f"Start it with the version that made it, or `make reset` to begin afresh. Log: {self.path}",
            )
        if "Permission denied" in text:
            return DataFolderError(
                f"{server} may not use its own files.",
                f"Run as the account that made the data folder. Log: {self.path}",
            )
        last = "\n".join(f"  {line}" for line in text.strip().splitlines()[-6:])
        return ServerDownError(f"{server} stopped. It said:\n{last}", f"The whole log: {self.path}")
