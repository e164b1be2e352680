"""My links as QR codes and posters."""

from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath

from api.dependencies import BrandScope, own_seller
from api.guards import allow
from api.pictures_of_links import poster_answer, qr_answer, template_asked
from api.requests import AnyRequest
from services.posters.make_poster import make_poster
from services.posters.templates import TemplateRow, list_templates
from services.sharing.link_address import qr_address_of

SELLERS = allow("staff", "reseller")


@get("/poster-templates", guards=[SELLERS])
async def templates(brand_scope: BrandScope) -> list[TemplateRow]:
    """How my posters may look; the usual one first."""
    return await list_templates(brand_scope)


@get("/links/{link_id:uuid}/qr", guards=[SELLERS])
async def qr(request: AnyRequest, brand_scope: BrandScope, link_id: FromPath[UUID]) -> Response[bytes]:
    """My link as a QR code: `?format=svg|png`, `?pixels=`."""
    return qr_answer(request, await qr_address_of(brand_scope, link_id, seller_id=own_seller(brand_scope)))


@get("/links/{link_id:uuid}/poster", guards=[SELLERS])
async def poster(request: AnyRequest, brand_scope: BrandScope, link_id: FromPath[UUID]) -> Response[bytes]:
    """My link's poster as PNG, by the brand's usual template or `?template=`."""
    made = await make_poster(
        brand_scope, link_id, template_id=template_asked(request), seller_id=own_seller(brand_scope)
    )
    return poster_answer(made)


ROUTES = [templates, qr, poster]
