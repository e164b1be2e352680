"""Write a binding: a fact with its instant, which nothing ever replaces."""

from uuid import UUID

from infra.database import Tx
from infra.ids import new_id


async def write_binding(
    tx: Tx, seller_id: UUID, source: str, *, customer_id: UUID | None = None, visitor_id: UUID | None = None
) -> UUID:
    """The new binding's id. Exactly one of customer and visitor; a browser new to us becomes a visitor."""
    if visitor_id is not None:
        await tx.execute(
            "INSERT INTO visitors (brand_id, id, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            tx.brand_id,
            visitor_id,
            tx.now,
        )
    binding_id = new_id()
    await tx.execute(
        "INSERT INTO bindings (brand_id, id, seller_id, customer_id, visitor_id, source, at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7)",
        tx.brand_id,
        binding_id,
        seller_id,
        customer_id,
        visitor_id,
        source,
        tx.now,
    )
    return binding_id
