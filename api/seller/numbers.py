"""What my shares brought."""

from typing import Annotated

import msgspec
from litestar import Response, get
from litestar.di import Dependency
from litestar.params import SkipValidation

from api.dependencies import BrandScope, own_seller
from api.guards import allow
from api.numbers import ASKED, as_csv
from api.tables import ThePage, table
from infra.scope import Scope
from services.queries.number_shapes import Asked, Numbers
from services.queries.numbers import numbers_file, show_numbers
from services.queries.pages import Page
from services.queries.reshares import RESHARES, ReshareRow, list_reshares

SELLERS = allow("staff", "reseller")
TheAsked = Annotated[SkipValidation[Asked], Dependency("named")]


@get("/numbers", guards=[SELLERS], dependencies=ASKED)
async def numbers(brand_scope: BrandScope, asked: TheAsked) -> Numbers:
    """Clicks, people, orders, sales, commission and refunds of my shares in a period, split by day, channel, campaign,
    link or variant. My own alone."""
    return await show_numbers(brand_scope, _mine(brand_scope, asked))


@get("/numbers/file", guards=[SELLERS], dependencies=ASKED, media_type="text/csv")
async def file(brand_scope: BrandScope, asked: TheAsked) -> Response[bytes]:
    """The same as CSV."""
    return as_csv(await numbers_file(brand_scope, _mine(brand_scope, asked)))


@get("/reshares", guards=[SELLERS], opt=table(RESHARES))
async def reshares(brand_scope: BrandScope, page_request: ThePage) -> Page[ReshareRow]:
    """Which of my links brought shares by shoppers, and what those brought. For reading: nobody is paid for sharing."""
    return await list_reshares(brand_scope, page_request, seller_id=own_seller(brand_scope))


def _mine(scope: Scope, asked: Asked) -> Asked:
    return msgspec.structs.replace(asked, seller_id=own_seller(scope))


ROUTES = [numbers, file, reshares]
