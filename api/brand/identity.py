"""Customers who turn out to be one person: who is, who may be, and taking it back."""

from datetime import timedelta
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath, JSONBody

from api.dependencies import BrandScope
from api.guards import allow
from api.tables import ThePage, table
from services.queries.customer_merges import (
    CUSTOMER_MERGES,
    AlikeCustomers,
    CustomerMergeRow,
    list_alike_customers,
    list_customer_merges,
)
from services.queries.pages import Page
from services.sharing.merge_customers import CustomersMerged, MergeCustomers, merge_customers
from services.sharing.undo_customer_merge import undo_customer_merge
from services.sharing.undo_merge import UndoMerge

READERS = allow("admin", "operator", "finance")
WRITERS = allow("admin", "operator")
_LOOKS_BACK = timedelta(days=365)


@get("/customer-merges", guards=[READERS], opt=table(CUSTOMER_MERGES))
async def merges(brand_scope: BrandScope, page_request: ThePage) -> Page[CustomerMergeRow]:
    """Which customers are one person, by whose word; those taken back too."""
    return await list_customer_merges(brand_scope, page_request)


@get("/customer-merges/suggestions", guards=[READERS])
async def suggestions(brand_scope: BrandScope) -> list[AlikeCustomers]:
    """Customers who may be one person, by what they typed in the last year."""
    return await list_alike_customers(brand_scope, brand_scope.clock.now() - _LOOKS_BACK)


@post("/customer-merges", guards=[WRITERS])
async def make(brand_scope: BrandScope, data: JSONBody[MergeCustomers]) -> CustomersMerged:
    """Read two customers as one person from now on; orders decided before keep their decision."""
    return await merge_customers(brand_scope, data)


@post("/customer-merges/{merge_id:uuid}/undoing", guards=[WRITERS], status_code=204)
async def undo(brand_scope: BrandScope, merge_id: FromPath[UUID], data: JSONBody[UndoMerge]) -> None:
    """Two persons again from now on."""
    await undo_customer_merge(brand_scope, merge_id, data)


ROUTES = [merges, suggestions, make, undo]
