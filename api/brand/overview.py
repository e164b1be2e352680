"""The first page of the console: how a period went."""

from datetime import datetime
from uuid import UUID

from litestar import get
from litestar.params import FromQuery

from api.dependencies import BrandScope
from api.guards import allow
from services.overview.period import OverviewAsked
from services.overview.show_overview import Overview, OverviewChoices, show_overview, show_overview_choices

READERS = allow("admin", "operator", "finance")


@get("/overview", guards=[READERS])
async def overview(
    brand_scope: BrandScope,
    start: FromQuery[datetime | None] = None,
    end: FromQuery[datetime | None] = None,
    store_id: FromQuery[UUID | None] = None,
    channel: FromQuery[str | None] = None,
    campaign: FromQuery[str | None] = None,
) -> Overview:
    """Sales, orders, conversion, repeat orders, commission, returns, tiers, and who and what sold most; beside the
    period of the same length before. Without a period: thirty days until now."""
    return await show_overview(brand_scope, OverviewAsked(start, end, store_id, channel, campaign))


@get("/overview/choices", guards=[READERS])
async def choices(brand_scope: BrandScope) -> OverviewChoices:
    """The channels and campaigns to filter by."""
    return await show_overview_choices(brand_scope)


ROUTES = [overview, choices]
