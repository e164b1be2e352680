"""The screen at a place: `/display/{brand}/{place}/{secret}`. The page draws itself anew whenever the code changes, by
HTML alone: nothing to load, nothing to run."""

from uuid import UUID

from jinja2 import Environment
from litestar import MediaType, Response, get
from litestar.params import FromPath

from api.language import language_of
from api.requests import AnyRequest
from infra.scope import Actor, Scope
from services.offline.errors import PlaceClosed
from services.offline.show_display import Display, show_display
from services.posters.draw_qr import draw_qr

_WORDS = {
    "zh": {
        "scan": "扫码选购",
        "coupon": "扫码领取优惠券",
        "closed": "暂未开放",
        "fresh": "二维码每隔片刻自动更新，截图无效",
    },
    "en": {
        "scan": "Scan to shop",
        "coupon": "Scan for your coupon",
        "closed": "Not open now",
        "fresh": "The code changes by itself; a picture of it is worth nothing",
    },
}
_PAGE = Environment(autoescape=True).from_string("""<!doctype html>
<html lang="{{ lang }}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><meta http-equiv="refresh" content="{{ seconds }}">
<title>{{ display.name }}</title>
<link rel="stylesheet" href="/display/page.css"></head><body><main><h1>{{ display.name }}</h1>
<p>{{ display.seller_name }}</p>
{% if display.address %}<img src="{{ here }}/code.svg?at={{ seconds }}" alt="{{ words.scan }}">
<p class="call">{{ words.coupon if display.coupon else words.scan }}</p><p class="note">{{ words.fresh }}</p>
{% else %}<p class="call" role="status">{{ words.closed }}</p>{% endif %}</main></body></html>
""")
_CSS = """:root { font-family: system-ui, "PingFang SC", "Noto Sans CJK SC", sans-serif; }
body { background: #fff; color: #1c1c1e; margin: 0; }
main { min-height: 100vh; display: flex; flex-direction: column; align-items: center; justify-content: center; }
h1 { font-size: 2rem; margin: 0 0 .5rem; text-align: center; }
img { width: min(70vw, 60vh); height: auto; }
.call { font-size: 1.6rem; font-weight: 600; }
.note { opacity: .7; }
"""
# The address holds a secret, and the code is over in a minute.
_SECRET_ADDRESS = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
_VISITOR = Actor("visitor")


@get("/display/{brand_id:uuid}/{place_id:uuid}/{secret:str}", include_in_schema=False)
async def display_page(
    request: AnyRequest, brand_id: FromPath[UUID], place_id: FromPath[UUID], secret: FromPath[str]
) -> Response[str]:
    """The page with the code of the moment."""
    display = await _shown(request, brand_id, place_id, secret)
    lang = language_of(request, "zh")
    left = int((display.changes_at - display.now).total_seconds()) + 1
    text = _PAGE.render(
        lang=lang, words=_WORDS[lang], display=display, seconds=left, here=request.url.path.rstrip("/")
    )
    headers = {**_SECRET_ADDRESS, "Content-Language": lang}
    return Response(text, media_type=MediaType.HTML, headers=headers)


@get("/display/{brand_id:uuid}/{place_id:uuid}/{secret:str}/code.svg", include_in_schema=False)
async def display_code(
    request: AnyRequest, brand_id: FromPath[UUID], place_id: FromPath[UUID], secret: FromPath[str]
) -> Response[bytes]:
    """The code of the moment as a picture."""
    display = await _shown(request, brand_id, place_id, secret)
    if display.address is None:
        raise PlaceClosed
    return Response(draw_qr(display.address, "svg"), media_type="image/svg+xml", headers=_SECRET_ADDRESS)


@get("/display/page.css", include_in_schema=False, media_type="text/css", sync_to_thread=False)
def display_styles() -> str:
    """The page's own style."""
    return _CSS


async def _shown(request: AnyRequest, brand_id: UUID, place_id: UUID, secret: str) -> Display:
    scope = Scope(brand_id, _VISITOR, request.app.state.clock)
    return await show_display(scope, place_id, secret)


ROUTES = [display_page, display_code, display_styles]
