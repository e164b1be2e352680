"""My money: what waits, what is mine, what was paid, and where to."""

from litestar import get, post, put
from litestar.params import JSONBody

from api.dependencies import BrandScope, own_seller
from api.guards import allow
from api.tables import ThePage, table
from services.payouts.preview_payout import PayoutPreview, preview_payout
from services.payouts.request_payout import PayoutRequested, request_payout
from services.payouts.set_payee import PayeeSet, SetPayee, set_payee
from services.queries.pages import Page
from services.queries.payouts import (
    ITEMS,
    ItemRow,
    OwnBalance,
    list_own_payouts,
    own_balances,
    own_payee,
)

SELLERS = [allow("staff", "reseller")]


@get("/balances", guards=SELLERS)
async def balances(brand_scope: BrandScope) -> list[OwnBalance]:
    """Pending, available, in flight, paid and withheld, by currency."""
    return await own_balances(brand_scope, own_seller(brand_scope))


@get("/payouts", guards=SELLERS, opt=table(ITEMS))
async def payouts(brand_scope: BrandScope, page_request: ThePage) -> Page[ItemRow]:
    """What I was paid, with the tax withheld and how it was reckoned."""
    return await list_own_payouts(brand_scope, own_seller(brand_scope), page_request)


@get("/payee", guards=SELLERS)
async def payee(brand_scope: BrandScope) -> PayeeSet:
    """Where I am paid; of the account number the last four."""
    return await own_payee(brand_scope, own_seller(brand_scope))


@put("/payee", guards=SELLERS)
async def change_payee(brand_scope: BrandScope, data: JSONBody[SetPayee]) -> PayeeSet:
    """Say where to be paid."""
    return await set_payee(brand_scope, own_seller(brand_scope), data)


@get("/payout-preview", guards=SELLERS)
async def next_payout(brand_scope: BrandScope) -> PayoutPreview:
    """What a payout made now would pay me, the tax of it, and what stands in its way."""
    return await preview_payout(brand_scope, own_seller(brand_scope))


@post("/payout-request", guards=SELLERS, status_code=200)
async def ask_for_payout(brand_scope: BrandScope) -> PayoutRequested:
    """Ask to be paid; the brand takes it up with its next batch. Asking twice changes nothing."""
    return await request_payout(brand_scope, own_seller(brand_scope))


ROUTES = [balances, payouts, payee, change_payee, next_payout, ask_for_payout]
