"""Signing a file and proving it, offline (Ed25519, RFC 8032).

What is signed is every byte of the file before the signature, with its form named before it, so that no other text
signed by the same key can pass for a statement. A JSON file holds `statement` and `signature` side by side in canonical
form; the others end in a line of their own that holds the signature (a row, a comment, a comment after the end mark).
"""

import base64
import binascii
import json
import re
from typing import Any, Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from msgspec import Struct

Form = Literal["json", "csv", "html", "pdf"]
FORMS: tuple[Form, ...] = ("json", "csv", "html", "pdf")
ALGORITHM = "ed25519"
_MARK = "storelet-signature"
_BEFORE: dict[Form, str] = {"json": "", "csv": f"{_MARK},", "html": f"<!-- {_MARK} ", "pdf": f"%{_MARK} "}
_AFTER: dict[Form, str] = {"json": "", "csv": "\r\n", "html": " -->\n", "pdf": "\n"}
_BETWEEN: dict[Form, str] = {"json": "", "csv": ",", "html": " ", "pdf": " "}
_TRAILER = re.compile(
    rb"(?:^|\n)((?:<!-- |%)?storelet-signature[ ,]ed25519[ ,]([a-z0-9-]+)[ ,]([a-z0-9-]+)[ ,]([A-Za-z0-9+/=]+)"
    rb"(?: -->)?\r?\n)\Z"
)


class SignedFile(Struct, frozen=True):
    """What a file says of its own signature: nothing of it is true before `genuine` says so."""

    form: Form
    brand: str
    key_id: str
    signature: bytes
    body: bytes
    statement: dict[str, Any] | None = None


class NotAStatement(ValueError):
    """The file has not the form of a signed statement; the text says what is missing."""


def canonical(document: object) -> bytes:
    """One byte form for one content: keys in order, no spaces, UTF-8; there are no fractions in a statement."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def sign_file(form: Form, body: bytes, brand: str, key_id: str, key: Ed25519PrivateKey) -> bytes:
    """The file with its signature. `body` of a JSON file is the statement's canonical form."""
    signature = base64.b64encode(key.sign(_signed(form, body))).decode()
    if form == "json":
        said = {"algorithm": ALGORITHM, "brand": brand, "key_id": key_id, "signature": signature}
        return b'{"signature":' + canonical(said) + b',"statement":' + body + b"}\n"
    words = _BETWEEN[form].join((ALGORITHM, brand, key_id, signature))
    return body + f"{_BEFORE[form]}{words}{_AFTER[form]}".encode()


def read_signed_file(content: bytes) -> SignedFile:
    """Take a file apart. Raises NotAStatement."""
    if content.startswith(b"{"):
        return _read_json(content)
    found = _TRAILER.search(content)
    if found is None:
        raise NotAStatement("it does not end in a signature")
    body = content[: found.start(1)]
    form: Form = "pdf" if body.startswith(b"%PDF-") else "html" if body.startswith(b"<!doctype") else "csv"
    if not found[1].startswith(_BEFORE[form].encode()):
        raise NotAStatement("its signature is not of its form")
    return SignedFile(form, found[2].decode(), found[3].decode(), _base64(found[4]), body)


def genuine(file: SignedFile, public_key: bytes) -> bool:
    """Whether the holder of this key (32 bytes) signed exactly this file."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(file.signature, _signed(file.form, file.body))
    except InvalidSignature:
        return False
    return True


def public_text(public_key: bytes) -> str:
    """A public key as the keys' page shows it: base64 of its 32 bytes."""
    return base64.b64encode(public_key).decode()


def _read_json(content: bytes) -> SignedFile:
    try:
        document = json.loads(content)
        said, statement = document["signature"], document["statement"]
        if said["algorithm"] != ALGORITHM or not isinstance(statement, dict):
            raise NotAStatement("it is signed in a way that is not known here")
        body = canonical(statement)
        as_written = canonical(document)
        file = SignedFile(
            "json",
            str(said["brand"]),
            str(said["key_id"]),
            _base64(said["signature"].encode()),
            body,
            statement,
        )
    except NotAStatement:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as broken:
        raise NotAStatement("it is not the JSON of a signed statement") from broken
    # A reader that takes the first of two equal keys must not see another statement than the one that is proved.
    if as_written != content.rstrip(b"\r\n"):
        raise NotAStatement(
            "it is not in canonical form: it was written anew by a program, or has keys twice"
        )
    return file


def _signed(form: Form, body: bytes) -> bytes:
    return b"storelet statement 1\0" + form.encode() + b"\0" + body


def _base64(text: bytes) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as broken:
        raise NotAStatement("its signature is not base64") from broken
