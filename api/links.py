"""Tracked links, `/l/{code}`, answered in front of the router: the hottest address of the site.

Everything around a request (id, log line, metrics, headers) is the envelope's, as everywhere. On a host name of a
brand's own, `/l/{code}` and `/{code}` open that brand's links, and nothing else is answered there.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import cast
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send

from api.errors import MethodNotAllowed, NoSuchAddress, WrongHost
from api.link_guessers import Guessers
from api.link_hosts import LinkHosts
from api.problems import on_fault, refuse
from api.public.share_tags import card_page
from api.requests import StrictRequest
from api.visitor import visitor_set_cookie
from infra.clock import Clock
from infra.errors import DomainError, TooManyRequests
from infra.rate_limits import RateLimit, take
from infra.settings import Settings
from services.sharing.errors import UnknownLink
from services.sharing.kind_of_opening import is_previewer
from services.sharing.open_link import LinkOpened, Opening, open_link, open_remembered_link

# What a QR code's address carries, so that a scan is told from a click.
SCANNED = ("via", "qr")
# What the rotating code of a place adds: the place, and the code of the moment.
PLACE, PLACE_CODE = "p", "c"

TEMPLATE = "/l/{code}"
# In a request's state: why its touch could not be kept, where that is known already.
NOT_KEPT = "touch_not_kept"

_PATH = re.compile(r"/l/([^/]+)/?")
_SHORT_PATH = re.compile(r"/([0-9A-Za-z]{4,16})/?")
_LONGEST_CODE = 64
_LONGEST_QUERY = 2_000
# Kept by no cache: each opening is a touch, and the address is one visitor's.
_HEADERS = [
    (b"content-length", b"0"),
    (b"cache-control", b"no-store"),
    (b"referrer-policy", b"same-origin"),
]


class LinkGate:
    """Answers links itself and hands everything else to the router."""

    def __init__(
        self, router: ASGIApp, settings: Settings, clock: Clock, hosts: LinkHosts, unknown: RateLimit
    ) -> None:
        self._unknown = unknown
        self._guessers = Guessers()
        self._router = router
        self._clock = clock
        self._hosts = hosts
        self._public_url = settings.public_url
        self._any_host = not settings.allowed_hosts
        self._own_hosts = {*settings.allowed_hosts, urlsplit(settings.public_url).hostname}
        # Where a link is the site's and no brand's, without a look.
        self._site_hosts = frozenset(settings.allowed_hosts or self._own_hosts)
        self._secure = settings.production

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await self._router(scope, receive, send)
            return
        path = scope["path"]
        found = _PATH.fullmatch(path)
        if self._any_host and (found or _SHORT_PATH.fullmatch(path)):
            host = host_of(scope)
            if host not in self._own_hosts and await self._hosts.brand_of(host):
                await self.on_brands_host(scope, receive, send)
                return
        if found is None:
            await self._router(scope, receive, send)
            return
        await self._answer(scope, receive, send, found[1], None)

    async def on_brands_host(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A request to a host that is not ours: a brand's own, or refused."""
        scope = cast(HTTPScope, scope)
        try:
            brand_id = await self._hosts.brand_of(host_of(scope))
        except Exception as error:
            await _refuse(scope, receive, send, error)
            return
        if brand_id is None:
            await _refuse(scope, receive, send, WrongHost())
            return
        found = _PATH.fullmatch(scope["path"]) or _SHORT_PATH.fullmatch(scope["path"])
        if found is None:
            await _refuse(scope, receive, send, NoSuchAddress())
            return
        await self._answer(scope, receive, send, found[1], brand_id)

    async def _answer(
        self, scope: HTTPScope, receive: Receive, send: Send, code: str, brand_id: UUID | None
    ) -> None:
        scope["path_template"] = TEMPLATE
        method = str(scope["method"])
        if method not in ("GET", "HEAD"):
            await _refuse(scope, receive, send, MethodNotAllowed(), allow=b"GET, HEAD")
            return
        not_kept = scope["state"].get(NOT_KEPT)
        if not_kept is not None:
            await _refuse(scope, receive, send, not_kept)
            return
        opening = _opening(method, scope["headers"], scope["query_string"])
        try:
            self._guessers.refuse(_address_of(scope))
            opened = await open_link(code[:_LONGEST_CODE], opening, clock=self._clock, brand_id=brand_id)
        except UnknownLink as error:
            await _refuse(scope, receive, send, await self._guessed(scope, error))
            return
        except Exception as error:
            await _refuse(scope, receive, send, error)
            return
        if method == "GET" and is_previewer(_agent_of(scope)):
            # Many readers of previews follow no redirect, and those that do take the card's own address for the page.
            await self._show_card(scope, receive, send, code[:_LONGEST_CODE])
            return
        headers = self._headers(opened, brand_id)
        await send({"type": "http.response.start", "status": 302, "headers": headers})
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    def answer_remembered(
        self,
        path: str,
        query: bytes,
        headers: Sequence[tuple[bytes, bytes]],
        answer: Callable[[BaseException | None], None],
    ) -> list[tuple[bytes, bytes]] | None:
        """The headers of the 302 that a GET gets, for a server that needs no task to wait in: to be sent when `answer`
        is called (`open_remembered_link`). None, and nothing done, where the ordinary way must be gone: the link or the
        host must be looked up, or it is not a redirect that is due."""
        if self._guessers.waiting:
            return None
        found = _PATH.fullmatch(path)
        host, brand_id = _host_in(headers), None
        if host not in self._site_hosts:
            brand_id = self._hosts.remembered(host)
            if brand_id is None:
                return None
            found = found or _SHORT_PATH.fullmatch(path)
        if found is None:
            return None
        opening = _opening("GET", headers, query)
        if is_previewer(opening.headers.get("user-agent", "")):
            return None
        try:
            opened = open_remembered_link(
                found[1][:_LONGEST_CODE], opening, answer, clock=self._clock, brand_id=brand_id
            )
        except DomainError:
            return None
        return None if opened is None else self._headers(opened, brand_id)

    async def _guessed(self, scope: HTTPScope, unknown: UnknownLink) -> DomainError:
        """Nobody finds out by trying which of the codes there are: whoever names many that are none waits."""
        address = _address_of(scope)
        try:
            await take(self._unknown, address)
        except TooManyRequests as slower:
            self._guessers.note(address, slower)
            return slower
        return unknown

    async def _show_card(self, scope: HTTPScope, receive: Receive, send: Send, code: str) -> None:
        request = StrictRequest(scope, receive, send)
        try:
            shown = await card_page(request, code, public_url=self._public_url, clock=self._clock)
        except Exception as error:
            await _refuse(scope, receive, send, error)
            return
        await shown.to_asgi_response(app=None, request=request)(scope, receive, send)

    def _headers(self, opened: LinkOpened, brand_id: UUID | None) -> list[tuple[bytes, bytes]]:
        # Brands' own hosts serve links alone: their pages are at the site's address. It is ours whatever the link says.
        site = self._public_url if brand_id else ""
        headers = [(b"location", f"{site}{opened.address}".encode()), *_HEADERS]
        if opened.visitor_id is not None:
            cookie = visitor_set_cookie(opened.brand, opened.visitor_id, secure=self._secure)
            headers.append((b"set-cookie", cookie.encode()))
        return headers


