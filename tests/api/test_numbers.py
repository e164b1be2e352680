"""Numbers over HTTP: a link is opened, an order paid, and the brand and the seller read what it brought."""

from typing import Any
from uuid import UUID

import httpx

from infra.clock import SystemClock
from services.numbers.roll_days import roll_days
from services.retail.refund_order import RefundedLine, RefundOrder, refund_order
from services.sharing.create_link import CreateLink, create_link
from tests.api.share_kit import KIT, put_live
from tests.api.test_shop import SAFARI, brand, ok
from tests.factories import MadeBrand, login, make_account, make_seller
from tests.support.shop import Keeper, Shop
from tests.support.world import make_store, value

__all__ = ["brand"]
CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/130.0.0.0 Safari/537.36"


async def a_shop(brand: MadeBrand) -> tuple[Shop, Keeper, Any]:
    """A shop with a seller who can log in."""
    shop = await Shop(brand.scope, SystemClock()).open()
    seller = await make_seller(brand, display_name="Rui")
    store_id = await make_store(brand.scope, seller.seller_id)
    slug = await value(brand.scope, "SELECT slug FROM stores WHERE brand_id = $1 AND id = $2", store_id)
    await shop.sku("COAT", 10_000)
    return shop, Keeper(seller.scope.actor, store_id, str(slug)), seller


async def visit(client: httpx.AsyncClient, code: str, agent: str = SAFARI) -> None:
    opened = await client.get(f"/l/{code}", headers={"User-Agent": agent})
    await client.get(opened.headers["location"], headers={"User-Agent": agent})


async def test_what_a_share_brought_is_read_by_link_channel_campaign_store_and_variant(
    client: httpx.AsyncClient, brand: MadeBrand
) -> None:
    shop, keeper, seller = await a_shop(brand)
    link = await create_link(seller.scope, CreateLink("wechat", campaign="spring"))
    await put_live(client, brand, KIT)
    preview = await client.get(f"/l/{link.code}", headers={"User-Agent": "WhatsApp/2.23.20.0", "Cookie": ""})
    assert preview.status_code == 200
    cookie = f"storelet_visitor_{brand.slug}"
    visitors = []
    for times in (2, 1):
        client.cookies.clear()
        for _ in range(times):
            await visit(client, link.code)
        visitors.append(client.cookies[cookie])
    order = await shop.sell(keeper, {"COAT": 2}, visitor=UUID(visitors[0]))
    await refund_order(brand.scope, order.code, RefundOrder([RefundedLine(1, 1)]), idempotency_key="r")
    await login(client, await make_account(brand, "operator"))
    wanted = {
        "clicks": 3,
        "people": 2,
        "previews": 1,
        "bots": 0,
        "orders": 1,
        "sales": 20_000,
        "refunded": 10_000,
        "commission": 2_000,
        "reversed": 1_000,
        "conversion": "0.5000",
        "earnings_per_click": "333.33",
    }
    await roll_days(brand.scope)
    for exact in ("false", "true"):
        for by, label in (
            ("link", f"{link.code} · wechat · spring"),
            ("channel", "wechat"),
            ("campaign", "spring"),
            ("store", "Store"),
        ):
            found = await ok(await client.get(f"/api/brand/numbers?period=today&by={by}&exact={exact}"))
            (row,) = found["rows"]
            assert (row["label"], row["figures"]) == (label, wanted), (by, exact)
            assert found["total"] == wanted
            assert found["exact"] == (exact == "true")
        landings = await ok(await client.get(f"/api/brand/numbers?by=landing&exact={exact}"))
        assert {row["label"]: row["figures"]["orders"] for row in landings["rows"]} == {"new/welcome": 1}
    other = await make_seller(brand, display_name="Bo")
    await login(client, other)
    assert (await ok(await client.get("/api/seller/numbers?period=7d")))["total"]["clicks"] == 0
    await login(client, seller)
    mine = await ok(await client.get("/api/seller/numbers?by=day&timezone=Europe/London"))
    assert mine["total"] == wanted
    file = await client.get("/api/seller/numbers/file?by=campaign")
    assert file.headers["content-type"].startswith("text/csv")
    assert "attachment" in file.headers["content-disposition"]
    assert "spring,spring,3,2,1,0,1,20000,10000,2000,1000,0.5000,333.33,CNY" in file.text


async def test_the_card_that_brings_sales_is_seen_beside_the_one_that_does_not(
    client: httpx.AsyncClient, brand: MadeBrand
) -> None:
    shop, keeper, seller = await a_shop(brand)
    variants = [{"id": name, "title": {"en": name}} for name in ("a", "b")]
    await put_live(client, brand, {"cards": [{"id": "r", "when": {}, "variants": variants}]})
    sold: dict[str, int] = {"a": 0, "b": 0}
    clicks: dict[str, int] = {"a": 0, "b": 0}
    for at in range(8):
        link = await create_link(seller.scope, CreateLink("wechat"))
        await login(client, seller)
        card = await ok(await client.get(f"/api/seller/links/{link.link_id}/card"))
        client.cookies.clear()
        client.headers.pop("X-CSRF-Token", None)
        await visit(client, link.code)
        clicks[card["variant"]] += 1
        if card["variant"] == "a":
            visitor = UUID(client.cookies[f"storelet_visitor_{brand.slug}"])
            await shop.sell(keeper, {"COAT": 1}, visitor=visitor, phone=f"+8613800000{at:03d}")
            sold["a"] += 1
    await login(client, await make_account(brand, "operator"))
    rows = (await ok(await client.get("/api/brand/numbers?by=card&exact=true")))["rows"]
    found = {row["label"]: (row["figures"]["clicks"], row["figures"]["orders"]) for row in rows}
    assert found == {f"r/{name}": (clicks[name], sold[name]) for name in clicks if clicks[name]}


