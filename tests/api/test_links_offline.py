"""Offline, over HTTP: a code that proves place and time, a coupon for whoever scanned, an order that waits in the
phone."""

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import httpx
import pytest

from infra.clock import SetClock, SystemClock
from infra.scope import Scope
from infra.settings import Settings
from services.offline.show_display import show_display
from services.sharing.place_codes import PlaceFacts, code_at, proved_at
from tests.api.test_shop import SAFARI, brand, ok, open_shop
from tests.factories import MadeBrand, login, make_account
from tests.support.world import rows

__all__ = ["brand"]
NOW = SystemClock().now()


async def make_place(client: httpx.AsyncClient, brand: MadeBrand, **more: Any) -> dict[str, Any]:
    """A place of the shop's seller, made by the brand; the client is a visitor afterwards."""
    await open_shop(client, brand)
    await login(client, await make_account(brand, "operator"))
    (store,) = (await ok(await client.get("/api/brand/stores")))["rows"]
    wish = {
        "name": "南京路店",
        "kind": "shop",
        "channel": "offline_coupon",
        "seller_id": store["seller_id"],
        "target": {"kind": "product", "ref": "COAT"},
        "latitude": "31.23041",
        "longitude": "121.47370",
        **more,
    }
    made: dict[str, Any] = await ok(await client.post("/api/brand/places", json=wish), 201)
    client.cookies.clear()
    client.headers.pop("X-CSRF-Token", None)
    client.headers["User-Agent"] = SAFARI
    return {**made, "store": store}


async def shown(brand: MadeBrand, place: dict[str, Any], at: Any = None) -> str:
    """The path that the place's display says now, or said at an instant."""
    scope = Scope(brand.brand_id, clock=SetClock(at) if at else brand.scope.clock)
    display = await show_display(scope, UUID(place["place_id"]), place["display_path"].rsplit("/", 1)[1])
    assert display.address is not None
    address = urlsplit(display.address)
    return f"{address.path}?{address.query}"


async def scan(client: httpx.AsyncClient, path: str) -> dict[str, str]:
    answer = await client.get(path)
    assert answer.status_code == 302, answer.text
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["location"]).query).items()}


async def test_the_display_shows_a_code_that_changes_by_itself_and_runs_nothing(
    client: httpx.AsyncClient, brand: MadeBrand
) -> None:
    place = await make_place(client, brand)
    page = await client.get(place["display_path"])
    assert page.status_code == 200
    assert "<script" not in page.text
    assert '<meta http-equiv="refresh"' in page.text
    assert page.headers["cache-control"] == "no-store"
    code = await client.get(f"{place['display_path']}/code.svg")
    assert code.headers["content-type"] == "image/svg+xml"
    assert code.text.startswith("<svg")
    forged = place["display_path"][:-1] + ("0" if place["display_path"][-1] != "0" else "1")
    assert (await client.get(forged)).status_code == 404


async def test_a_scan_is_a_touch_with_its_place_and_instant(
    client: httpx.AsyncClient, brand: MadeBrand
) -> None:
    place = await make_place(client, brand)
    query = await scan(client, await shown(brand, place))
    assert "stale" not in query
    ((kind, channel, place_id, proved, at),) = await rows(
        brand.scope, "SELECT kind, channel, place_id, proved_at, at FROM touches WHERE brand_id = $1"
    )
    assert (kind, channel, str(place_id)) == ("scan", "offline_coupon", place["place_id"])
    assert timedelta(0) <= at - proved < timedelta(seconds=120)


@pytest.mark.parametrize("minutes", [3, 60])
async def test_a_screenshot_goes_stale_and_counts_for_no_place(
    client: httpx.AsyncClient, brand: MadeBrand, minutes: int
) -> None:
    place = await make_place(client, brand)
    old = await shown(brand, place, brand.scope.clock.now() - timedelta(minutes=minutes))
    query = await scan(client, old)
    assert query["stale"] == "1"
    bare = await scan(client, old.split("?")[0])
    assert bare["stale"] == "1"
    found = await rows(
        brand.scope, "SELECT kind, channel, place_id FROM touches WHERE brand_id = $1 ORDER BY kind"
    )
    assert found == [("click", "place_unproved", None), ("scan", "place_unproved", None)]
    asked = await client.post(
        f"{brand.public}/places/{place['place_id']}/coupons", json={"touch_id": str(UUID(query["t"]))}
    )
    assert asked.status_code == 404  # It hands none out; see below for one that does.


def test_a_code_is_good_for_its_step_and_the_next_and_for_its_place_alone() -> None:
    place = PlaceFacts(UUID(int=1), 1, 60, True)
    step = NOW.replace(second=0, microsecond=0)
    code = code_at(place, step + timedelta(seconds=59))
    assert proved_at(place, code, step) == step
    assert proved_at(place, code, step + timedelta(seconds=119)) == step
    assert proved_at(place, code, step + timedelta(seconds=120)) is None
    assert proved_at(place, code, step - timedelta(seconds=1)) is None
    for other in (
        PlaceFacts(UUID(int=2), 1, 60, True),
        PlaceFacts(UUID(int=1), 2, 60, True),
        PlaceFacts(UUID(int=1), 1, 60, False),
        PlaceFacts(UUID(int=1), 1, 60, True, open_from=step + timedelta(hours=1)),
        PlaceFacts(UUID(int=1), 1, 60, True, open_until=step),
    ):
        assert proved_at(other, code, step) is None
    for made_up in ("", ".", "x", code[:-1], code + "0", "0." + code.split(".")[1]):
        assert proved_at(place, made_up, step) is None


