"""HMAC-SHA256 over timestamp and body: who wrote a callback, and when."""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

from infra.gateways.errors import CallbackRefused

TOLERANCE = timedelta(minutes=5)
_DIGITS = 11


def sign(key: bytes, at: datetime, body: bytes) -> tuple[str, str]:
    """The timestamp (seconds since 1970) and the signature (hex) to send along with the body."""
    stamp = str(int(at.timestamp()))
    return stamp, hmac.new(key, stamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def check_signature(key: bytes, stamp: str, signature: str, body: bytes, now: datetime) -> None:
    """Raise CallbackRefused unless the signature is the key's and the timestamp lies within five minutes of now.

    The signature is looked at first, so that a forger learns nothing from the time.
    """
    meant = hmac.new(key, stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(meant.encode(), signature.encode()):
        raise CallbackRefused(reason="the signature does not match")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= _DIGITS):
        raise CallbackRefused(reason="the timestamp is not a number")
    if abs(now - datetime.fromtimestamp(int(stamp), UTC)) > TOLERANCE:
        raise CallbackRefused(reason="the timestamp is too far from now")
