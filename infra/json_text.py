"""JSON as PostgreSQL's jsonb parameters want it, and canonical JSON whose hash pins a document."""

import hashlib
import json
from typing import Any

import msgspec

_encoder = msgspec.json.Encoder(order="deterministic")


def to_json(value: object) -> str:
    """Compact JSON text for a jsonb parameter; structs, UUIDs and instants included; keys in order."""
    return _encoder.encode(value).decode()


def from_json(text: str | bytes) -> Any:
    """What `to_json` wrote, as plain values."""
    return json.loads(text)


def content_hash(value: object) -> str:
    """SHA-256 (hex) of the canonical JSON: same content, same hash, whatever the order of its keys."""
    return hashlib.sha256(_encoder.encode(value)).hexdigest()
