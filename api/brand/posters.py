"""Poster templates of the brand, and any link as QR code and poster."""

from uuid import UUID

import msgspec
from litestar import Response, delete, get, post, put
from litestar.params import FromPath, JSONBody

from api.dependencies import BrandScope
from api.guards import allow
from api.pictures_of_links import poster_answer, qr_answer, template_asked
from api.requests import AnyRequest
from services.posters.make_poster import make_poster, preview_poster
from services.posters.template import PosterTemplate
from services.posters.templates import (
    TemplateRow,
    TemplateWritten,
    WriteTemplate,
    check_colours,
    list_templates,
    remove_template,
    write_template,
)
from services.sharing.link_address import qr_address_of

READERS = allow("admin", "operator", "finance")
WRITERS = allow("admin", "operator")


class PreviewPoster(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A template that is not kept yet, on a link."""

    link_id: UUID
    template: PosterTemplate


@get("/poster-templates", guards=[READERS])
async def templates(brand_scope: BrandScope) -> list[TemplateRow]:
    """How posters may look; the usual one first."""
    return await list_templates(brand_scope)


@post("/poster-templates", guards=[WRITERS])
async def make_template(brand_scope: BrandScope, data: JSONBody[WriteTemplate]) -> TemplateWritten:
    """Make a template."""
    return await write_template(brand_scope, data)


@put("/poster-templates/{template_id:uuid}", guards=[WRITERS])
async def change_template(
    brand_scope: BrandScope, template_id: FromPath[UUID], data: JSONBody[WriteTemplate]
) -> TemplateWritten:
    """Change a template; posters drawn from now on follow it."""
    return await write_template(brand_scope, data, template_id)


@delete("/poster-templates/{template_id:uuid}", guards=[WRITERS])
async def drop_template(brand_scope: BrandScope, template_id: FromPath[UUID]) -> None:
    """Take a template out of use."""
    await remove_template(brand_scope, template_id)


@post("/poster-previews", guards=[WRITERS], status_code=200)
async def preview(brand_scope: BrandScope, data: JSONBody[PreviewPoster]) -> Response[bytes]:
    """The poster of a link by a template that is not kept yet, as PNG."""
    check_colours(data.template)
    return poster_answer(await preview_poster(brand_scope, data.link_id, data.template))


@get("/links/{link_id:uuid}/qr", guards=[READERS])
async def qr(request: AnyRequest, brand_scope: BrandScope, link_id: FromPath[UUID]) -> Response[bytes]:
    """A link as a QR code: `?format=svg|png`, `?pixels=`."""
    return qr_answer(request, await qr_address_of(brand_scope, link_id))


@get("/links/{link_id:uuid}/poster", guards=[READERS])
async def poster(request: AnyRequest, brand_scope: BrandScope, link_id: FromPath[UUID]) -> Response[bytes]:
    """A link's poster as PNG, by the usual template or `?template=`."""
    return poster_answer(await make_poster(brand_scope, link_id, template_id=template_asked(request)))


ROUTES = [templates, make_template, change_template, drop_template, preview, qr, poster]
