"""The brand's people bind a customer to a seller: a hand-over, or a mistake put right."""

from uuid import UUID

import msgspec

from infra.database import Tx, transact
from infra.errors import NotFound
from infra.scope import Scope
from services.audit import record_change
from services.sharing.write_binding import write_binding


class BindCustomer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the binding is worth, the attribution policy says at an order."""

    customer_id: UUID
    seller_id: UUID


class CustomerBound(msgspec.Struct, frozen=True):
    binding_id: UUID


async def bind_customer(scope: Scope, command: BindCustomer) -> CustomerBound:
    """Write the fact; earlier ones stay. Raises NotFound."""

    async def work(tx: Tx) -> CustomerBound:
        for what, table, ref in (
            ("seller", "sellers", command.seller_id),
            ("customer", "customers", command.customer_id),
        ):
            if not await tx.fetchval(
                f"SELECT 1 FROM {table} WHERE brand_id = $1 AND id = $2",  # noqa: S608 - our own words
                tx.brand_id,
                ref,
            ):
                raise NotFound(what=what, ref=ref)
        binding_id = await write_binding(tx, command.seller_id, "operator", customer_id=command.customer_id)
        await record_change(tx, "bind_customer", "binding", binding_id, None, command)
        return CustomerBound(binding_id)

    return await transact(scope, work)
