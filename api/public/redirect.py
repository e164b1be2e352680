"""Tracked links: `/l/{code}`, outside any brand's address, for the code tells the brand."""

from litestar import Response, get, head
from litestar.params import FromPath

from api.requests import AnyRequest, method_of
from api.visitor import with_visitor
from services.sharing.open_link import Opening, open_link

# What a QR code's address carries, so that a scan is told from a click.
SCANNED = ("via", "qr")


async def _open(request: AnyRequest, code: str) -> Response[None]:
    opening = Opening(
        method=method_of(request),
        headers={name.lower(): value for name, value in request.headers.items()},
        cookies=request.cookies,
        scanned=request.query_params.get(SCANNED[0]) == SCANNED[1],
    )
    opened = await open_link(
        code, opening, clock=request.app.state.clock, request_id=request.scope["state"].get("request_id", "")
    )
    # Kept by no cache: each opening is a touch, and the address is one visitor's.
    headers = {"Location": opened.address, "Cache-Control": "no-store", "Referrer-Policy": "same-origin"}
    response: Response[None] = Response(None, status_code=302, headers=headers)
    return with_visitor(request, response, opened.brand, opened.visitor_id)


@get("/l/{code:str}", include_in_schema=True, tags=["service"])
async def follow_link(request: AnyRequest, code: FromPath[str]) -> Response[None]:
    """Open a tracked link: 302 to its target on this site. The touch is stored before the answer."""
    return await _open(request, code)


@head("/l/{code:str}", include_in_schema=False)
async def peek_at_link(request: AnyRequest, code: FromPath[str]) -> Response[None]:
    """The same for those who only look where it leads; never counted as people."""
    return await _open(request, code)


ROUTES = [follow_link, peek_at_link]
