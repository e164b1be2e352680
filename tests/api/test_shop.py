"""A shop over HTTP: catalogue, stock, rules, a seller's store and links, and what a shopper sees of them."""

from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import httpx
import pytest

from infra.database import transact
from services.policies.kinds import TIER_SCHEDULE
from tests.factories import PASSWORD, MadeBrand, login, make_account, make_brand, make_seller
from tests.support.publishing import let_pass

SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_2 like Mac OS X) AppleWebKit/605.1.15 Version/17.2 Safari/604.1"
)
COAT: dict[str, Any] = {
    "code": "COAT",
    "name": "羊毛大衣",
    "translations": {"en": {"name": "Wool coat"}},
    "skus": [
        {
            "code": "COAT-S",
            "size": "S",
            "price": {"list_price": 10000, "retail_floor": 8000, "retail_ceiling": 12000},
        },
        {"code": "COAT-M", "size": "M", "price": {"list_price": 10000}},
    ],
}
TIERS = {
    "basis": "list",
    "window": {"rolling_days": 365},
    "mode": "all_units",
    "tiers": [{"name": "start", "threshold": 0, "price_rate": "0.60"}],
}


async def ok(answer: httpx.Response, status: int = 200) -> Any:
    assert answer.status_code == status, answer.text
    return answer.json() if answer.content else None


@pytest.fixture
async def brand(client: httpx.AsyncClient) -> MadeBrand:
    """The client is the brand's operator."""
    made = await make_brand()
    await login(client, await make_account(made, "operator"))
    return made


async def as_seller(client: httpx.AsyncClient, brand: MadeBrand, kind: str = "reseller") -> UUID:
    seller = await make_seller(brand, kind, display_name="Rui")
    await login(client, seller)
    return seller.seller_id


async def open_shop(client: httpx.AsyncClient, brand: MadeBrand) -> str:
    """A published store with a coat in it; its link's code. The client is its seller afterwards."""
    made = await ok(await client.post("/api/brand/products", json=COAT), 201)
    await as_seller(client, brand)
    await ok(await client.post("/api/seller/store", json={"name": "Rui's", "slug": "rui"}), 201)
    picks = {"items": [{"product_id": made["product_id"], "note": "warm"}]}
    await ok(await client.put("/api/seller/store/items", json=picks), 204)
    await ok(await client.post("/api/seller/store/publication"), 204)
    wish = {"channel": "wechat", "target": {"kind": "product", "ref": "COAT"}, "campaign": "spring"}
    link = await ok(await client.post("/api/seller/links", json=wish), 201)
    return str(link["code"])


async def test_a_catalogue_is_written_listed_and_priced(client: httpx.AsyncClient, brand: MadeBrand) -> None:
    made = await ok(await client.post("/api/brand/products", json=COAT), 201)
    twice = await client.post("/api/brand/products", json=COAT)
    assert (twice.status_code, twice.json()["code"]) == (409, "code_taken")
    (row,) = (await ok(await client.get("/api/brand/products?q=大衣&count=true")))["rows"]
    assert (row["code"], row["skus"], row["lowest_price"], row["free"]) == ("COAT", 2, 10000, 0)
    small = made["skus"]["COAT-S"]
    await ok(await client.patch(f"/api/brand/skus/{small}", json={"colour": "red"}), 204)
    lines = [{"sku_id": small, "price": {"list_price": 9000}}]
    changed = await ok(await client.post("/api/brand/prices", json={"lines": lines}), 201)
    assert changed["changed"] == [small]
    history = await ok(await client.get(f"/api/brand/skus/{small}/prices"))
    assert [version["list_price"] for version in history] == [9000, 10000]
    detail = await ok(await client.get(f"/api/brand/products/{made['product_id']}"))
    assert [(sku["code"], sku["colour"], sku["list_price"]) for sku in detail["skus"]] == [
        ("COAT-M", "", 10000),
        ("COAT-S", "red", 9000),
    ]
    cheap = await ok(await client.get("/api/brand/skus?list_price.to=9500&sort=-list_price"))
    assert [sku["code"] for sku in cheap["rows"]] == ["COAT-S"]
    bulk = {"items": [{"code": "HAT", "name": "Hat", "skus": [{"code": "HAT", "price": {"list_price": 5}}]}]}
    assert (await ok(await client.post("/api/brand/products/bulk", json=bulk)))["repriced"] == ["HAT"]
    assert (await ok(await client.post("/api/brand/products/bulk", json=bulk)))["repriced"] == []
    await ok(
        await client.patch(f"/api/brand/products/{made['product_id']}", json={"status": "archived"}), 204
    )
    left = await ok(await client.get("/api/brand/products?status=active"))
    assert [product["code"] for product in left["rows"]] == ["HAT"]


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({**COAT, "images": [{"url": "javascript:alert(1)"}]}, "images[0].url"),
        ({**COAT, "images": [{"url": "//evil.example/x.png"}]}, "images[0].url"),
        ({**COAT, "skus": [{"code": "X", "price": {"list_price": "5"}}]}, "skus[0].price.list_price"),
        ({**COAT, "skus": [{"code": "X", "price": {"list_price": -5}}]}, "skus[0].price.list_price"),
        ({**COAT, "owner": "me"}, "owner"),
    ],
)
async def test_bad_products_are_refused_by_field(
    client: httpx.AsyncClient, brand: MadeBrand, body: dict[str, Any], path: str
) -> None:
    answer = await client.post("/api/brand/products", json=body)
    assert answer.status_code == 422
    assert [fault["path"] for fault in answer.json()["errors"]] == [path]


