"""Who paid, as far as a gateway tells two payers apart."""

from collections.abc import Sequence

from infra.database import Tx
from infra.gateways.gateway import GatewayEvent
from infra.keys import keyed_hash

_WRITE = """
UPDATE payments AS p SET payer_hash = n.hash FROM unnest($2::uuid[], $3::bytea[]) AS n (id, hash)
WHERE p.brand_id = $1 AND p.id = n.id AND p.state = 'succeeded'
"""


async def record_payers(tx: Tx, events: Sequence[GatewayEvent]) -> None:
    """Keep a keyed hash of each payer's fingerprint with the payment that took it; gateways that give none leave
    none."""
    told = [event for event in events if event.payer]
    if told:
        await tx.execute(
            _WRITE,
            tx.brand_id,
            [event.payment_id for event in told],
            [keyed_hash("payer", tx.brand_id, event.payer) for event in told],
        )
