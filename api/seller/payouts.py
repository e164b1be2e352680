"""My money: what waits, what is mine, what was paid, and where to."""

from litestar import get, put
from litestar.params import JSONBody

from api.dependencies import BrandScope, own_seller
from api.guards import allow
from api.tables import ThePage, table
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


ROUTES = [balances, payouts, payee, change_payee]
