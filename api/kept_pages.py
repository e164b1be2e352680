"""Stores' pages given again for a moment: who opens a store's shelf knowing nothing and known by nothing gets what the
last such reader got, for a second at most, and all who ask while it is being made share one making (ADR 141).

Only an answer that its page declares to hold nothing of its reader (`may_be_kept`) is kept, and only for requests that
show nothing of theirs: with a cookie, a token, a query, a body, a wish for what is fresh or a search that led here, a
request goes the ordinary way. What else the answer depends on is its key.
"""

import asyncio
import re
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, NamedTuple

from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send

from api.language import spoken_in
from api.requests import AnyRequest
from infra.caps import Caps
from infra.metrics import SHELF_PAGES
from services.cards.open_landing import from_search_engine

_MARK = "may_be_kept"
# Addresses whose readers wait for each other; which answers are kept is said by the page (`may_be_kept`).
_SHELF = re.compile(r"/s/[^/]+/[^/]+(?:/(?:collections|pages)/[^/]+)?/?")
# Whoever shows one of these is somebody, or asks for more than the page: also a reload, which wants it as it is now.
_ORDINARY = frozenset(
    {b"cookie", b"authorization", b"cache-control", b"pragma", b"content-length", b"transfer-encoding"}
)
_OK = 200

_MEMORY, _MADE = SHELF_PAGES.labels("memory"), SHELF_PAGES.labels("made")


class Key(NamedTuple):
    """What the page depends on. `language` is the reader's, None for the brand's own."""

    scheme: str
    host: bytes
    path: str
    language: str | None


class _Answer(NamedTuple):
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes
    template: str

    @property
    def size(self) -> int:
        return len(self.body) + sum(len(name) + len(value) for name, value in self.headers)


class _Page:
    """A page that is being made, or was. It is as old as the beginning of its making: what it shows was read after."""

    __slots__ = ("answer", "began", "made")

    def __init__(self, began: float) -> None:
        self.began = began
        self.made = asyncio.Event()
        self.answer: _Answer | None = None


class KeptPages:
    """A layer inside the envelope, which gives every answer its own id and counts it. `ticks` tells seconds."""

    def __init__(self, inner: ASGIApp, caps: Caps, ticks: Callable[[], float]) -> None:
        self._inner = inner
        self._seconds = caps.page_milliseconds / 1000
        self._most_pages, self._most_bytes = caps.kept_pages, caps.kept_page_bytes
        self._ticks = ticks
        self._pages: OrderedDict[Key, _Page] = OrderedDict()
        self._bytes = 0

    @property
    def held(self) -> tuple[int, int]:
        """How many pages there are, and their bytes."""
        return len(self._pages), self._bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP or not self._seconds:
            await self._inner(scope, receive, send)
            return
        key = self._key(scope)
        if key is None:
            await self._inner(scope, receive, send)
            return
        page = self._pages.get(key)
        # Also where it is still being made: what was read more than a second ago is nobody's any more.
        if page is None or self._ticks() >= page.began + self._seconds:
            await self._make(key, scope, receive, send)
            return
        if page.answer is None:
            await page.made.wait()
        if page.answer is None:
            await self._inner(scope, receive, send)
            return
        _MEMORY.inc()
        scope["path_template"] = page.answer.template
        headers = page.answer.headers
        await send({"type": "http.response.start", "status": _OK, "headers": headers})
        await send({"type": "http.response.body", "body": page.answer.body, "more_body": False})

    def _key(self, scope: HTTPScope) -> Key | None:
        """None for what must go the ordinary way."""
        if scope["method"] != "GET" or scope["query_string"] or not _SHELF.fullmatch(scope["path"]):
            return None
        given = dict(scope["headers"])
        # A header that is said twice is read by nobody alike.
        if len(given) != len(list(scope["headers"])) or not _ORDINARY.isdisjoint(given):
            return None
        if b"referer" in given and from_search_engine(given[b"referer"].decode("latin-1")):
            return None
        said = given.get(b"accept-language", b"").decode("latin-1")
        return Key(scope["scheme"], given.get(b"host", b""), scope["path"], spoken_in(said))

    async def _make(self, key: Key, scope: HTTPScope, receive: Receive, send: Send) -> None:
        page = _Page(self._ticks())
        self._forget(key)
        self._pages[key] = page
        self._make_room()
        started: dict[str, Any] = {}

        async def noted(message: Message) -> None:
            # Before it goes on: the envelope completes the headers for this reader.
            if message["type"] == "http.response.start":
                started.update(message)
            elif message["type"] == "http.response.body":
                self._take(key, page, _answer_of(scope, started, message))
            await send(message)

        try:
            await self._inner(scope, receive, noted)
        finally:
            page.made.set()
            if page.answer is None and self._pages.get(key) is page:
                self._forget(key)

    def _take(self, key: Key, page: _Page, answer: _Answer | None) -> None:
        """Whoever waits goes on at once, not when the first reader's connection has taken it all."""
        if answer is not None:
            _MADE.inc()
            if self._pages.get(key) is page:
                if answer.size > self._most_bytes:
                    self._forget(key)
                else:
                    self._bytes += answer.size
            page.answer = answer
            self._make_room()
        page.made.set()

    def _make_room(self) -> None:
        """What is too old for anybody goes, and the oldest where there is too much."""
        too_old = self._ticks() - self._seconds
        while self._pages:
            key, page = next(iter(self._pages.items()))
            full = len(self._pages) > self._most_pages or self._bytes > self._most_bytes
            if not full and page.began > too_old:
                return
            self._forget(key)

    def _forget(self, key: Key) -> None:
        page = self._pages.pop(key, None)
        if page is not None and page.answer is not None:
            self._bytes -= page.answer.size


def may_be_kept(request: AnyRequest) -> None:
    """Said by a page that shows nothing of who reads it and has nothing made for this reading alone: no key of a form,
    no token, nobody's name."""
    request.scope["state"][_MARK] = True


def _answer_of(scope: HTTPScope, start: Any, body: Any) -> _Answer | None:
    """The answer, if it may be given to others."""
    headers = tuple(start["headers"])
    declared = scope["state"].get(_MARK, False)
    whole = not body.get("more_body", False)
    if (
        start["status"] != _OK
        or not declared
        or not whole
        or any(name == b"set-cookie" for name, _ in headers)
    ):
        return None
    return _Answer(headers, bytes(body["body"]), str(scope.get("path_template", "")))