def _address_of(scope: HTTPScope) -> str:
    client = scope.get("client")
    return client[0] if client else ""


def _opening(method: str, given: Iterable[tuple[bytes, bytes]], query: bytes) -> Opening:
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in given}
    # Cut, not counted: a query of more fields than anybody sends is no fault of ours.
    asked = parse_qs(query[:_LONGEST_QUERY].decode("latin-1")) if query else {}
    return Opening(
        method=method,
        headers=headers,
        cookies=_cookies(headers.get("cookie", "")),
        scanned=SCANNED[1] in asked.get(SCANNED[0], ()),
        place=asked.get(PLACE, [""])[0],
        place_code=asked.get(PLACE_CODE, [""])[0],
    )


def _agent_of(scope: HTTPScope) -> str:
    return next((value for name, value in scope["headers"] if name == b"user-agent"), b"").decode("latin-1")


def _cookies(header: str) -> dict[str, str]:
    """Names and values as browsers send them; the first of two that have one name counts, as a browser puts the more
    exact one first."""
    pairs = [pair.partition("=") for pair in reversed(header.split(";"))] if header else []
    return {name.strip(): value.strip() for name, _, value in pairs}


def host_of(scope: HTTPScope) -> str:
    """The host's name without its port, in lower case; empty where the request names none."""
    return _host_in(scope["headers"])


def _host_in(headers: Iterable[tuple[bytes, bytes]]) -> str:
    for name, value in headers:
        if name == b"host":
            return _host_name(value[:300])
    return ""


@lru_cache(maxsize=256)
def _host_name(host: bytes) -> str:
    try:
        return urlsplit(f"//{host.decode('latin-1')}").hostname or ""
    except ValueError:
        return ""


async def _refuse(
    scope: HTTPScope, receive: Receive, send: Send, error: Exception, *, allow: bytes = b""
) -> None:
    request = StrictRequest(scope, receive, send)
    refused = refuse(request, error) if isinstance(error, DomainError) else on_fault(request, error)
    answer = refused.to_asgi_response(app=None, request=request)

    async def with_allow(message: Message) -> None:
        if allow and message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], (b"allow", allow)]
        await send(message)

    await answer(scope, receive, with_allow)
