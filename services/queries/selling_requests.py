"""People who ask to sell, for whoever lets them."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from infra.database import transact
from infra.scope import Scope
from services.queries.pages import Column, Page, PageRequest, Table, read_page

SELLING_REQUESTS = Table(
    select="""r.id, r.account_id, a.display_name, a.phone, a.email, r.words, r.state, r.asked_at, r.decided_at,
              d.display_name, r.reason, r.seller_id""",
    source="""selling_requests r JOIN accounts a ON a.brand_id = r.brand_id AND a.id = r.account_id
      LEFT JOIN accounts d ON d.brand_id = r.brand_id AND d.id = r.decided_by""",
    where="r.brand_id = $1",
    id="r.id",
    columns={
        "state": Column("r.state"),
        "asked_at": Column("r.asked_at", "instant", matches="range"),
    },
    sort="-asked_at",
    searched=("a.display_name", "a.phone", "a.email", "r.words"),
)


class SellingRequestRow(Struct, frozen=True):
    """Who asks, with which words; `seller_id` once it was approved."""

    request_id: UUID
    account_id: UUID
    name: str
    phone: str | None
    email: str | None
    words: str
    state: str
    asked_at: datetime
    decided_at: datetime | None
    decided_by: str | None
    reason: str
    seller_id: UUID | None


async def list_selling_requests(scope: Scope, request: PageRequest) -> Page[SellingRequestRow]:
    """All of them; `state=waiting` is the queue."""
    return await transact(scope, lambda tx: read_page(tx, SELLING_REQUESTS, request, SellingRequestRow))