async def test_goods_arrive_once_and_a_count_puts_them_right(
    client: httpx.AsyncClient, brand: MadeBrand
) -> None:
    sku = (await ok(await client.post("/api/brand/products", json=COAT), 201))["skus"]["COAT-S"]
    place = await ok(await client.post("/api/brand/locations", json={"code": "main", "name": "Main"}), 201)
    receipt = {"location_id": place["location_id"], "lines": [{"sku_id": sku, "qty": 5}]}
    keyless = await client.post("/api/brand/stock-receipts", json=receipt)
    assert (keyless.status_code, keyless.json()["errors"][0]["path"]) == (422, "Idempotency-Key")
    for _ in range(2):
        answer = await client.post(
            "/api/brand/stock-receipts", json=receipt, headers={"Idempotency-Key": "a"}
        )
        assert (await ok(answer, 201))["levels"] == [{"sku_id": sku, "on_hand": 5}]
    other = {**receipt, "lines": [{"sku_id": sku, "qty": 6}]}
    reused = await client.post("/api/brand/stock-receipts", json=other, headers={"Idempotency-Key": "a"})
    assert (reused.status_code, reused.json()["code"]) == (409, "idempotency_key_reused")
    count = {"location_id": place["location_id"], "lines": [{"sku_id": sku, "counted": 3}], "note": "torn"}
    counted = await client.post("/api/brand/stock-counts", json=count, headers={"Idempotency-Key": "b"})
    assert (await ok(counted, 201))["changed"] == [{"sku_id": sku, "before": 5, "on_hand": 3}]
    (level,) = (await ok(await client.get("/api/brand/stock-levels?free.to=4")))["rows"]
    assert (level["sku_code"], level["on_hand"], level["reserved"], level["free"]) == ("COAT-S", 3, 0, 3)
    moves = (await ok(await client.get(f"/api/brand/stock-movements?sku_id={sku}&sort=at")))["rows"]
    assert [(move["qty"], move["reason"]) for move in moves] == [(5, "received"), (-2, "adjusted")]
    (hall,) = await ok(await client.get("/api/brand/locations"))
    assert (hall["code"], hall["skus"], hall["on_hand"]) == ("main", 1, 3)


async def test_rules_are_published_by_admins_listed_and_compared(client: httpx.AsyncClient) -> None:
    brand = await make_brand()
    await login(client, await make_account(brand, "operator"))
    address = "/api/brand/policies/tier_schedule"
    assert (await client.post(address, json={"body": TIERS})).status_code == 403
    await login(client, await make_account(brand, "admin", display_name="Ann"))
    bad = {**TIERS, "tiers": [{"name": "start", "threshold": 5, "price_rate": "1.5"}]}
    refused = await client.post(address, json={"body": bad})
    assert refused.status_code == 422
    assert {fault["path"] for fault in refused.json()["errors"]} == {
        "body.tiers[0].threshold",
        "body.tiers[0].price_rate",
    }
    in_chinese = await client.post(address, json={"body": bad}, headers={"Accept-Language": "zh"})
    assert {fault["path"]: fault["message"] for fault in in_chinese.json()["errors"]} == {
        "body.tiers[0].threshold": "第一个等级须为 0",
        "body.tiers[0].price_rate": "须大于 0 且不大于 1",
    }
    unknown = await client.post(address, json={"body": TIERS})
    assert (unknown.status_code, unknown.json()["code"]) == (409, "plan_needs_data")
    await let_pass(brand.scope, TIER_SCHEDULE, TIERS)
    first = await ok(await client.post(address, json={"body": TIERS, "note": "opening"}), 201)
    second = await ok(
        await client.post(
            address,
            json={"body": {**TIERS, "mode": "graduated"}, "effective_from": "2100-01-01T00:00:00+08:00"},
        ),
        201,
    )
    naive = {"body": {**TIERS, "mode": "graduated"}, "effective_from": "2101-01-01T00:00:00"}
    assert (await client.post(address, json=naive)).json()["errors"][0]["path"] == "effective_from"
    past = {"body": {**TIERS, "basis": "paid"}, "effective_from": "2020-01-01T00:00:00Z"}
    assert (await client.post(address, json=past)).json()["errors"][0]["path"] == "effective_from"
    versions = await ok(await client.get(address))
    assert [(row["version"], row["state"], row["created_by_name"]) for row in versions] == [
        (2, "scheduled", "Ann"),
        (1, "in_force", "Ann"),
    ]
    shown = await ok(await client.get(f"{address}/{first['policy_id']}"))
    assert (shown["body"]["currency"], shown["note"]) == ("CNY", "opening")
    diff = await ok(await client.get(f"{address}/{second['policy_id']}/changes-since/{first['policy_id']}"))
    assert diff["changes"] == [{"path": "mode", "before": "all_units", "after": "graduated", "absent": None}]
    assert (await client.get("/api/brand/policies/horoscope")).status_code == 404


