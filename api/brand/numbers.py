"""What shares brought, for the brand's people, and what its attribution rule favours."""

from typing import Annotated

from litestar import Response, get
from litestar.di import Dependency
from litestar.params import FromQuery, SkipValidation

from api.dependencies import BrandScope
from api.guards import allow
from api.numbers import ASKED, as_csv
from api.tables import ThePage, table
from services.multi_touch.read_multi_touch import MultiTouch, TouchedBy, read_multi_touch
from services.queries.number_shapes import Asked, Numbers
from services.queries.numbers import numbers_file, show_numbers
from services.queries.pages import Page
from services.queries.reshares import RESHARES, ReshareRow, list_reshares

READERS = allow("admin", "operator", "finance")
TheAsked = Annotated[SkipValidation[Asked], Dependency("named")]


@get("/numbers", guards=[READERS], dependencies=ASKED)
async def numbers(brand_scope: BrandScope, asked: TheAsked) -> Numbers:
    """Clicks, people, orders, sales, commission and refunds in a period, split by day, store, channel, campaign, link,
    card or landing."""
    return await show_numbers(brand_scope, asked)


@get("/numbers/file", guards=[READERS], dependencies=ASKED, media_type="text/csv")
async def file(brand_scope: BrandScope, asked: TheAsked) -> Response[bytes]:
    """The same as CSV."""
    return as_csv(await numbers_file(brand_scope, asked))


@get("/reshares", guards=[READERS], opt=table(RESHARES))
async def reshares(brand_scope: BrandScope, page_request: ThePage) -> Page[ReshareRow]:
    """Which links brought shares by shoppers: one hop, for reading only."""
    return await list_reshares(brand_scope, page_request)


@get("/multi-touch", guards=[READERS], dependencies=ASKED)
async def multi_touch(
    brand_scope: BrandScope, asked: TheAsked, touched_by: FromQuery[TouchedBy] = "channel"
) -> MultiTouch:
    """What channels contribute by Markov removal effect and by Shapley value, beside what the paid model gives them.
    For reading only: nobody is paid by it."""
    return await read_multi_touch(brand_scope, asked, touched_by)


ROUTES = [numbers, file, reshares, multi_touch]
