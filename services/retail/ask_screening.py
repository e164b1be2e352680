"""Have paid orders looked over for fraud, after the transaction that paid them."""

from collections.abc import Sequence
from uuid import UUID

from infra.database import Tx
from services.outbox import enqueue

TOPIC = "screen_orders"


async def ask_screening(tx: Tx, order_ids: Sequence[UUID]) -> None:
    """One message for all of them. The rules look at much that a payment need not wait for; a line cannot mature
    before they have: hold days are counted in days, the relay in seconds."""
    if order_ids:
        await enqueue(tx, TOPIC, {"order_ids": [str(each) for each in order_ids]})
