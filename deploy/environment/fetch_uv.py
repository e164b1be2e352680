"""Fetch the pinned uv without pip: `python fetch_uv.py uv.txt TARGET`. For a Python that came without ensurepip.

Only the standard library. The wheel must have one of the hashes listed in uv.txt.
"""

import hashlib
import io
import platform
import re
import sys
import urllib.request
import zipfile
from pathlib import Path
from urllib.parse import urljoin

_MACHINES = {"amd64": "x86_64", "arm64": "aarch64"}


def wheel_tag() -> str:
    """The part of a wheel's file name that says where it runs."""
    machine = platform.machine().lower()
    if sys.platform == "darwin":
        return "macosx_11_0_arm64" if machine == "arm64" else "macosx_10_12_x86_64"
    libc = "manylinux" if platform.libc_ver()[0] == "glibc" else "musllinux"
    return rf"{libc}_\d+_\d+_{_MACHINES.get(machine, machine)}"


def main(pins: Path, target: Path) -> None:
    """Write the uv program to `target`, executable."""
    text = pins.read_text()
    version = re.search(r"^uv==(\S+)", text, re.MULTILINE)
    hashes = set(re.findall(r"sha256:([0-9a-f]{64})", text))
    if version is None:
        sys.exit(f"{pins} names no version of uv")
    index = "https://pypi.org/simple/uv/"
    with urllib.request.urlopen(index, timeout=60) as answer:
        page = answer.read().decode()
    link = re.search(rf'href="([^"#]*/uv-{re.escape(version[1])}-[^"#]*{wheel_tag()}[^"#]*\.whl)', page)
    if link is None:
        sys.exit(f"there is no uv {version[1]} for {platform.platform()}")
    with urllib.request.urlopen(urljoin(index, link[1]), timeout=300) as answer:
        wheel = answer.read()
    if hashlib.sha256(wheel).hexdigest() not in hashes:
        sys.exit(f"{link[1]} is not the file that {pins} pins; it was not used")
    with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        program = next(name for name in archive.namelist() if name.endswith("/scripts/uv"))
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(archive.read(program))
    target.chmod(0o755)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
