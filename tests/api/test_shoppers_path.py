"""One shopper's path over HTTP: a web view without cookies, then Safari, then a log-in on the desktop; and a scan whose
order waits in the phone. The sale is credited to the right link."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import httpx

from infra.gateways.sandbox.courier import deliver_due
from services.offline.places import MakeBrandsPlace, PlaceCoupon, make_place
from services.offline.show_display import show_display
from services.sharing.create_link import CreateLink, create_link
from tests.api.test_checkout import Till, till
from tests.api.test_shop import SAFARI
from tests.factories import PASSWORD, make_account
from tests.support.world import rows

__all__ = ["till"]

WECHAT = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148"
    " MicroMessenger/8.0.44(0x18002c2d) NetType/WIFI Language/zh_CN"
)
DESKTOP = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36"
HOME = {"name": "Li Mei", "city": "Shanghai", "street": "Nanjing Road 1"}


@asynccontextmanager
async def browser(till: Till, agent: str) -> AsyncIterator[httpx.AsyncClient]:
    """Another browser in front of the till's service."""
    async with httpx.AsyncClient(
        transport=till.client._transport, base_url=till.client.base_url, headers={"User-Agent": agent}
    ) as made:
        yield made


def asked(location: str) -> dict[str, str]:
    return dict(part.split("=", 1) for part in urlsplit(location).query.split("&"))


async def pay(till: Till, client: httpx.AsyncClient, placed: dict[str, Any]) -> None:
    """Go to the bank's page, press its button, and let its callback arrive."""
    answer = await client.post(
        f"{till.orders}/{placed['code']}/payment",
        json={"gateway": "sandbox"},
        headers={"Idempotency-Key": "pay", "X-Order-Secret": placed["secret"]},
    )
    assert answer.status_code == 201, answer.text
    assert (await client.post(answer.json()["pay_url"], data={"button": "pay"})).status_code == 303

    async def post(url: str, body: bytes, headers: dict[str, str]) -> int:
        told = await till.client.post(urlsplit(url).path, content=body, headers=headers)
        return told.status_code

    till.shop.clock.move_by(timedelta(hours=1))
    assert await deliver_due(till.brand.scope, post) >= 1


async def link_of(till: Till, channel: str = "wechat") -> str:
    """A link of the till's keeper."""
    scope = till.brand.scope.acting_as(till.keeper.actor)
    return (await create_link(scope, CreateLink(channel))).code


async def credited(till: Till) -> list[tuple[object, ...]]:
    return await rows(
        till.brand.scope, "SELECT seller_id, base, amount FROM commission_lines WHERE brand_id = $1"
    )


async def test_a_web_view_then_safari_then_a_log_in_on_the_desktop_credit_the_right_link(till: Till) -> None:
    code, shopper = await link_of(till), await make_account(till.brand)
    other = await till.shop.keeper()
    body = {"login": shopper.phone, "password": PASSWORD}
    async with (
        browser(till, WECHAT) as view,
        browser(till, SAFARI) as safari,
        browser(till, DESKTOP) as desktop,
    ):
        opened = await view.get(f"/l/{code}")
        ids = asked(opened.headers["location"])
        # The web view keeps no cookie; "open in Safari" takes the address along.
        view.cookies.clear()
        page = urlsplit(opened.headers["location"])
        assert (await safari.get(f"{page.path}?{page.query}")).status_code in (200, 404)
        entered = await safari.post(f"{till.brand.public}/session?{page.query}", json=body)
        assert entered.status_code == 201, entered.text
        till.shop.clock.move_by(timedelta(days=3))
        entered = await desktop.post(f"{till.brand.public}/session", json=body)
        desktop.headers["X-CSRF-Token"] = entered.json()["csrf_token"]
        # In another seller's store: the store comes after the touch.
        cart = {"store": other.store, "lines": [{"sku": "COAT", "qty": 1}], "ship_to": HOME}
        placed = await desktop.post(till.orders, json=cart, headers={"Idempotency-Key": "path"})
        assert placed.status_code == 201, placed.text
        await pay(till, desktop, placed.json())
    # A tenth of 199.99, to the seller of the link that was opened first, three browsers ago.
    assert await credited(till) == [(till.keeper.id, 19_999, 2_000)]
    ((body_text,),) = await rows(
        till.brand.scope, "SELECT body::text FROM attribution_decisions WHERE brand_id = $1"
    )
    assert str(UUID(ids["t"])) in str(body_text)


