"""A link as a QR code and as a poster: what the routes of sellers and of the brand answer alike."""

from uuid import UUID

from litestar import Response

from api.requests import AnyRequest
from infra.errors import FieldFault, InvalidInput
from services.posters.draw_qr import MEDIA_TYPES, draw_qr

# Whoever asks may keep it for a while; it changes with the price and the template.
_HEADERS = {"Cache-Control": "private, max-age=60", "X-Content-Type-Options": "nosniff"}
_PIXELS = (100, 2000)


def qr_answer(request: AnyRequest, address: str) -> Response[bytes]:
    """The address as `?format=svg` (the usual) or `png`, at most `?pixels=` a side."""
    kind = request.query_params.get("format", "svg")
    if kind not in ("svg", "png"):
        raise InvalidInput(FieldFault("format", "must be svg or png", "须为 svg 或 png"))
    pixels = request.query_params.get("pixels", "600")
    if not (pixels.isascii() and pixels.isdigit() and _PIXELS[0] <= int(pixels[:6]) <= _PIXELS[1]):
        raise InvalidInput(FieldFault("pixels", "must be 100 to 2000", "须为 100 至 2000"))
    body = draw_qr(address, "png" if kind == "png" else "svg", int(pixels))
    return Response(body, media_type=MEDIA_TYPES["png" if kind == "png" else "svg"], headers=_HEADERS)


def poster_answer(body: bytes) -> Response[bytes]:
    """A poster as PNG."""
    return Response(body, media_type="image/png", headers=_HEADERS)


def template_asked(request: AnyRequest) -> UUID | None:
    """`?template=`, where one is named."""
    text = request.query_params.get("template")
    if text is None:
        return None
    try:
        return UUID(text)
    except ValueError:
        raise InvalidInput(FieldFault("template", "is no id of a template", "模板编号无效")) from None
