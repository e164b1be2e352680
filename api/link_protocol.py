"""The server's HTTP protocol: links are opened as soon as their request is read, before a task and the objects of an
ASGI request are made for it; everything else goes on as ever (`uvicorn --http api.link_protocol:LinkProtocol`).

What to answer is decided where it always is (api/links.py); here is only when. A request is taken where it is whole
with its headers, nothing else of its connection is being answered, and the answer needs no look-up. It waits in the
place of uvicorn's own cycle, so that what comes after it on its connection queues behind it, a stop of the server waits
for it, and its connection closes or stays open as any other's.
"""

from __future__ import annotations

import asyncio
import re
from typing import Any, cast

import httptools
from litestar import Litestar
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

from api.link_answers import LinkAnswer, LinkAnswers
from api.links import NOT_KEPT

_FOUND = STATUS_LINE[302]
# Nearly every other address is told by its first bytes; an escaped one is read the ordinary way, no code of ours is.
_LINK = re.compile(rb"/(?:l/)?[0-9A-Za-z_-]+/?(?:\?|\Z)")
# With one of these the request is not whole yet, or asks for more than its answer.
_MORE_THAN_HEADERS = frozenset({b"content-length", b"transfer-encoding", b"upgrade", b"expect"})


class _NobodyWaits:
    """Stands for the event that wakes an application's `receive`."""

    def set(self) -> None:
        """Nothing reads a body here."""


class _Waiting:
    """A link whose touch is being kept, in the place of a cycle: its names are those that HttpToolsProtocol asks a
    cycle for."""

    __slots__ = (
        "answer",
        "body",
        "disconnected",
        "keep_alive",
        "more_body",
        "response_complete",
        "scope",
        "url",
    )
    message_event = _NobodyWaits()

    def __init__(self, scope: Any, url: Any, keep_alive: bool) -> None:
        self.scope = scope
        self.url = url
        self.keep_alive = keep_alive
        self.disconnected = False
        self.response_complete = False
        self.more_body = True
        self.body = b""
        self.answer: LinkAnswer | None = None


class LinkProtocol(HttpToolsProtocol):
    """One connection."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._answers = _answers_of(self.app)
        # The server's own headers as lines, and the list they were made of: uvicorn makes a new one each second.
        self._server_lines: tuple[object, bytes] = (None, b"")

    def on_headers_complete(self) -> None:
        answers = self._answers
        if answers is None or not _LINK.match(self.url) or not self._alone() or not self._taken(answers):
            super().on_headers_complete()

    def _alone(self) -> bool:
        """Whether this request is whole, nothing before it is being answered, and nothing more is asked of us."""
        before, parser = self.cycle, self.parser
        if (
            (before is not None and not before.response_complete)
            or parser.get_method() != b"GET"
            or parser.get_http_version() != "1.1"
            or parser.should_upgrade()
            or self.flow.write_paused
            or self.config.access_log
            or self.limit_concurrency is not None
            or self.root_path
        ):
            return False
        return _MORE_THAN_HEADERS.isdisjoint([name for name, _ in self.headers])

    def _taken(self, answers: LinkAnswers) -> bool:
        url = httptools.parse_url(self.url)
        waiting = _Waiting(self.scope, url, self.parser.should_keep_alive())
        waiting.answer = answers.prepare(
            url.path.decode("ascii"),
            url.query or b"",
            self.headers,
            lambda error: self._answer(answers, waiting, error),
        )
        if waiting.answer is None:
            return False
        self.cycle = waiting  # type: ignore[assignment]
        return True

    def _answer(self, answers: LinkAnswers, waiting: _Waiting, error: BaseException | None) -> None:
        """The touch is safe, or it is not."""
        answer = waiting.answer
        assert answer is not None  # noqa: S101 - set before this can be called
        left = waiting.disconnected or self.transport.is_closing()
        if error is not None and not left:
            answers.pass_on()
            self._refuse(waiting, error)
            return
        if not left:
            end = b"\r\n" if waiting.keep_alive else b"connection: close\r\n\r\n"
            self.transport.write(b"%b%b%b%b" % (_FOUND, self._lines(), answer.head, end))
        waiting.response_complete = True
        answers.sent(answer, 499 if left else 302)
        if not waiting.keep_alive:
            self.transport.close()
        self.on_response_complete()

    def _refuse(self, waiting: _Waiting, error: BaseException) -> None:
        """It could not be kept: said the ordinary way, in the same place of the connection's order."""
        scope, url = waiting.scope, waiting.url
        scope["method"], scope["raw_path"] = "GET", url.path
        scope["path"], scope["query_string"] = url.path.decode("ascii"), url.query or b""
        scope["state"][NOT_KEPT] = error
        cycle = RequestResponseCycle(
            scope=scope,
            transport=self.transport,
            flow=self.flow,
            logger=self.logger,
            access_logger=self.access_logger,
            access_log=self.access_log,
            default_headers=self.server_state.default_headers,
            message_event=asyncio.Event(),
            expect_100_continue=False,
            keep_alive=waiting.keep_alive,
            on_response=self.on_response_complete,
        )
        cycle.more_body = False
        cycle.message_event.set()
        waiting.response_complete = True
        # Unless another request has come on this connection meanwhile, and waits.
        if cast(object, self.cycle) is waiting:
            self.cycle = cycle
        self._start_asgi_task(cycle, self.app)

    def _lines(self) -> bytes:
        headers = self.server_state.default_headers
        made_of, lines = self._server_lines
        if made_of is not headers:
            lines = b"".join([b"%b: %b\r\n" % line for line in headers])
            self._server_lines = (headers, lines)
        return lines


def _answers_of(app: object) -> LinkAnswers | None:
    """Those of our application, under whatever uvicorn put around it; None for another's."""
    while app is not None and not isinstance(app, Litestar):
        app = getattr(app, "app", None)
    return app.state.get("link_answers") if isinstance(app, Litestar) else None
