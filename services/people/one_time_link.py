"""one_time_link: the text by which an account sets its first, or a forgotten, password.

It is signed, names the account and its end, and is bound to the password hash and the status the account has now:
using it changes them, so it works once, and so does every older one. Nothing is stored, nothing is left to clean up.
"""

import hashlib
from datetime import UTC, datetime, timedelta
from uuid import UUID

from asyncpg import Record
from msgspec import Struct

from infra.database import Tx
from infra.keys import read_signed, sign

VALID_FOR = timedelta(days=7)
_PURPOSE = "invitation"
_STATE_BYTES = 16


class OneTimeLink(Struct, frozen=True):
    """`token` goes to its person by whatever way the two already talk; the page that takes it asks for a password."""

    token: str
    expires_at: datetime


def make_one_time_link(tx: Tx, account_id: UUID, status: str, password_hash: str | None) -> OneTimeLink:
    """A link for the account as it is now."""
    expires_at = (tx.now + VALID_FOR).replace(microsecond=0)
    seconds = int(expires_at.timestamp()).to_bytes(8, "big")
    state = _state(tx, status, password_hash)
    return OneTimeLink(sign(_PURPOSE, account_id.bytes + seconds + state), expires_at)


def account_of_link(token: str) -> UUID | None:
    """Whom the link is for, or None where we did not sign it."""
    payload = read_signed(_PURPOSE, token)
    return UUID(bytes=payload[:16]) if payload else None


def link_is_valid(tx: Tx, token: str, account: Record) -> bool:
    """Whether the link is for this account as it is now, and not too old."""
    payload = read_signed(_PURPOSE, token) or b""
    state = _state(tx, account["status"], account["password_hash"])
    if payload[:16] != account["id"].bytes or payload[24:] != state:
        return False
    return tx.now < datetime.fromtimestamp(int.from_bytes(payload[16:24], "big"), UTC)


def _state(tx: Tx, status: str, password_hash: str | None) -> bytes:
    text = f"{tx.brand_id} {status} {password_hash}"
    return hashlib.sha256(text.encode()).digest()[:_STATE_BYTES]
