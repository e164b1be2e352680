"""Customers, as the console lists them: to find who asks what is held of them, or to be erased."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from infra.database import transact
from infra.scope import Scope
from services.queries.pages import Column, Page, PageRequest, Table, read_page

CUSTOMERS = Table(
    select="""c.id, c.name, c.phone, c.email, c.account_id IS NOT NULL,
      (SELECT count(*) FROM retail_orders o WHERE o.brand_id = c.brand_id AND o.customer_id = c.id),
      c.created_at, c.erased_at""",
    source="customers c",
    where="c.brand_id = $1",
    id="c.id",
    columns={
        "has_account": Column("c.account_id IS NOT NULL", "bool", sorts=False),
        "erased": Column("c.erased_at IS NOT NULL", "bool", sorts=False),
        "created_at": Column("c.created_at", "instant", matches="range"),
    },
    sort="-created_at",
    searched=("c.name", "c.phone", "c.email"),
)


class CustomerRow(Struct, frozen=True):
    """A buyer known to the brand; of one who was erased, when, and how many orders stayed in the books."""

    customer_id: UUID
    name: str
    phone: str | None
    email: str | None
    has_account: bool
    orders: int
    created_at: datetime
    erased_at: datetime | None


async def list_customers(scope: Scope, request: PageRequest) -> Page[CustomerRow]:
    """All buyers, the newest first."""
    return await transact(scope, lambda tx: read_page(tx, CUSTOMERS, request, CustomerRow))
