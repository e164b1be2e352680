"""People of the flow tests: each with a browser of their own, in front of a whole site."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Any, Self

import httpx

from infra.settings import Settings
from tests.factories import MadeBrand, MadeSeller, login, make_account
from tests.support.publishing import TERMS
from tests.support.world import run

PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_2 like Mac OS X) AppleWebKit/605.1.15 Version/17.2 Safari/604.1"
)


COUNSEL = {"reviewer": "Counsel Lin", "reason": "A price and nothing else; all of it may go back."}


class Person:
    """Somebody with a browser of their own."""

    def __init__(self, address: str) -> None:
        self.client = httpx.AsyncClient(base_url=address, timeout=20, headers={"User-Agent": PHONE})
        self._keys = 0

    async def get(self, path: str, **headers: str) -> Any:
        answer = await self.client.get(path, headers=headers)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def send(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        self._keys += 1
        answer = await self.client.request(
            method, path, json=body, headers={"Idempotency-Key": f"{id(self)}-{self._keys}", **headers}
        )
        assert answer.status_code in (200, 201, 204), answer.text
        return answer.json() if answer.content else None

    async def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return await self.send("POST", path, body, **headers)


async def eventually(look: Callable[[], Awaitable[Any]], wanted: Any) -> None:
    """What happens by itself happens soon."""
    end = time.monotonic() + 40
    while (seen := await look()) != wanted:
        assert time.monotonic() < end, f"still {seen!r}, not {wanted!r}"
        await asyncio.sleep(0.1)


class People:
    """Those who take part in one story; their browsers are closed at its end."""

    def __init__(self, site: Settings, brand: MadeBrand) -> None:
        self.site, self.brand = site, brand
        self._people: list[Person] = []

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for person in self._people:
            await person.client.aclose()

    def person(self) -> Person:
        self._people.append(Person(self.site.address))
        return self._people[-1]

    async def with_role(self, role: str) -> Person:
        person = self.person()
        await login(person.client, await make_account(self.brand, role))
        return person

    async def logged_in(self, seller: MadeSeller) -> Person:
        person = self.person()
        await login(person.client, seller)
        return person

    async def shopper(self, link: str) -> Person:
        """Somebody who opened a shared link on a phone."""
        person = self.person()
        opened = await person.client.get(f"/l/{link}")
        assert opened.status_code == 302
        return person


async def press_button(site: Settings, payer: Person, pay_url: str, button: str, back_to: str) -> None:
    """Go to the bank's page, press a button there, and come back to the shop."""
    page = await payer.client.get(pay_url)
    assert page.status_code == 200, page.text
    back = await payer.client.post(pay_url, data={"button": button})
    assert (back.status_code, back.headers["location"]) == (303, f"{site.public_url}{back_to}")


async def standing(seller: Person, part: str) -> Any:
    """The seller's pending, available or paid, in minor units of the one currency."""
    standings = (await seller.get("/api/seller/earnings"))["standings"]
    return standings[0][part] if standings else 0


async def publish_rules(admin: Person, rules: dict[str, Any]) -> None:
    """What the brand declares of itself, then its rules; what the lint wants somebody to answer for is signed off."""
    for kind, body in {"declared_terms": TERMS, **rules}.items():
        answer = await admin.client.post(f"/api/brand/policies/{kind}", json={"body": body})
        if answer.status_code == 409:
            assert answer.json()["code"] == "sign_off_needed", answer.text
            (refused,) = (await admin.get("/api/brand/compliance/refusals?limit=1"))["rows"]
            found = await admin.get(f"/api/brand/compliance/reports/{refused['report_id']}")
            for part in found["document"]["jurisdictions"]:
                for rule in part["rules"]:
                    if any(one["severity"] in ("R", "R+") for one in rule["findings"]):
                        said = {"jurisdiction": part["jurisdiction"], "rule": rule["rule"], **COUNSEL}
                        await admin.post(
                            f"/api/brand/compliance/reports/{refused['report_id']}/sign-offs", said
                        )
            answer = await admin.client.post(f"/api/brand/policies/{kind}", json={"body": body})
        assert answer.status_code == 201, answer.text


async def holds_end(brand: MadeBrand) -> None:
    """The days of a hold pass: no test waits for them, and no rule lets a brand do without."""
    for table in ("commission_lines", "proceeds_lines"):
        await run(
            brand.scope,
            f"UPDATE {table} SET due_at = accrued_at WHERE brand_id = $1 AND state = 'pending'",
        )
