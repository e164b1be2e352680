"""The file of a backup: a tar with `manifest.json`, `secrets.json` and `database.dump`, in this order."""

import hashlib
import io
import os
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO

import msgspec

from infra.setup_errors import DataFolderError

FORMAT = 1
_MANIFEST, _SECRETS, _DUMP = "manifest.json", "secrets.json", "database.dump"
_PIECE = 1024 * 1024


class Manifest(msgspec.Struct, frozen=True):
    """What the backup is of. `secret_key`: whether the key travels with it; a key that came from the environment does
    not. `sha256` is that of the dump, so that a damaged copy is refused before anything is touched."""

    made_at: datetime
    schema: str
    secret_key: bool
    sha256: str
    format: int = FORMAT


class _KeptSecrets(msgspec.Struct, frozen=True):
    secret_key: str


def write_archive(target: Path, dump: Path, *, made_at: datetime, schema: str, secret_key: str) -> Manifest:
    """Write the backup beside its name and give it the name when it is whole and on disk: under the name there is
    never half a backup. For the owner's eyes only, for it holds everything."""
    manifest = Manifest(made_at, schema, bool(secret_key), _sha256(dump))
    making = target.with_name(f"{target.name}.making")
    descriptor = os.open(making, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file, tarfile.open(fileobj=file, mode="w") as tar:
            _add(tar, _MANIFEST, msgspec.json.encode(manifest))
            _add(tar, _SECRETS, msgspec.json.encode(_KeptSecrets(secret_key)))
            tar.add(dump, _DUMP)
            tar.close()
            file.flush()
            os.fsync(file.fileno())
        making.rename(target)
    except BaseException:
        making.unlink(missing_ok=True)
        raise
    return manifest


@contextmanager
def open_archive(source: Path, folder: Path) -> Iterator[tuple[Manifest, str, Path]]:
    """The manifest, the secret key (empty if it did not travel) and the dump, laid into `folder` and checked.

    Raises DataFolderError where the file is no whole backup of ours.
    """
    dump = folder / _DUMP
    try:
        with tarfile.open(source, mode="r:") as tar:
            manifest = msgspec.json.decode(_member(tar, _MANIFEST).read(), type=Manifest)
            secrets = msgspec.json.decode(_member(tar, _SECRETS).read(), type=_KeptSecrets)
            with dump.open("wb") as file, _member(tar, _DUMP) as inside:
                while piece := inside.read(_PIECE):
                    file.write(piece)
    except FileNotFoundError as error:
        raise DataFolderError(
            f"There is no file {source}.", "Name a backup made by `storelet backup`."
        ) from error
    except (tarfile.TarError, KeyError, EOFError, ValueError, msgspec.MsgspecError) as error:
        raise DataFolderError(
            f"{source} is not a whole backup ({error}).", "Use another copy: nothing was changed."
        ) from error
    if manifest.format != FORMAT or _sha256(dump) != manifest.sha256:
        raise DataFolderError(
            f"{source} is damaged: it does not hold what its manifest says.",
            "Use another copy: nothing was changed.",
        )
    yield manifest, secrets.secret_key, dump


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(content), 0o600
    tar.addfile(member, io.BytesIO(content))


def _member(tar: tarfile.TarFile, name: str) -> IO[bytes]:
    # Read by name into places of our own: nothing an archive says about paths or links is ever followed.
    member = tar.getmember(name)
    found = tar.extractfile(member) if member.isfile() else None
    if found is None:
        raise KeyError(f"no file {name}")
    return found


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