async def test_a_store_is_opened_furnished_and_seen_by_shoppers(
    client: httpx.AsyncClient, brand: MadeBrand
) -> None:
    await open_shop(client, brand)
    skus = (await ok(await client.get("/api/seller/catalogue/skus")))["rows"]
    small = next(sku for sku in skus if sku["code"] == "COAT-S")
    assert (small["retail_floor"], small["retail_ceiling"]) == (8000, 12000)
    price = {"prices": [{"sku_id": small["sku_id"], "retail_price": 12001}]}
    refused = await client.post("/api/seller/store/prices", json=price)
    assert refused.json()["errors"][0]["path"] == "prices[0].retail_price"
    price["prices"][0]["retail_price"] = 11000
    await ok(await client.post("/api/seller/store/prices", json=price), 204)
    client.cookies.clear()
    shown = await ok(await client.get(f"{brand.public}/stores/rui", headers={"Accept-Language": "en"}))
    assert (shown["store"]["name"], shown["store"]["seller_name"]) == ("Rui's", "Rui")
    (item,) = shown["items"]
    assert (item["name"], item["note"]) == ("Wool coat", "warm")
    assert [(sku["size"], sku["retail_price"]) for sku in item["skus"]] == [("M", 10000), ("S", 11000)]
    product = await ok(await client.get(f"{brand.public}/stores/rui/products/COAT"))
    assert product["product"]["name"] == "羊毛大衣"
    assert (await client.get(f"{brand.public}/stores/nobody")).status_code == 404


async def test_a_link_leads_a_person_to_the_product_and_counts_them_once(
    client: httpx.AsyncClient, brand: MadeBrand
) -> None:
    code = await open_shop(client, brand)
    sellers = dict(client.cookies)
    client.cookies.clear()
    client.headers["User-Agent"] = SAFARI
    first = await client.get(f"/l/{code}")
    assert first.status_code == 302
    address = urlsplit(first.headers["location"])
    assert address.path == f"/s/{brand.slug}/rui/products/COAT"
    query = parse_qs(address.query)
    assert first.headers["cache-control"] == "no-store"
    cookie = first.headers["set-cookie"]
    assert cookie.startswith(f"storelet_visitor_{brand.slug}={query['v'][0]};")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    again = await client.get(f"/l/{code}?via=qr")
    assert parse_qs(urlsplit(again.headers["location"]).query)["v"] == query["v"]
    robot = await client.get(f"/l/{code}", headers={"User-Agent": "curl/8.5.0", "Cookie": ""})
    assert (robot.status_code, urlsplit(robot.headers["location"]).query) == (302, f"l={code}")
    # A chat that fetches a preview is shown the card (tests/api/test_share_cards.py) and is nobody.
    preview = await client.get(f"/l/{code}", headers={"User-Agent": "Twitterbot/1.0", "Cookie": ""})
    assert (preview.status_code, "set-cookie" in preview.headers) == (200, False)
    assert "set-cookie" not in robot.headers
    peek = await client.head(f"/l/{code}")
    assert (peek.status_code, peek.content) == (302, b"")
    unknown = await client.get("/l/nothere")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown_link")
    client.cookies.update(sellers)
    (row,) = (await ok(await client.get("/api/seller/links?channel=wechat")))["rows"]
    assert (row["clicks"], row["people"], row["target_ref"]) == (2, 1, "COAT")
    kinds = await transact(
        brand.scope,
        lambda tx: tx.fetch("SELECT kind FROM touches WHERE brand_id = $1 ORDER BY kind", tx.brand_id),
    )
    assert [kind["kind"] for kind in kinds] == ["bot", "click", "preview", "preview", "scan"]