async def test_shares_that_brought_shares_are_one_hop(client: httpx.AsyncClient, brand: MadeBrand) -> None:
    shop, keeper, seller = await a_shop(brand)
    first = await create_link(seller.scope, CreateLink("wechat"))
    codes = [first.code]
    for name in ("Ada", "Bea"):
        client.cookies.clear()
        client.headers.pop("X-CSRF-Token", None)
        await visit(client, codes[-1])
        made = await ok(
            await client.post(
                f"{brand.public}/stores/{keeper.store}/shares",
                json={"name": name},
                headers={"User-Agent": SAFARI},
            ),
            201,
        )
        codes.append(made["code"])
    client.cookies.clear()
    await visit(client, codes[-1])
    visitor = UUID(client.cookies[f"storelet_visitor_{brand.slug}"])
    order = await shop.sell(keeper, {"COAT": 1}, visitor=visitor)
    assert [row[1] for row in await shop.commission(order)] == [keeper.id]
    await roll_days(brand.scope)
    await login(client, await make_account(brand, "operator"))
    rows = (await ok(await client.get("/api/brand/reshares")))["rows"]
    found = {row["code"]: (row["shares"], row["clicks"], row["orders"], row["sales"]) for row in rows}
    assert found == {codes[0]: (1, 1, 0, 0), codes[1]: (1, 1, 1, 10_000)}
    await login(client, seller)
    assert len((await ok(await client.get("/api/seller/reshares")))["rows"]) == 2


async def test_multi_touch_stands_beside_the_paid_model(client: httpx.AsyncClient, brand: MadeBrand) -> None:
    shop, keeper, seller = await a_shop(brand)
    links = {
        name: await create_link(seller.scope, CreateLink(name)) for name in ("wechat", "poster", "forum")
    }
    for at, (path, buys) in enumerate(
        (
            (("forum", "wechat"), True),
            (("forum", "wechat"), True),
            (("poster",), True),
            (("forum",), False),
            (("wechat",), False),
        )
    ):
        client.cookies.clear()
        for name in path:
            await visit(client, links[name].code, CHROME)
        if buys:
            visitor = UUID(client.cookies[f"storelet_visitor_{brand.slug}"])
            await shop.sell(keeper, {"COAT": 1}, visitor=visitor, phone=f"+8613800000{at:03d}")
    await shop.sell(keeper, {"COAT": 1}, phone="+8613800000099")
    await login(client, await make_account(brand, "operator"))
    seen = await ok(await client.get("/api/brand/multi-touch?period=7d"))
    assert (seen["paid_model"], seen["journeys"], seen["orders"], seen["orders_without_touches"]) == (
        "last",
        5,
        3,
        1,
    )
    rows = {row["key"]: row for row in seen["rows"]}
    assert {key: row["paid_sales"] for key, row in rows.items()} == {
        "wechat": 20_000,
        "poster": 10_000,
        "forum": 0,
        "store": 10_000,
    }
    assert {key: row["shapley_orders"] for key, row in rows.items()} == {
        "wechat": "1.00",
        "poster": "1.00",
        "forum": "1.00",
        "store": "0.00",
    }
    # By hand: forum leads on to wechat 2 times of 3, wechat to an order 2 of 3, poster always. From the start 3 of 5
    # come by forum, 1 by wechat, 1 by poster: orders 3/5 x 2/3 x 2/3 + 1/5 x 2/3 + 1/5 = 3/5.
    assert {key: row["removal_effect"] for key, row in rows.items()} == {
        "wechat": "0.6667",
        "poster": "0.3333",
        "forum": "0.4444",
        "store": "0.0000",
    }
    assert rows["forum"]["favoured"].startswith("-")
    too_long = await client.get("/api/brand/multi-touch?first=2026-01-01&last=2026-06-01")
    assert (too_long.status_code, too_long.json()["errors"][0]["path"]) == (422, "last")


async def test_a_period_that_makes_no_sense_is_refused_by_its_field(
    client: httpx.AsyncClient, brand: MadeBrand
) -> None:
    for query, path in (
        ("timezone=Mars", "timezone"),
        ("first=2026-03-02&last=2026-03-01", "last"),
        ("period=today&first=2026-03-02", "period"),
        ("first=2020-01-01&last=2026-03-01", "last"),
    ):
        answer = await client.get(f"/api/brand/numbers?{query}")
        assert answer.status_code == 422, query
        assert [fault["path"] for fault in answer.json()["errors"]] == [path]
    assert (await client.get("/api/brand/numbers?by=shoe_size")).status_code == 422
