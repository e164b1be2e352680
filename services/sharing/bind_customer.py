"""A customer, or a browser that may become one, is bound to a seller."""

from typing import Literal
from uuid import UUID

import msgspec

from infra.database import Tx, transact
from infra.errors import FieldFault, InvalidInput, NotFound
from infra.ids import new_id
from infra.scope import Scope
from services.audit import record_change


class BindCustomer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Exactly one of customer and visitor. What the binding is worth, the attribution policy says at an order."""

    seller_id: UUID
    source: Literal["follow", "scan", "operator"]
    customer_id: UUID | None = None
    visitor_id: UUID | None = None


class CustomerBound(msgspec.Struct, frozen=True):
    binding_id: UUID


async def bind_customer(scope: Scope, command: BindCustomer) -> CustomerBound:
    """Write the fact with its instant; nothing is ever replaced. Raises NotFound, InvalidInput."""
    if (command.customer_id is None) == (command.visitor_id is None):
        raise InvalidInput(FieldFault("customer_id", "give a customer or a visitor", "须指定客户或访客之一"))

    async def work(tx: Tx) -> CustomerBound:
        await _check(tx, command)
        binding_id = new_id()
        await tx.execute(
            "INSERT INTO bindings (brand_id, id, seller_id, customer_id, visitor_id, source, at)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7)",
            tx.brand_id,
            binding_id,
            command.seller_id,
            command.customer_id,
            command.visitor_id,
            command.source,
            tx.now,
        )
        if command.source == "operator":
            await record_change(tx, "bind_customer", "binding", binding_id, None, command)
        return CustomerBound(binding_id)

    return await transact(scope, work)


async def _check(tx: Tx, command: BindCustomer) -> None:
    if not await tx.fetchval(
        "SELECT 1 FROM sellers WHERE brand_id = $1 AND id = $2", tx.brand_id, command.seller_id
    ):
        raise NotFound(what="seller", ref=command.seller_id)
    if command.customer_id is not None:
        if not await tx.fetchval(
            "SELECT 1 FROM customers WHERE brand_id = $1 AND id = $2", tx.brand_id, command.customer_id
        ):
            raise NotFound(what="customer", ref=command.customer_id)
        return
    await tx.execute(
        "INSERT INTO visitors (brand_id, id, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        tx.brand_id,
        command.visitor_id,
        tx.now,
    )
