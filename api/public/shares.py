"""Shoppers share what they like."""

from litestar import Response, post
from litestar.params import FromPath, JSONBody

from api.dependencies import BrandScope, TheBrand
from api.guards import anyone
from api.requests import AnyRequest
from api.visitor import visitor_of_request, with_visitor
from infra.ids import new_id
from services.cards.share_as_customer import ShareAsCustomer, share_as_customer
from services.cards.show_card import ShownCard


@post("/stores/{store:str}/shares", guards=[anyone()])
async def share(
    request: AnyRequest,
    brand_scope: BrandScope,
    brand_facts: TheBrand,
    store: FromPath[str],
    data: JSONBody[ShareAsCustomer],
) -> Response[ShownCard]:
    """A link of the shopper's own to a page of the store, with its card. Sales through it are the store's seller's; the
    shopper is only named, by the name they choose, and never paid."""
    visitor_id = visitor_of_request(request, brand_facts.slug) or new_id()
    shown = await share_as_customer(brand_scope, store, visitor_id, data)
    return with_visitor(request, Response(shown, status_code=201), brand_facts.slug, visitor_id)


ROUTES = [share]
