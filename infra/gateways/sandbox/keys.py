"""The key that the sandbox signs with and Storelet checks with."""

import hashlib
import hmac
from uuid import UUID

from infra.settings import current_settings


def signing_key(brand_id: UUID) -> bytes:
    """One key a brand, made from the site's own: a callback of one brand means nothing to another."""
    secret = current_settings().secret_key.encode()
    return hmac.new(secret, b"sandbox gateway\0" + brand_id.bytes, hashlib.sha256).digest()
