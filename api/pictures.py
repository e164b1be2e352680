"""Pictures: uploaded by sellers and the brand, shown to everybody under `/media/`.

An upload is the file itself as the body: `PUT`-like, without a form around it, since a form of another site could be
sent with somebody's cookie and a body of `image/…` cannot.
"""

import re

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from api.dependencies import BrandScope
from api.errors import NoSuchAddress, UnsupportedMedia
from api.guards import allow
from api.identity import BrandDirectory
from api.requests import AnyRequest
from infra.scope import Actor, Scope
from services.pictures.draw import MOST_BYTES
from services.pictures.keep_picture import PictureKept, keep_picture
from services.pictures.read_picture import read_picture

_FILE = re.compile(r"([0-9a-f]{64})\.webp")
_VISITOR = Actor("visitor")
# A picture never changes under its name; a proxy may keep it too.
_FOR_EVER = "public, max-age=31536000, immutable"


def upload_route(*roles: str) -> HTTPRouteHandler:
    """`POST /pictures` for an audience."""

    @post("/pictures", guards=[allow(*roles)], request_max_body_size=MOST_BYTES)
    async def upload(request: AnyRequest, brand_scope: BrandScope) -> PictureKept:
        """Keep a picture; the body is the file (JPEG, PNG, WebP or GIF, at most 12 MB and 50 million pixels) with its
        own content type. It is drawn anew as WebP, at most 1600 pixels long; nothing else of the file is kept."""
        kind, _ = request.content_type
        if not kind.startswith("image/"):
            raise UnsupportedMedia
        return await keep_picture(brand_scope, await request.body())

    return upload


@get("/media/{brand:str}/{file:str}", include_in_schema=False)
async def picture(request: AnyRequest, brand: FromPath[str], file: FromPath[str]) -> Response[bytes]:
    """A picture of a brand; `?w=` for a smaller one."""
    named = _FILE.fullmatch(file)
    if named is None:
        raise NoSuchAddress
    brands: BrandDirectory = request.app.state.brands
    facts = await brands.find(brand)
    # As short as a width is: thousands of digits are no number to Python.
    width = request.query_params.get("w", "")[:6]
    scope = Scope(facts.brand_id, _VISITOR, request.app.state.clock)
    found = await read_picture(scope, bytes.fromhex(named[1]), int(width) if width.isdecimal() else None)
    return Response(found.body, media_type=found.media_type, headers={"Cache-Control": _FOR_EVER})


ROUTES: list[HTTPRouteHandler] = [picture]
