"""`make bench`: every benchmark of this folder in turn, or those whose names hold a word: `make bench ARGS=link`.

Each is a program of its own that prints its figures beside what they are measured against, and fails where it stays
behind its reach.
"""

import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent
# Installs a shop server from a registry: only when it is asked for by its name.
ASKED_FOR = "bench_shop_server"


def main(words: list[str]) -> int:
    names = sorted(path.stem for path in FOLDER.glob("bench_*.py"))
    wanted = [
        name for name in names if any(word in name for word in words) or (not words and name != ASKED_FOR)
    ]
    if not wanted:
        print(f"no benchmark has such a name; there are: {', '.join(names)}")
        return 2
    behind = []
    for name in wanted:
        print(f"== {name}", flush=True)
        if subprocess.run([sys.executable, "-m", f"bench.{name}"], check=False).returncode:
            behind.append(name)
    if behind:
        print(f"behind their reach: {', '.join(behind)}")
    return 1 if behind else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