async def test_an_edited_link_keeps_its_history_and_a_paused_one_leads_to_the_store(
    client: httpx.AsyncClient, brand: MadeBrand
) -> None:
    code = await open_shop(client, brand)
    (row,) = (await ok(await client.get("/api/seller/links")))["rows"]
    address = f"/api/seller/links/{row['link_id']}"
    evil = {"target": {"kind": "page", "ref": "//evil.example"}}
    assert (await client.patch(address, json=evil)).json()["errors"][0]["path"] == "target.ref"
    await ok(await client.patch(address, json={"target": {"kind": "store"}}), 204)
    detail = await ok(await client.get(address))
    assert [change["target_kind"] for change in detail["history"]] == ["product", "store"]
    await ok(await client.post(f"{address}/pause"), 204)
    opened = await client.get(f"/l/{code}", headers={"User-Agent": SAFARI})
    assert opened.headers["location"] == f"/s/{brand.slug}/rui"
    await ok(await client.post(f"{address}/resumption"), 204)
    counted = await client.get(f"/l/{code}", headers={"User-Agent": SAFARI})
    assert "?v=" in counted.headers["location"]


async def test_a_log_in_makes_the_visitor_the_accounts_customer(
    client: httpx.AsyncClient, brand: MadeBrand
) -> None:
    code = await open_shop(client, brand)
    shopper = await make_account(brand)
    client.cookies.clear()
    opened = await client.get(f"/l/{code}", headers={"User-Agent": SAFARI})
    visitor = UUID(parse_qs(urlsplit(opened.headers["location"]).query)["v"][0])
    await ok(await client.post(f"{brand.public}/stores/rui/followers"), 201)
    for _ in range(2):
        body = {"login": shopper.phone, "password": PASSWORD}
        client.headers["X-CSRF-Token"] = (
            await ok(await client.post(f"{brand.public}/session", json=body), 201)
        )["csrf_token"]
    await ok(await client.post(f"{brand.public}/stores/rui/followers"), 201)
    await login(client, await make_account(brand, "operator"))
    (merge,) = (await ok(await client.get(f"/api/brand/identifications?visitor_id={visitor}")))["rows"]
    assert (merge["via"], merge["undone_at"]) == ("login", None)
    bindings = await transact(
        brand.scope,
        lambda tx: tx.fetch(
            "SELECT visitor_id, customer_id FROM bindings WHERE brand_id = $1 ORDER BY at", tx.brand_id
        ),
    )
    assert [tuple(row) for row in bindings] == [(visitor, None), (None, UUID(merge["customer_id"]))]
    undo = f"/api/brand/identifications/{merge['identification_id']}/undoing"
    await ok(await client.post(undo, json={"reason": "shared tablet"}), 204)
    (undone,) = (await ok(await client.get("/api/brand/identifications")))["rows"]
    assert undone["undone_at"] is not None


async def test_the_brand_makes_links_and_coupons_for_its_sellers(
    client: httpx.AsyncClient, brand: MadeBrand
) -> None:
    operators = dict(client.cookies), client.headers["X-CSRF-Token"]
    await open_shop(client, brand)
    client.cookies.update(operators[0])
    client.headers["X-CSRF-Token"] = operators[1]
    (store,) = (await ok(await client.get("/api/brand/stores?status=published")))["rows"]
    assert (store["slug"], store["items"], store["seller_name"]) == ("rui", 1, "Rui")
    wish = {"seller_id": store["seller_id"], "channel": "poster"}
    made = await ok(await client.post("/api/brand/links", json={"links": [wish] * 3}), 201)
    assert len({link["code"] for link in made["links"]}) == 3
    links = await ok(await client.get(f"/api/brand/links?seller_id={store['seller_id']}&count=true&limit=1"))
    assert (links["total"], len(links["rows"])) == (4, 1)
    coupon = {
        "seller_id": store["seller_id"],
        "channel": "fair",
        "kind": "rate",
        "rate_off": "0.10",
        "code": "fair10",
    }
    ids = await ok(await client.post("/api/brand/coupons", json=coupon), 201)
    await ok(await client.post(f"/api/brand/coupons/{ids['coupon_id']}/end"), 204)
    (row,) = (await ok(await client.get("/api/brand/coupons?q=FAIR")))["rows"]
    assert (row["code"], row["rate_off"], row["used"]) == ("FAIR10", "0.1", 0)
    assert row["valid_until"] is not None
    await ok(await client.post(f"/api/brand/stores/{store['store_id']}/pause"), 204)
    closed = await client.get(f"{brand.public}/stores/rui")
    assert (closed.status_code, closed.json()["code"]) == (404, "store_closed")
    detail = await ok(await client.get(f"/api/brand/stores/{store['store_id']}"))
    assert [change["status"] for change in detail["history"]] == ["draft", "published", "paused"]
