"""My links' cards, and the claims check while I write."""

from uuid import UUID

from litestar import get, post
from litestar.params import FromPath, JSONBody

from api.dependencies import BrandScope, own_seller
from api.guards import allow
from services.cards.show_card import ShownCard, show_card
from services.queries.claims import TextTried, TryText, try_text

SELLERS = allow("staff", "reseller")


@get("/links/{link_id:uuid}/card", guards=[SELLERS])
async def card(brand_scope: BrandScope, link_id: FromPath[UUID]) -> ShownCard:
    """The card my link shows in a chat now."""
    return await show_card(brand_scope, link_id, brand_scope.locale, seller_id=own_seller(brand_scope))


@post("/claims-check", guards=[SELLERS], status_code=200)
async def check_claims(brand_scope: BrandScope, data: JSONBody[TryText]) -> TextTried:
    """Read a text as it would be read when it is saved: which words would be refused or flagged, and why."""
    return await try_text(brand_scope, data)


ROUTES = [card, check_claims]
