"""For the probe of a container that serves nobody: `python -m deploy.container.alive`.

Process 1 is the worker or beat itself, so a dead one ends its container; what a probe adds is a worker that has lost
all its processes, or a main process that is stopped or a zombie. Redis or PostgreSQL being away is no reason.
"""

import sys

import psutil

_GONE = (psutil.STATUS_ZOMBIE, psutil.STATUS_STOPPED, psutil.STATUS_DEAD)


def trouble(pid: int = 1) -> str | None:
    """What is wrong with the process, or nothing."""
    try:
        main = psutil.Process(pid)
        if main.status() in _GONE:
            return f"process {pid} is {main.status()}"
        command = main.cmdline()
        if "worker" in command and not [child for child in main.children() if child.status() not in _GONE]:
            return "the worker has no process to work with"
    except psutil.NoSuchProcess:
        return f"there is no process {pid}"
    return None


if __name__ == "__main__":
    sys.exit(trouble())
