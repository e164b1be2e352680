"""What goes around every request, whatever becomes of it: its id, its log line, its metrics, its trace; which hosts
are answered, and the headers that keep browsers careful."""

import re
import time
from collections.abc import Iterable
from copy import copy
from urllib.parse import urlsplit

import structlog
from litestar.enums import ScopeType
from litestar.status_codes import HTTP_405_METHOD_NOT_ALLOWED
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send

from api.links import host_of
from infra.ids import new_id
from infra.request_record import RequestRecorder
from infra.settings import Settings
from infra.telemetry import span, tracing

NO_ROUTE = "(none)"
# Asked by address, not by name, and of no interest in a log.
PROBES = frozenset({"/healthz", "/readyz", "/metrics"})
_GIVEN_ID = re.compile(rb"[A-Za-z0-9._-]{8,64}")
_TRACE_HEADERS = (b"traceparent", b"tracestate")

_ALWAYS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
)
_DATA_POLICY = b"default-src 'none'; frame-ancestors 'none'"
_PAGE_POLICY = (
    b"default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none';"
    b" form-action 'self'; frame-ancestors 'none'"
)


class Envelope:
    """The outermost layer. A route may set any of the headers itself; they are added where it did not. `strangers`
    answers requests to a host that is not ours: it is one of a brand's own, or refused."""

    def __init__(self, inner: ASGIApp, settings: Settings, *, strangers: ASGIApp) -> None:
        self._inner = inner
        self._strangers = strangers
        self.recorder = RequestRecorder()
        self._hosts = frozenset(settings.allowed_hosts)
        https = urlsplit(settings.public_url).scheme == "https"
        always = [*_ALWAYS]
        if settings.production and https:
            always.append((b"strict-transport-security", b"max-age=31536000"))
        # By whether the answer is a page.
        self._wanted = {
            False: [*always, (b"content-security-policy", _DATA_POLICY)],
            True: [*always, (b"content-security-policy", _PAGE_POLICY)],
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await self._inner(scope, receive, send)
            return
        request_id = request_id_of(scope["headers"])
        scope["state"]["request_id"] = request_id
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        began = time.perf_counter()
        method = scope["method"]
        inner = self._inner if self._answers_to(scope) else self._strangers
        if method == "HEAD":
            inner = _HeadAsGet(inner)
        answer = _Answer(self, scope, request_id, send)
        self.recorder.begin()
        try:
            with span(str(method), _carrier(scope) if tracing() else None) as traced:
                await inner(scope, receive, answer.send)
                if traced is not None:
                    traced.update_name(f"{method} {_route(scope)}")
                    traced.set_attributes(
                        {"http.route": _route(scope), "http.response.status_code": answer.status}
                    )
        finally:
            said = None if scope["path"] in PROBES else structlog.contextvars.get_contextvars()
            seconds = time.perf_counter() - began
            self.recorder.end(str(method), _route(scope), answer.status, seconds, said)

    def headers_for(self, path: str, headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        """What this answer's headers lack."""
        given = dict(headers)
        wanted = self._wanted[given.get(b"content-type", b"").startswith(b"text/html")]
        if path.startswith("/api/"):
            wanted = [*wanted, (b"cache-control", b"no-store")]
        return [(name, value) for name, value in wanted if name not in given]

    def _answers_to(self, scope: HTTPScope) -> bool:
        if not self._hosts or scope["path"] in PROBES:
            return True
        return host_of(scope) in self._hosts


class _Answer:
    """Passes the answer on, headers completed."""

    def __init__(self, envelope: Envelope, scope: HTTPScope, request_id: str, send: Send) -> None:
        self._envelope = envelope
        self._scope = scope
        self._request_id = request_id.encode()
        self._send = send
        self.status = 499  # nginx's word for a client that left before its answer

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message["headers"] = [
                *message["headers"],
                *self._envelope.headers_for(self._scope["path"], message["headers"]),
                (b"x-request-id", self._request_id),
            ]
        await self._send(message)


class _HeadAsGet:
    """Answers HEAD as GET without the body (RFC 9110, 9.3.2), unless the route has a HEAD of its own: probes and link
    previews ask so. The router says no before anything is done, so asking again is safe."""

    def __init__(self, inner: ASGIApp) -> None:
        self._inner = inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        unseen = copy(scope)
        refused = False

        async def look(message: Message) -> None:
            nonlocal refused
            if message["type"] == "http.response.start" and message["status"] == HTTP_405_METHOD_NOT_ALLOWED:
                refused = True
            if not refused:
                await send(message)

        async def without_body(message: Message) -> None:
            if message["type"] == "http.response.body":
                message["body"] = b""
            await send(message)

        await self._inner(scope, receive, look)
        if refused:
            unseen["method"] = "GET"  # type: ignore[typeddict-unknown-key]
            await self._inner(unseen, receive, without_body)
            scope["path_template"] = unseen.get("path_template", "")


def request_id_of(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """The caller's own id for its request, where it gives a fitting one; else a new one."""
    for name, value in headers:
        if name == b"x-request-id" and _GIVEN_ID.fullmatch(value):
            return str(value.decode())
    return new_id().hex


def _route(scope: HTTPScope) -> str:
    return str(scope.get("path_template") or NO_ROUTE)


def _carrier(scope: HTTPScope) -> dict[str, str]:
    return {
        name.decode(): value.decode("latin-1") for name, value in scope["headers"] if name in _TRACE_HEADERS
    }
