"""Keys for one purpose each, all derived from the site's secret; signed text, and values encrypted at rest.

A purpose is a word such as `invitation`: text signed for one purpose is worth nothing for another, and a key that
leaks through one use does not open the rest.
"""

import base64
import binascii
import hmac
import os
from functools import lru_cache
from hashlib import sha256
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from infra.settings import current_settings

_NONCE = 12
_VERSION = b"\x01"


def sign(purpose: str, payload: bytes) -> str:
    """URL-safe text that carries the payload, readable by anybody, made by nobody else."""
    return f"{_text(payload)}.{_text(_mac(purpose, payload))}"


def read_signed(purpose: str, text: str) -> bytes | None:
    """The payload, or None where the text was not signed by us for this purpose."""
    payload_text, dot, mac_text = text.partition(".")
    if not dot:
        return None
    try:
        payload, mac = _bytes(payload_text), _bytes(mac_text)
    except (binascii.Error, ValueError):
        return None
    return payload if hmac.compare_digest(mac, _mac(purpose, payload)) else None


def encrypt(purpose: str, plain: bytes, bound_to: bytes) -> bytes:
    """AES-256-GCM. `bound_to` (ids of the row) must be given again to decrypt: a value copied into another row is
    worthless there."""
    nonce = os.urandom(_NONCE)
    return _VERSION + nonce + AESGCM(purpose_key(purpose)).encrypt(nonce, plain, bound_to)


def decrypt(purpose: str, sealed: bytes, bound_to: bytes) -> bytes | None:
    """What was encrypted, or None where key, row or bytes are not the same."""
    if sealed[:1] != _VERSION:
        return None
    try:
        return AESGCM(purpose_key(purpose)).decrypt(sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :], bound_to)
    except InvalidTag:
        return None


def keyed_hash(purpose: str, brand_id: UUID, text: str) -> bytes:
    """Sixteen bytes by which a brand sees that two texts are the same, and nobody what they were: without the key they
    cannot be guessed and tried, and two brands cannot compare theirs."""
    return _mac(f"{purpose} hash", brand_id.bytes + text.encode())[:16]


def _mac(purpose: str, payload: bytes) -> bytes:
    return hmac.new(purpose_key(purpose), payload, sha256).digest()


def purpose_key(purpose: str) -> bytes:
    """The key of a purpose, for what has a form of its own; 32 bytes."""
    return _derived(current_settings().secret_key, purpose)


@lru_cache(maxsize=64)
def _derived(secret: str, purpose: str) -> bytes:
    return HKDF(SHA256(), 32, salt=b"storelet", info=purpose.encode()).derive(secret.encode())


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
