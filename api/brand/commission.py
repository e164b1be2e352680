"""Commission lines, holds, and why a sale was credited as it was."""

from uuid import UUID

from litestar import get, post
from litestar.params import FromPath, JSONBody

from api.dependencies import BrandScope, TheKey
from api.guards import allow
from api.tables import ThePage, table
from services.queries.earnings import (
    COMMISSION_LINES,
    HOLDS,
    CommissionLineRow,
    HoldRow,
    list_commission_lines,
    list_holds,
)
from services.queries.pages import Page
from services.queries.why import WhyForBrand, explain_to_brand
from services.retail.decide_hold import DecideHold, HoldDecided, decide_hold
from services.retail.hold_commission import CommissionHeld, HoldCommission, hold_commission
from services.retail.recheck_decision import DecisionRechecked, recheck_decision

READERS = allow("admin", "operator", "finance")
REVIEWERS = allow("admin", "finance")


@get("/commission-lines", guards=[READERS], opt=table(COMMISSION_LINES))
async def lines(brand_scope: BrandScope, page_request: ThePage) -> Page[CommissionLineRow]:
    """What every seller earns, line by line."""
    return await list_commission_lines(brand_scope, page_request)


@post("/commission-lines/{commission_line_id:uuid}/hold", guards=[REVIEWERS])
async def hold(
    brand_scope: BrandScope, commission_line_id: FromPath[UUID], data: JSONBody[HoldCommission]
) -> CommissionHeld:
    """Hold a pending line for fraud or dispute. It waits for a word, whatever the deadline."""
    return await hold_commission(brand_scope, commission_line_id, data)


@post("/commission-lines/{commission_line_id:uuid}/hold-decision", guards=[REVIEWERS], status_code=200)
async def decide(
    brand_scope: BrandScope,
    idempotency_key: TheKey,
    commission_line_id: FromPath[UUID],
    data: JSONBody[DecideHold],
) -> HoldDecided:
    """Release a held line, or refuse it; the seller sees the note."""
    return await decide_hold(brand_scope, commission_line_id, data, idempotency_key)


@get("/commission-holds", guards=[READERS], opt=table(HOLDS))
async def holds(brand_scope: BrandScope, page_request: ThePage) -> Page[HoldRow]:
    """Holds, the nearest deadline first; the queue is `?state=open`."""
    return await list_holds(brand_scope, page_request)


@get("/order-lines/{order_line_id:uuid}/decision", guards=[READERS])
async def why(brand_scope: BrandScope, order_line_id: FromPath[UUID]) -> WhyForBrand:
    """Who got this sale and why: candidates, what was dropped, the walk and the arithmetic."""
    return await explain_to_brand(brand_scope, order_line_id)


@get("/order-lines/{order_line_id:uuid}/decision/recheck", guards=[READERS])
async def recheck(brand_scope: BrandScope, order_line_id: FromPath[UUID]) -> DecisionRechecked:
    """Decide it again from the facts: the answer must be the stored one."""
    return await recheck_decision(brand_scope, order_line_id)


ROUTES = [lines, hold, decide, holds, why, recheck]
