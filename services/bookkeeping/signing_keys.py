"""The keys a brand signs its statements with: Ed25519, one in force, earlier ones kept for what they signed."""

from datetime import datetime
from hashlib import sha256
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec import Struct

from infra.database import Tx, transact
from infra.errors import ServiceUnavailable
from infra.ids import new_id
from infra.keys import decrypt, encrypt
from infra.scope import Scope
from infra.statement_files.signed import public_text
from services.audit import record_change
from services.locks import lock_brand_rules

PURPOSE = "statement_key"
KEY_IN_FORCE = "SELECT id FROM signing_keys WHERE brand_id = $1 AND retired_at IS NULL"


class PublicKey(Struct, frozen=True):
    """The public half, base64, and when the key was in force; `retired_at` null: it is."""

    key_id: str
    algorithm: str
    public_key: str
    created_at: datetime
    retired_at: datetime | None


async def key_in_force(tx: Tx) -> UUID:
    """The key that months closed now are signed with; made before the first closing, once."""
    await lock_brand_rules(tx)
    found: UUID | None = await tx.fetchval(KEY_IN_FORCE, tx.brand_id)
    return found or await _make(tx)


async def rotate_key(scope: Scope) -> PublicKey:
    """Retire the key in force and make another. What was signed stays signed: its public half is still shown, and
    statements of months closed before are rebuilt with their own key."""

    async def work(tx: Tx) -> PublicKey:
        await lock_brand_rules(tx)
        await tx.execute(
            "UPDATE signing_keys SET retired_at = $2 WHERE brand_id = $1 AND retired_at IS NULL",
            tx.brand_id,
            tx.now,
        )
        made = await _make(tx)
        key = next(key for key in await _keys(tx) if key.retired_at is None)
        await record_change(tx, "rotate_key", "signing key", made, None, {"key_id": key.key_id})
        return key

    return await transact(scope, work)


async def list_keys(scope: Scope) -> list[PublicKey]:
    """Every key the brand ever signed with, the latest first."""
    return await transact(scope, _keys)


async def signing_key(tx: Tx, signing_key_id: UUID) -> tuple[str, Ed25519PrivateKey]:
    """(key id, private key). Raises ServiceUnavailable where the site's secret is not the one it was sealed with."""
    row = await tx.fetchrow(
        "SELECT key_id, private_key FROM signing_keys WHERE brand_id = $1 AND id = $2",
        tx.brand_id,
        signing_key_id,
    )
    seed = decrypt(PURPOSE, row["private_key"], _bound(tx.brand_id, signing_key_id)) if row else None
    if row is None or seed is None:
        raise ServiceUnavailable(
            reason="the statements' signing key cannot be opened with this site's secret"
        )
    return row["key_id"], Ed25519PrivateKey.from_private_bytes(seed)


async def _make(tx: Tx) -> UUID:
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    row: UUID = new_id()
    sealed = encrypt(PURPOSE, private.private_bytes_raw(), _bound(tx.brand_id, row))
    await tx.execute(
        "INSERT INTO signing_keys (brand_id, id, key_id, public_key, private_key, created_at)"
        " VALUES ($1, $2, $3, $4, $5, $6)",
        tx.brand_id,
        row,
        f"ed25519-{sha256(public).hexdigest()[:16]}",
        public,
        sealed,
        tx.now,
    )
    return row


async def _keys(tx: Tx) -> list[PublicKey]:
    rows = await tx.fetch(
        "SELECT key_id, public_key, created_at, retired_at FROM signing_keys WHERE brand_id = $1"
        " ORDER BY retired_at DESC NULLS FIRST, id DESC",
        tx.brand_id,
    )
    return [
        PublicKey(
            row["key_id"], "ed25519", public_text(row["public_key"]), row["created_at"], row["retired_at"]
        )
        for row in rows
    ]


def _bound(brand_id: UUID, key_row: UUID) -> bytes:
    return brand_id.bytes + key_row.bytes
