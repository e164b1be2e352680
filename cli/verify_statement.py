"""`storelet verify-statement`: did the brand really say this?"""

import base64
import binascii
import json
from enum import IntEnum
from pathlib import Path
from typing import Any

import click
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from cli.output import ExitCode, emit, fail, json_option
from cli.runtime import run
from infra.scope import Scope
from infra.statement_files.add_up import faults_of
from infra.statement_files.signed import NotAStatement, SignedFile, genuine, read_signed_file
from services.bookkeeping.signing_keys import PublicKey, list_keys
from services.people.find_brand import find_brand


class Verdict(IntEnum):
    """Beside the codes of every command."""

    GENUINE = 0
    FALSE = 1
    UNREADABLE = 2


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path))
@click.option(
    "--public-key",
    "given",
    metavar="KEY",
    help="Prove it offline with this key: base64, or a file with base64, PEM, or the JSON of the brand's keys. "
    "Without it, this site's own keys of the brand that the file names.",
)
@json_option
def verify_statement(file: Path, given: str | None, as_json: bool) -> None:
    """Prove that a brand signed the statement FILE (JSON, CSV, HTML or PDF; `-` reads standard input), byte for byte,
    and for JSON that its figures add up.

    The keys of a brand are at /api/public/BRAND/statement-keys. Exit code 0: genuine. 1: not what the holder of the key
    signed, or its figures do not add up. 2: not a signed statement, or no such key.
    """
    with click.open_file(str(file), "rb") as source:
        content = source.read()
    try:
        signed = read_signed_file(content)
    except NotAStatement as broken:
        fail(f"{file} is not a signed statement: {broken}.", Verdict.UNREADABLE)
    key = _given_key(given, signed) if given else _site_key(signed)
    said: dict[str, Any] = {
        "genuine": genuine(signed, key),
        "form": signed.form,
        "brand": signed.brand,
        "key_id": signed.key_id,
        "faults": faults_of(signed.statement) if signed.statement is not None else [],
    }
    emit(said, as_json=as_json, text=_text(file, said))
    if not said["genuine"] or said["faults"]:
        raise click.exceptions.Exit(Verdict.FALSE)


def _text(file: Path, said: dict[str, Any]) -> str:
    if not said["genuine"]:
        return f"{file} is NOT what the holder of key {said['key_id']} signed: it was altered, or it is another's key."
    lines = [
        f"{file} is genuine: brand {said['brand']} signed exactly these bytes with key {said['key_id']}."
    ]
    return "\n".join([*lines, *(f"But its figures do not add up: {fault}." for fault in said["faults"])])


def _given_key(given: str, signed: SignedFile) -> bytes:
    path = Path(given)
    text = path.read_text("utf-8").strip() if _is_file(path) else given.strip()
    try:
        if text.startswith("-----BEGIN"):
            loaded = load_pem_public_key(text.encode())
            if isinstance(loaded, Ed25519PublicKey):
                return loaded.public_bytes_raw()
        elif text.startswith(("[", "{")):
            keys = json.loads(text)
            text = next(key["public_key"] for key in keys if key["key_id"] == signed.key_id)
        key = base64.b64decode(text, validate=True)
    except StopIteration:
        fail(f"{given} has no key {signed.key_id}.", Verdict.UNREADABLE)
    except (binascii.Error, ValueError, TypeError, KeyError):
        key = b""
    if len(key) != 32:
        fail(
            "The key is no Ed25519 public key: 32 bytes as base64, PEM, or the brand's keys as JSON.",
            ExitCode.USAGE,
        )
    return key


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # base64 may be longer than a file's name can be
        return False


def _site_key(signed: SignedFile) -> bytes:
    found = [key for key in run(_keys_of(signed.brand)) if key.key_id == signed.key_id]
    if not found:
        fail(f"Brand {signed.brand} has no key {signed.key_id} on this site.", Verdict.UNREADABLE)
    return base64.b64decode(found[0].public_key)


async def _keys_of(slug: str) -> list[PublicKey]:
    brand = await find_brand(slug)
    return await list_keys(Scope(brand.brand_id))