async def test_a_touch_of_nobody_known_credits_nobody_else(till: Till) -> None:
    """The same without the address: a log-in on another machine alone does not guess whose web view it was."""
    code, shopper = await link_of(till), await make_account(till.brand)
    other = await till.shop.keeper()
    async with browser(till, WECHAT) as view, browser(till, DESKTOP) as desktop:
        await view.get(f"/l/{code}")
        body = {"login": shopper.phone, "password": PASSWORD}
        entered = await desktop.post(f"{till.brand.public}/session", json=body)
        desktop.headers["X-CSRF-Token"] = entered.json()["csrf_token"]
        cart = {"store": other.store, "lines": [{"sku": "COAT", "qty": 1}], "ship_to": HOME}
        placed = await desktop.post(till.orders, json=cart, headers={"Idempotency-Key": "path"})
        await pay(till, desktop, placed.json())
    assert await credited(till) == [(other.id, 19_999, 2_000)]


async def test_an_order_waits_in_the_phone_with_the_places_coupon_and_is_sent_home(till: Till) -> None:
    """Scanned in the shop, saved, opened on the desktop weeks later, ordered with the coupon that was handed out."""
    place = await make_place(
        till.brand.scope,
        MakeBrandsPlace(
            "Nanjing Road",
            "shop",
            "offline_coupon",
            seller_id=till.keeper.id,
            coupon=PlaceCoupon("amount", amount_off=999, minimum_total=1000),
        ),
    )
    display = await show_display(till.brand.scope, place.place_id, place.display_path.rsplit("/", 1)[1])
    code = urlsplit(display.address or "")
    other = await till.shop.keeper()
    async with browser(till, SAFARI) as phone, browser(till, DESKTOP) as desktop:
        seen = asked((await phone.get(f"{code.path}?{code.query}")).headers["location"])
        touch = {"touch_id": str(UUID(seen["t"]))}
        coupon = await phone.post(f"{till.brand.public}/places/{place.place_id}/coupons", json=touch)
        assert coupon.status_code == 201, coupon.text
        cart = {
            "store": other.store,
            "lines": [{"sku": "COAT", "qty": 1}],
            "coupon": coupon.json()["code"],
            **touch,
        }
        saved = (await phone.post(f"{till.brand.public}/saved-carts", json=cart)).json()
        till.shop.clock.move_by(timedelta(days=20))
        address = f"{till.brand.public}/saved-carts/{saved['cart_id']}/order"
        secret = {"X-Cart-Secret": saved["secret"]}
        body = {"buyer": {"phone": "13800000001"}, "ship_to": HOME}
        twice = [await desktop.post(address, headers=secret, json=body) for _ in range(2)]
        assert [answer.status_code for answer in twice] == [201, 201], twice[0].text
        assert twice[0].json() == twice[1].json()
        other_words = {**body, "buyer": {"phone": "13800000002"}}
        assert (await desktop.post(address, headers=secret, json=other_words)).status_code == 409
        placed = twice[0].json()
        assert (placed["discount_total"], placed["total"]) == (999, 19_000)
        await pay(till, desktop, placed)
        shown = await desktop.get(f"{till.brand.public}/saved-carts/{saved['cart_id']}", headers=secret)
        assert shown.json()["ordered"] is True
    assert await credited(till) == [(till.keeper.id, 19_000, 1_900)]
    ((visitor, ship_to),) = await rows(
        till.brand.scope, "SELECT visitor_id, ship_to ->> 'street' FROM retail_orders WHERE brand_id = $1"
    )
    assert (visitor, ship_to) == (UUID(seen["v"]), HOME["street"])


async def test_a_coupon_handed_out_is_redeemed_up_to_a_year_later_and_no_longer(till: Till) -> None:
    place = await make_place(
        till.brand.scope,
        MakeBrandsPlace(
            "Fair", "event", "offline_coupon", seller_id=till.keeper.id, coupon=PlaceCoupon("none")
        ),
    )
    display = await show_display(till.brand.scope, place.place_id, place.display_path.rsplit("/", 1)[1])
    code = urlsplit(display.address or "")
    other = await till.shop.keeper()
    async with browser(till, SAFARI) as phone:
        seen = asked((await phone.get(f"{code.path}?{code.query}")).headers["location"])
        coupon = await phone.post(
            f"{till.brand.public}/places/{place.place_id}/coupons", json={"touch_id": str(UUID(seen["t"]))}
        )
        phone.cookies.clear()
        cart = {
            "store": other.store,
            "lines": [{"sku": "COAT", "qty": 1}],
            "buyer": {"phone": "13800000001"},
            "coupon": coupon.json()["code"],
            "ship_to": HOME,
        }
        till.shop.clock.move_by(timedelta(days=364, hours=22))
        placed = await phone.post(till.orders, json=cart, headers={"Idempotency-Key": "a"})
        assert placed.status_code == 201, placed.text
        await pay(till, phone, placed.json())
        assert await credited(till) == [(till.keeper.id, 19_999, 2_000)]
        again = await phone.post(till.orders, json=cart, headers={"Idempotency-Key": "b"})
        assert (again.status_code, again.json()["code"]) == (422, "coupon_refused")
