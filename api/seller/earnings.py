"""What I earn, when it matures, and why."""

from uuid import UUID

from litestar import get
from litestar.params import FromPath

from api.dependencies import BrandScope, own_seller
from api.guards import allow
from api.tables import ThePage, table
from services.queries.earnings import EARNINGS, EarningRow, Earnings, list_earnings, show_earnings
from services.queries.pages import Page
from services.queries.safe_to_spend import Safe, show_safe_to_spend
from services.queries.why import WhyForSeller, explain_to_seller

SELLERS = allow("staff", "reseller")


@get("/earnings", guards=[SELLERS])
async def earnings(brand_scope: BrandScope) -> Earnings:
    """Pending with the day each part matures, available, in flight, paid."""
    return await show_earnings(brand_scope, own_seller(brand_scope))


@get("/earnings/lines", guards=[SELLERS], opt=table(EARNINGS))
async def lines(brand_scope: BrandScope, page_request: ThePage) -> Page[EarningRow]:
    """My commission and proceeds, line by line."""
    return await list_earnings(brand_scope, page_request, own_seller(brand_scope))


@get("/earnings/safe-to-spend", guards=[SELLERS])
async def safe(brand_scope: BrandScope) -> list[Safe]:
    """What I may count on: available plus the share of pending that history says survives returns, with its
    arithmetic."""
    return await show_safe_to_spend(brand_scope, own_seller(brand_scope))


@get("/order-lines/{order_line_id:uuid}/why", guards=[SELLERS])
async def why(brand_scope: BrandScope, order_line_id: FromPath[UUID]) -> WhyForSeller:
    """Why I got this sale, or not."""
    return await explain_to_seller(brand_scope, order_line_id, own_seller(brand_scope))


ROUTES = [earnings, lines, safe, why]
