"""The drill: back up, wreck, put back, prove the books. And what is refused without touching anything."""

import json
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.backup_scene import in_folder
from tests.cli.test_storelet import run
from tests.support.fresh_folder import fresh_folder


@pytest.fixture(scope="module")
def site() -> Iterator[tuple[Path, Path]]:
    """A data folder whose books hold one sale, and the backup that was made of it."""
    with fresh_folder() as folder:
        data, file = folder / "data", folder / "first.storelet"
        in_folder(str(data))
        done = run("backup", str(file), "--json", data=data)
        assert done.returncode == 0, done.stderr
        said = json.loads(done.stdout)
        assert (said["file"], said["secret_key"], said["bytes"]) == (str(file), True, file.stat().st_size)
        yield data, file


def _books(data: Path) -> tuple[int, list[dict[str, object]]]:
    done = run("prove-books", "--json", data=data)
    return done.returncode, list(json.loads(done.stdout)["brands"].values())


def test_what_was_wrecked_comes_back_and_proves(site: tuple[Path, Path]) -> None:
    data, file = site
    whole = _books(data)
    assert whole[0] == 0
    assert whole[1][0]["trial_balance"]["CNY"]["cash"] == 6_000  # type: ignore[index]
    secret = json.loads((data / "secrets.json").read_text())["secret_key"]
    in_folder(str(data), "wreck")
    assert _books(data)[0] == 1
    done = run("restore", str(file), "--yes", "--json", data=data)
    assert done.returncode == 0, done.stderr
    assert _books(data) == whole
    # Another machine: a folder with a secret of its own takes the backup's over.
    with fresh_folder() as elsewhere:
        there = elsewhere / "data"
        assert run("restore", str(file), "--yes", data=there).returncode == 0
        assert _books(there) == whole
        assert json.loads((there / "secrets.json").read_text())["secret_key"] == secret


def test_a_backup_is_for_its_owners_eyes_and_overwrites_none(site: tuple[Path, Path]) -> None:
    data, file = site
    assert file.stat().st_mode & 0o777 == 0o600
    with tarfile.open(file) as tar:
        assert tar.getnames() == ["manifest.json", "secrets.json", "database.dump"]
    before = file.read_bytes()
    assert run("backup", str(file), data=data).returncode == 1
    assert file.read_bytes() == before
    assert [path.name for path in file.parent.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda whole: whole[: len(whole) // 2], "not a whole backup"),
        (lambda whole: whole.replace(b"PGDMP", b"PGDMX"), "does not hold what its manifest says"),
        (lambda whole: b"a letter", "not a whole backup"),
    ],
)
def test_a_damaged_file_changes_nothing(site: tuple[Path, Path], damage: object, words: str) -> None:
    data, file = site
    broken = file.with_name("broken")
    broken.write_bytes(damage(file.read_bytes()))  # type: ignore[operator]
    # Refused before any server is started.
    done = run("restore", str(broken), "--yes", data=data.parent / "nowhere")
    assert (done.returncode, words in done.stderr) == (7, True), done.stderr
    assert not (data.parent / "nowhere" / "postgres").exists()
    assert run("restore", str(file), data=data).returncode == 130
