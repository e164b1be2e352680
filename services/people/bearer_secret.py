"""The secrets that sessions and personal tokens are carried by: `<brand, base32>.<256 random bits>`.

The brand is in the text because every look-up happens inside one brand: row level security shows nothing to a
question that names none. Only a SHA-256 of the secret is stored; a slow hash protects guessable passwords, whereas
nobody guesses 256 random bits, and this hash is computed on every request.
"""

import base64
import binascii
import hashlib
from dataclasses import dataclass
from uuid import UUID

from infra.ids import secret_token

TOKEN_PREFIX = "storelet_"  # noqa: S105 - lets secret scanners know a leaked token by its beginning
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class BearerSecret:
    """What a client showed: the brand it belongs to and the hash to look it up by."""

    brand_id: UUID
    digest: bytes


def make_bearer_secret(brand_id: UUID) -> tuple[str, bytes]:
    """A new secret: the text for the client, and the hash to store."""
    brand = base64.b32encode(brand_id.bytes).decode().rstrip("=").lower()
    text = f"{brand}.{secret_token()}"
    return text, _digest(text)


def read_bearer_secret(text: str) -> BearerSecret | None:
    """What the text says, or None where it is not of our making."""
    brand, dot, _secret = text.partition(".")
    if not dot or len(text) > _LONGEST:
        return None
    try:
        brand_id = UUID(bytes=base64.b32decode(brand.upper() + "=" * (-len(brand) % 8)))
    except (binascii.Error, ValueError):
        return None
    return BearerSecret(brand_id, _digest(text))


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
