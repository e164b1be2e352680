"""Somebody with a browser who asks again, with the same key, until there is an answer."""

import asyncio
import time
from dataclasses import dataclass
from typing import Any

import httpx

from tests.chaos.promises import Promises
from tests.flows.people import PHONE

# Nobody waits longer for any answer, whatever is broken behind it.
LONGEST_WAIT = 60
_AWAY = (502, 503, 429)


class GaveUp(Exception):
    """The run is over and there is no answer still."""


@dataclass(frozen=True)
class Manners:
    """How somebody asks. `impatient`: gives up after so many seconds and asks again by a new connection, as a balancer
    does whose host fell silent; else a silence of a minute is a broken promise."""

    impatient: float | None = None

    def client(self, address: str, here: str) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            base_url=address,
            timeout=self.impatient or LONGEST_WAIT,
            limits=httpx.Limits(max_keepalive_connections=0 if self.impatient else 20),
            headers={"User-Agent": PHONE, "X-Forwarded-For": here},
        )


class Caller:
    """`number` makes an address of its own, so that limits are counted for each as for people."""

    def __init__(
        self, address: str, number: int, promises: Promises, until: asyncio.Event, manners: Manners
    ) -> None:
        here = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        self.client = manners.client(address, here)
        self._manners = manners
        self._number = number
        self._promises = promises
        self._until = until
        self._keys = 0

    async def ask(
        self, method: str, path: str, body: Any = None, *, form: Any = None, **headers: str
    ) -> httpx.Response:
        """The first answer that is one. What is sent again carries the key of the first time. Raises GaveUp."""
        self._keys += 1
        sent = {"Idempotency-Key": f"chaos-{self._number}-{self._keys}", **headers}
        while True:
            began = time.monotonic()
            try:
                answer = await self.client.request(method, path, json=body, data=form, headers=sent)
            except httpx.TimeoutException:
                if self._manners.impatient is None:
                    self._promises.broken.append(f"{method} {path}: no answer in {LONGEST_WAIT} s")
                self._promises.unreachable += 1
            except httpx.TransportError:
                self._promises.unreachable += 1
            else:
                self._note(answer, time.monotonic() - began)
                if answer.status_code not in _AWAY and answer.status_code < 500:
                    return answer
            if self._until.is_set():
                raise GaveUp
            await asyncio.sleep(0.2)

    def _note(self, answer: httpx.Response, seconds: float) -> None:
        self._promises.answers += 1
        self._promises.slowest_seconds = max(self._promises.slowest_seconds, seconds)
        where = f"{answer.request.method} {answer.request.url.path}"
        if answer.status_code in _AWAY:
            self._promises.away += 1
            if "retry-after" not in answer.headers or not answer.content:
                self._promises.broken.append(f"{where}: {answer.status_code} without words or Retry-After")
        elif answer.status_code >= 500:
            self._promises.broken.append(f"{where}: {answer.status_code} {answer.text[:300]}")

    async def made(self, path: str, body: Any = None, **headers: str) -> Any:
        """What a POST made; None where it was refused for a reason."""
        return self.read(await self.ask("POST", path, body, **headers))

    def read(self, answer: httpx.Response) -> Any:
        if answer.is_success:
            return answer.json() if answer.content else {}
        code = answer.json()["code"] if "json" in answer.headers.get("content-type", "") else "page"
        label = f"{answer.status_code} {code}"
        self._promises.refusals[label] = self._promises.refusals.get(label, 0) + 1
        return None

    async def press(self, pay_url: str, button: str = "pay") -> bool:
        """At the bank's page; whether the bank said that it took the press."""
        return (await self.ask("POST", pay_url, form={"button": button})).status_code == 303

    async def close(self) -> None:
        await self.client.aclose()