async def test_a_coupon_is_one_a_person_unique_bound_to_the_seller_and_good_for_a_year(
    client: httpx.AsyncClient, brand: MadeBrand, settings: Settings
) -> None:
    coupon = {"kind": "amount", "amount_off": 500, "minimum_total": 1000}
    place = await make_place(client, brand, coupon=coupon, coupon_limit=2)
    address = f"{brand.public}/places/{place['place_id']}/coupons"
    first = await scan(client, await shown(brand, place))
    body = {"touch_id": str(UUID(first["t"]))}
    taken = await ok(await client.post(address, json=body), 201)
    assert await ok(await client.post(address, json=body), 201) == taken
    # In a web view without cookies the address says who scanned; somebody else's scan is not one's own.
    client.cookies.clear()
    assert (await client.post(address, json=body)).json()["code"] == "not_there"
    assert await ok(await client.post(f"{address}?v={first['v']}", json=body), 201) == taken
    client.cookies.clear()
    second = await scan(client, await shown(brand, place))
    other = await ok(await client.post(address, json={"touch_id": str(UUID(second["t"]))}), 201)
    assert other["code"] != taken["code"]
    client.cookies.clear()
    third = await scan(client, await shown(brand, place))
    none_left = await client.post(address, json={"touch_id": str(UUID(third["t"]))})
    assert (none_left.status_code, none_left.json()["code"]) == (404, "no_coupon_here")
    found = await rows(
        brand.scope,
        "SELECT c.seller_id, c.channel, c.use_limit, c.amount_off, c.valid_until - c.valid_from, h.visitor_id"
        " FROM coupons AS c JOIN coupon_hand_outs AS h ON h.brand_id = c.brand_id AND h.coupon_id = c.id"
        " WHERE c.brand_id = $1 AND c.code = $2",
        taken["code"],
    )
    assert found == [
        (UUID(place["store"]["seller_id"]), "offline_coupon", 1, 500, timedelta(days=365), UUID(first["v"]))
    ]


async def test_a_closed_place_shows_nothing_and_renewed_codes_make_the_old_ones_worthless(
    client: httpx.AsyncClient, brand: MadeBrand
) -> None:
    place = await make_place(client, brand)
    seen = await shown(brand, place)
    await login(client, await make_account(brand, "operator"))
    moved = await ok(await client.post(f"/api/brand/places/{place['place_id']}/renewal"))
    assert (await client.get(place["display_path"])).status_code == 404
    assert (await client.get(moved["display_path"])).status_code == 200
    assert (await scan(client, seen))["stale"] == "1"
    await ok(await client.patch(f"/api/brand/places/{place['place_id']}", json={"status": "closed"}), 204)
    closed = await client.get(f"{moved['display_path']}/code.svg")
    assert (closed.status_code, closed.json()["code"]) == (409, "place_closed")
    (row,) = (await ok(await client.get("/api/brand/places")))["rows"]
    assert (row["status"], row["scans"], row["latitude"]) == ("closed", 0, "31.23041")


async def test_a_seller_makes_a_place_without_a_coupon_and_sees_no_other_sellers(
    client: httpx.AsyncClient, brand: MadeBrand
) -> None:
    await open_shop(client, brand)
    made = await ok(
        await client.post("/api/seller/places", json={"name": "Fair", "kind": "event", "channel": "fair"}),
        201,
    )
    mine = (await ok(await client.get("/api/seller/places")))["rows"]
    assert [row["place_id"] for row in mine] == [made["place_id"]]
    bad = {"name": "X", "kind": "shelf", "latitude": "91", "longitude": "0"}
    assert (await client.post("/api/seller/places", json=bad)).json()["errors"][0]["path"] == "latitude"
    coupon = {"name": "X", "kind": "shelf", "coupon": {}}
    assert (await client.post("/api/seller/places", json=coupon)).status_code == 422


async def test_a_cart_waits_in_the_phone_and_is_opened_by_its_secret_alone(
    client: httpx.AsyncClient, brand: MadeBrand
) -> None:
    place = await make_place(client, brand)
    seen = await scan(client, await shown(brand, place))
    wish = {
        "store": "rui",
        "lines": [{"sku": "COAT-S", "qty": 1}],
        "touch_id": str(UUID(seen["t"])),
    }
    saved = await ok(await client.post(f"{brand.public}/saved-carts", json=wish), 201)
    assert saved["path"].startswith(f"/s/{brand.slug}/rui/saved?saved=")
    address, secret = f"{brand.public}/saved-carts/{saved['cart_id']}", {"X-Cart-Secret": saved["secret"]}
    client.cookies.clear()
    assert (await client.get(address)).status_code == 404
    assert (await client.get(address, headers={"X-Cart-Secret": "wrong"})).status_code == 404
    cart = await ok(await client.get(address, headers=secret))
    assert (cart["store"], cart["lines"], cart["ordered"]) == ("rui", [{"sku": "COAT-S", "qty": 1}], False)
    changed = {**wish, "lines": [{"sku": "COAT-S", "qty": 2}]}
    assert (await ok(await client.put(address, headers=secret, json=changed)))["lines"][0]["qty"] == 2
    homeless = await client.post(f"{address}/order", headers=secret, json={"buyer": {"phone": "13800138000"}})
    assert {fault["path"] for fault in homeless.json()["errors"]} == {
        "ship_to.name",
        "ship_to.city",
        "ship_to.street",
    }
    (row,) = await rows(
        brand.scope, "SELECT visitor_id, touch_id, place_id FROM saved_carts WHERE brand_id = $1"
    )
    assert row == (UUID(seen["v"]), UUID(seen["t"]), UUID(place["place_id"]))
