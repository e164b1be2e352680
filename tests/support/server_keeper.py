"""Keeps the embedded servers of one test run alive: `python -m tests.support.server_keeper FOLDER PID`.

A process of its own, because the test worker that needs the servers first may be the first to end. It ends when told
(SIGTERM) or when the test run with process id PID is gone, even by SIGKILL, and leaves nothing behind.
"""

import json
import os
import shutil
import signal
import sys
import time
from pathlib import Path

from infra.embedded.data_folder import DataFolder
from infra.embedded.postgres import OWNER
from infra.embedded.servers import EmbeddedServers
from infra.settings import load_settings

READY = "ready.json"
FAILED = "failed.txt"


class _Told(Exception):
    pass


def keep(folder: Path, run: int) -> None:
    """Start the servers, say so in the file READY, stay until the run has ended."""
    settings = load_settings({"STORELET_DATA": str(folder / "data"), "STORELET_ENV": "test"})
    with DataFolder(settings.data).hold("command"):
        servers = EmbeddedServers(settings, lambda _: None, durable=False)
        try:
            up = servers.start()
            assert servers.postgres is not None
            # Each worker makes a database of its own from the template.
            servers.postgres.administer(f"ALTER ROLE {OWNER} CREATEDB")
            ready = {
                "pid": os.getpid(),
                "database_url": up.database_url,
                "owner_url": up.database_owner_url,
                "redis_url": up.redis_url,
            }
            (folder / "ready.new").touch(mode=0o600)
            (folder / "ready.new").write_text(json.dumps(ready))
            (folder / "ready.new").rename(folder / READY)
            while _alive(run):
                time.sleep(0.25)
        except _Told:
            pass
        finally:
            servers.stop()


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _told(_signal: int, _frame: object) -> None:
    raise _Told


if __name__ == "__main__":
    where = Path(sys.argv[1])
    signal.signal(signal.SIGTERM, _told)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        keep(where, int(sys.argv[2]))
    except Exception as error:
        (where / FAILED).write_text(str(error))
        raise
    else:
        shutil.rmtree(where, ignore_errors=True)
