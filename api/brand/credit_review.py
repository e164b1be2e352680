"""What people look at: signals and the holds behind them, appeals and their answers."""

from uuid import UUID

from litestar import get, post
from litestar.params import FromPath, FromQuery, JSONBody

from api.dependencies import BrandScope, TheKey
from api.guards import allow
from api.tables import ThePage, table
from services.queries.appeals import APPEALS, AppealRow, list_appeals
from services.queries.pages import Page
from services.queries.signals import SIGNALS, HoldDetail, SignalRow, list_signals, show_hold
from services.retail.decide_hold import DecideHolds, HoldsDecided, decide_holds
from services.review.decide_appeal import AppealAnswered, DecideAppeal, decide_appeal, preview_appeal

READERS = allow("admin", "operator", "finance")
REVIEWERS = allow("admin", "finance")


@get("/fraud-signals", guards=[READERS], opt=table(SIGNALS))
async def signals(brand_scope: BrandScope, page_request: ThePage) -> Page[SignalRow]:
    """What the fraud rules found, the latest first."""
    return await list_signals(brand_scope, page_request)


@get("/commission-holds/{hold_id:uuid}", guards=[READERS])
async def hold(brand_scope: BrandScope, hold_id: FromPath[UUID]) -> HoldDetail:
    """A hold with the evidence behind it."""
    return await show_hold(brand_scope, hold_id)


@post("/commission-holds/decisions", guards=[REVIEWERS], status_code=200)
async def decide_many(
    brand_scope: BrandScope, idempotency_key: TheKey, data: JSONBody[DecideHolds]
) -> HoldsDecided:
    """Release or refuse several held lines, all or none; each seller sees the note."""
    return await decide_holds(brand_scope, data, idempotency_key)


@get("/appeals", guards=[READERS], opt=table(APPEALS))
async def appeals(brand_scope: BrandScope, page_request: ThePage) -> Page[AppealRow]:
    """Appeals, the nearest deadline first; the queue is `?state=open`."""
    return await list_appeals(brand_scope, page_request)


@get("/appeals/{appeal_id:uuid}/preview", guards=[READERS])
async def preview(
    brand_scope: BrandScope, appeal_id: FromPath[UUID], share: FromQuery[str] = "1"
) -> AppealAnswered:
    """What granting it would make of the line, to the minor unit; nothing changes."""
    return await preview_appeal(brand_scope, appeal_id, share)


@post("/appeals/{appeal_id:uuid}/decision", guards=[REVIEWERS], status_code=200)
async def decide(
    brand_scope: BrandScope, idempotency_key: TheKey, appeal_id: FromPath[UUID], data: JSONBody[DecideAppeal]
) -> AppealAnswered:
    """Answer an appeal, once. A granted one gives the line anew in correcting entries."""
    return await decide_appeal(brand_scope, appeal_id, data, idempotency_key)


ROUTES = [signals, hold, decide_many, appeals, preview, decide]
