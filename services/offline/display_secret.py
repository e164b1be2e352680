"""The address of a place's display: whoever has it can show the place's code."""

import hmac
from hashlib import sha256
from uuid import UUID

from infra.keys import purpose_key


def display_secret(brand_id: UUID, place_id: UUID, key_version: int) -> str:
    """Made from the place with the site's key: kept nowhere, and worthless once the place's codes were renewed."""
    said = brand_id.bytes + place_id.bytes + str(key_version).encode()
    return hmac.new(purpose_key("place display"), said, sha256).hexdigest()[:32]


def display_path(brand_id: UUID, place_id: UUID, key_version: int) -> str:
    """The page that shows the rotating code."""
    return f"/display/{brand_id.hex}/{place_id.hex}/{display_secret(brand_id, place_id, key_version)}"
