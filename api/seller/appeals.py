"""Sales I had a part in and did not get, and what I can say about it."""

from uuid import UUID

from litestar import get, post
from litestar.params import FromPath, JSONBody

from api.dependencies import BrandScope, TheKey, own_seller
from api.guards import allow
from api.tables import ThePage, table
from services.queries.appeals import (
    MISSED_SALES,
    MY_APPEALS,
    MissedSaleRow,
    MyAppealRow,
    list_missed_sales,
    list_my_appeals,
)
from services.queries.pages import Page
from services.review.file_appeal import AppealFiled, FileAppeal, file_appeal
from services.review.withdraw_appeal import withdraw_appeal

SELLERS = allow("staff", "reseller")


@get("/missed-sales", guards=[SELLERS], opt=table(MISSED_SALES))
async def missed(brand_scope: BrandScope, page_request: ThePage) -> Page[MissedSaleRow]:
    """Sales that something of mine led to and that I am not credited with."""
    return await list_missed_sales(brand_scope, page_request, own_seller(brand_scope))


@get("/appeals", guards=[SELLERS], opt=table(MY_APPEALS))
async def appeals(brand_scope: BrandScope, page_request: ThePage) -> Page[MyAppealRow]:
    """My appeals, and the brand's answers."""
    return await list_my_appeals(brand_scope, page_request, own_seller(brand_scope))


@post("/order-lines/{order_line_id:uuid}/appeals", guards=[SELLERS])
async def file(
    brand_scope: BrandScope,
    idempotency_key: TheKey,
    order_line_id: FromPath[UUID],
    data: JSONBody[FileAppeal],
) -> AppealFiled:
    """Say that a line's credit is wrong; the brand answers by the deadline."""
    return await file_appeal(brand_scope, order_line_id, data, idempotency_key)


@post("/appeals/{appeal_id:uuid}/withdrawal", guards=[SELLERS], status_code=204)
async def withdraw(brand_scope: BrandScope, idempotency_key: TheKey, appeal_id: FromPath[UUID]) -> None:
    """Take an appeal back before it is answered."""
    await withdraw_appeal(brand_scope, appeal_id, idempotency_key)


ROUTES = [missed, appeals, file, withdraw]
