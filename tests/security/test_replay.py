"""Signed callbacks, sent again, later, changed, or to somebody else."""

from datetime import timedelta
from urllib.parse import urlsplit

import httpx

from infra.gateways.sandbox.courier import deliver_due, signed_headers
from tests.api.test_checkout import Till, till
from tests.factories import make_brand
from tests.support.world import value

__all__ = ["till"]
Letter = tuple[str, bytes, dict[str, str]]


async def letter(till: Till) -> Letter:
    """A genuine callback of a payment, as it was delivered: path, body, headers."""
    order = await till.place(COAT=1)
    page = await till.pay_page(order)
    assert (await till.client.post(page, data={"button": "pay"})).status_code == 303
    caught: list[Letter] = []

    async def catch(url: str, body: bytes, headers: dict[str, str]) -> int:
        caught.append((urlsplit(url).path, body, dict(headers)))
        return (await till.client.post(urlsplit(url).path, content=body, headers=headers)).status_code

    till.shop.clock.move_by(timedelta(minutes=1))
    assert await deliver_due(till.brand.scope, catch) >= 1
    return caught[0]


async def entries(till: Till) -> object:
    return await value(till.brand.scope, "SELECT count(*) FROM journal_entries WHERE brand_id = $1")


async def send(till: Till, sent: Letter) -> httpx.Response:
    path, body, headers = sent
    return await till.client.post(path, content=body, headers=headers)


async def test_sent_again_it_changes_nothing(till: Till) -> None:
    sent = await letter(till)
    before = await entries(till)
    for _ in range(3):
        again = await send(till, sent)
        assert (again.status_code, again.json()["outcome"]) == (200, "duplicate")
    assert await entries(till) == before
    assert await value(till.brand.scope, "SELECT count(*) FROM commission_lines WHERE brand_id = $1") == 1


async def test_sent_again_later_it_is_refused_before_anything_is_read(till: Till) -> None:
    sent = await letter(till)
    till.shop.clock.move_by(timedelta(minutes=5, seconds=1))
    late = await send(till, sent)
    assert 400 <= late.status_code < 500
    assert late.headers["content-type"] == "application/problem+json"
    path, body, headers = sent
    fresh_stamp = signed_headers(till.brand.scope, body)["x-sandbox-timestamp"]
    assert (
        await send(till, (path, body, headers | {"x-sandbox-timestamp": fresh_stamp}))
    ).status_code == late.status_code


async def test_changed_by_a_byte_it_is_nobodys(till: Till) -> None:
    path, body, headers = await letter(till)
    before = await entries(till)
    for changed, shown in (
        (body.replace(b"19999", b"29999"), headers),
        (body, headers | {"x-sandbox-signature": "0" * 64}),
        (body, {name: value_ for name, value_ in headers.items() if name != "x-sandbox-signature"}),
        (body + b" ", headers),
        (body[:-1] + b',"amount":1}', headers),
    ):
        refused = await send(till, (path, changed, shown))
        assert (refused.status_code, refused.json()["code"]) == (403, "callback_refused")
    assert await entries(till) == before


async def test_it_is_worth_nothing_at_another_brand(till: Till) -> None:
    path, body, headers = await letter(till)
    other = await make_brand(clock=till.shop.clock)
    moved = path.replace(till.brand.slug, other.slug)
    assert moved != path
    assert (await send(till, (moved, body, headers))).status_code == 403
