"""remember_device: an account logged in from a device."""

from uuid import UUID

from infra.database import Tx, transact
from infra.ids import new_id
from infra.keys import keyed_hash
from infra.scope import Scope

_WRITE = """
INSERT INTO known_devices (brand_id, id, account_id, device_hash, first_seen_at, last_seen_at)
VALUES ($1, $2, $3, $4, $5, $5)
ON CONFLICT (brand_id, account_id, device_hash) DO UPDATE SET last_seen_at = excluded.last_seen_at
"""


async def remember_device(scope: Scope, account_id: UUID, device: str) -> None:
    """Keep the keyed hash of a device, with the first and last time it was seen. It is compared with the devices that
    orders come from, and says nothing else of anybody."""
    hashed = keyed_hash("device", scope.brand_id, device)

    async def work(tx: Tx) -> None:
        await tx.execute(_WRITE, tx.brand_id, new_id(), account_id, hashed, tx.now)

    await transact(scope, work)
