"""Every page of a store, under `/s/BRAND/STORE`, and what the pages need beside it."""

from litestar import MediaType, Response, Router, get
from litestar.di import Provide
from litestar.handlers import HTTPRouteHandler

from api.errors import WebNotBuilt
from api.guards import anyone
from api.language import language_of
from api.limits import limit_public_writes
from api.public.pages import account, addresses, cart, checkout, orders, place_coupon, saved, store, talk
from api.public.pages.faults import FAULTS
from api.public.pages.frame import provide_shop, rendered
from api.public.pages.words import WORDS
from api.requests import AnyRequest
from api.web import worker_file

STORE = Router(
    "/s/{brand:str}/{store:str}",
    route_handlers=[
        *store.ROUTES,
        *cart.ROUTES,
        *checkout.ROUTES,
        *orders.ROUTES,
        *talk.ROUTES,
        *account.ROUTES,
        *addresses.ROUTES,
        *place_coupon.ROUTES,
        *saved.ROUTES,
    ],
    opt={"audience": "pages"},
    # A form carries its token in a field, which forms.py compares.
    guards=[limit_public_writes, anyone(csrf_token=False)],
    dependencies={"shop": Provide(provide_shop)},
    exception_handlers=FAULTS,
    include_in_schema=False,
)


@get("/s/worker.js", include_in_schema=False, sync_to_thread=False)
def worker(request: AnyRequest) -> Response[bytes]:
    """The service worker of the pages: it must lie at their own address, by a name that stays."""
    body = worker_file()
    if body is None:
        raise WebNotBuilt
    # A worker is held to the policy of its own file: it fetches pages and files of this site, and nothing else.
    headers = {
        "Cache-Control": "no-cache",
        "Content-Security-Policy": "default-src 'none'; connect-src 'self'",
    }
    return Response(body, media_type="text/javascript; charset=utf-8", headers=headers)


@get("/s/offline", include_in_schema=False, media_type=MediaType.HTML, sync_to_thread=False)
def offline(request: AnyRequest) -> Response[str]:
    """What the service worker shows where there is neither a network nor a page it has kept."""
    lang = language_of(request)
    return rendered("offline.html", w=WORDS[lang], lang=lang)


ROUTES: list[HTTPRouteHandler | Router] = [STORE, worker, offline]
