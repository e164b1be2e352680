"""For sellers: what may be said, the right to return, the right to leave; and a way to say that something is wrong."""

from typing import Literal

from litestar import get, post
from litestar.params import JSONBody

from api.dependencies import BrandScope, own_seller
from api.guards import allow
from api.language import language_of
from api.requests import AnyRequest
from services.compliance.complain import Complain, Complained, complain
from services.compliance.plain_words import PlainWords, plain_words

SELLERS = [allow("staff", "reseller")]


@get("/plain-words", guards=SELLERS)
async def words(brand_scope: BrandScope, request: AnyRequest) -> list[PlainWords]:
    """What I may say, what I may not, my right to return and to leave: for each jurisdiction of the brand's plan, by
    its policies in force."""
    language: Literal["zh", "en"] = "en" if language_of(request, brand_scope.locale) == "en" else "zh"
    return await plain_words(brand_scope, language)


@post("/complaints", guards=SELLERS)
async def complaint(brand_scope: BrandScope, data: JSONBody[Complain]) -> Complained:
    """Say that something is wrong: a forced purchase, a promise of income, recruiting, a refund. It is kept."""
    return await complain(brand_scope, own_seller(brand_scope), data)


ROUTES = [words, complaint]
