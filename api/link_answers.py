"""The answer to an opened link as bytes, for the server to send by itself: what the envelope adds to every answer and
notes of every request is here as it is there, made ready once."""

import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

from api.envelope import Envelope, request_id_of
from api.links import TEMPLATE, LinkGate
from infra.telemetry import tracing

Headers = Sequence[tuple[bytes, bytes]]


class LinkAnswer(NamedTuple):
    """A redirect that is due when its touch is safe. `head`: its header lines, each with its end. `began` is of
    `time.perf_counter`."""

    head: bytes
    request_id: str
    began: float


class LinkAnswers:
    """One per application: its gate decides, its envelope's recorder notes."""

    def __init__(self, gate: LinkGate, envelope: Envelope) -> None:
        self._gate = gate
        self._envelope = envelope
        self._recorder = envelope.recorder
        self._added: dict[tuple[bytes, ...], bytes] = {}

    def prepare(
        self, path: str, query: bytes, headers: Headers, answered: Callable[[BaseException | None], None]
    ) -> LinkAnswer | None:
        """The redirect of a GET, to be sent when `answered` is called with None; None, and nothing done, where the
        request must go the ordinary way."""
        if tracing():
            return None
        began = time.perf_counter()
        given = self._gate.answer_remembered(path, query, headers, answered)
        if given is None:
            return None
        self._recorder.begin()
        request_id = request_id_of(headers)
        head = b"".join([b"%b: %b\r\n" % line for line in given])
        return LinkAnswer(
            b"%b%bx-request-id: %b\r\n" % (head, self._lacking(path, given), request_id.encode()),
            request_id,
            began,
        )

    def sent(self, answer: LinkAnswer, status: int) -> None:
        """It was sent; 499 where whoever asked had left."""
        seconds = time.perf_counter() - answer.began
        self._recorder.end("GET", TEMPLATE, status, seconds, {"request_id": answer.request_id})

    def pass_on(self) -> None:
        """It is not sent: the request goes the ordinary way after all, where it is noted."""
        self._recorder.pass_on()

    def _lacking(self, path: str, given: Headers) -> bytes:
        """What the envelope adds to such headers; the same for the same names."""
        names = tuple([name for name, _ in given])
        added = self._added.get(names)
        if added is None:
            lines = self._envelope.headers_for(path, given)
            added = self._added[names] = b"".join([b"%b: %b\r\n" % line for line in lines])
        return added
