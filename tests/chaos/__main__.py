"""`make chaos`: faults for as long as asked. The seed is printed; the same seed gives the same faults after the same
pauses, so a run that found something is run again by its seed.

make chaos                                    # a minute, a seed of the moment
make chaos ARGS='--seconds 600 --seed 7'
make chaos ARGS='--only "kill Redis" --only "fill the disk"'
"""

import argparse
import asyncio
import secrets
import shutil
import sys
import tempfile
from pathlib import Path

from tests.chaos.faults import FAULTS
from tests.chaos.run import plan_of, run_chaos


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=60, help="how long faults come")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    parser.add_argument("--only", action="append", choices=list(FAULTS), help="these faults alone")
    parser.add_argument("--keep", action="store_true", help="leave the logs of the site there")
    wanted = parser.parse_args()
    say(f"seed {wanted.seed}")
    folder = Path(tempfile.mkdtemp(prefix="storelet-chaos-"))
    plan = plan_of(wanted.seed, wanted.seconds, wanted.only or list(FAULTS))
    report = asyncio.run(run_chaos(folder / "site", wanted.seed, plan, say, wanted.keep))
    say(report.text())
    if wanted.keep:
        say(f"its logs: {folder}")
    else:
        shutil.rmtree(folder, ignore_errors=True)
    return 1 if report.broken else 0


if __name__ == "__main__":
    sys.exit(main())
