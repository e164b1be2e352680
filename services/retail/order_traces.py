"""What an order tells of whoever placed it, kept as keyed hashes: enough to see that two are alike, and nothing
else."""

import re
import unicodedata
from uuid import UUID

from infra.keys import keyed_hash

_NOT_A_LETTER = re.compile(r"[\W_]+")


def address_hash(brand_id: UUID, street: str, *place: str) -> bytes | None:
    """The door the goods go to: the street, and the parts of its place in one order; None without a street. Case,
    width, spaces and punctuation do not tell doors apart; the name and the phone on the parcel do not either."""
    if not _plain(street):
        return None
    return keyed_hash("address", brand_id, "\n".join(_plain(part) for part in (street, *place)))


def device_hash(brand_id: UUID, device: str) -> bytes | None:
    """The browser program and the network it was used from; None where nothing is known."""
    return keyed_hash("device", brand_id, device) if device else None


def _plain(text: str) -> str:
    return _NOT_A_LETTER.sub("", unicodedata.normalize("NFKC", text).casefold())
