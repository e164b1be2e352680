"""Share cards over HTTP: who shares decides what the card says; a kit is drafted, previewed, published; marks stay."""

import re
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from infra.database import transact
from infra.ids import new_id
from tests.api.share_kit import KIT, put_live
from tests.api.test_shop import SAFARI, brand, ok, open_shop
from tests.factories import MadeBrand, login, make_account, make_brand, make_seller
from tests.services.sharing.test_kind_of_opening import PREVIEWS

__all__ = ["brand"]

WECHAT_PREVIEW = "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)"


async def card_of(client: httpx.AsyncClient, code: str, language: str = "en") -> dict[str, str]:
    """The card's tags as a chat's preview reads them: without a cookie, without following anything."""
    answer = await client.get(
        f"/l/{code}?lang={language}", headers={"User-Agent": WECHAT_PREVIEW, "Cookie": ""}
    )
    assert answer.status_code == 200, answer.text
    assert "<script" not in answer.text
    return dict(re.findall(r'<meta (?:name|property|itemprop)="([^"]+)" content="([^"]*)">', answer.text))


async def share(client: httpx.AsyncClient, brand: MadeBrand, name: str) -> Any:
    wish = {"target": {"kind": "product", "ref": "COAT"}, "name": name}
    return await ok(await client.post(f"{brand.public}/stores/rui/shares", json=wish), 201)


async def a_customer(client: httpx.AsyncClient, brand: MadeBrand, orders: int) -> None:
    """Logged in as an account whose customer has so many paid orders."""
    account = await make_account(brand)
    await login(client, account)

    async def work(tx: Any) -> None:
        customer_id = new_id()
        await tx.execute(
            "INSERT INTO customers (brand_id, id, account_id, name, created_at) VALUES ($1, $2, $3, 'Wang', $4)",
            tx.brand_id,
            customer_id,
            account.account_id,
            tx.now,
        )
        for _ in range(orders):
            await tx.execute(
                "INSERT INTO retail_orders (brand_id, id, code, store_id, customer_id, state, currency, goods_total,"
                " total, placed_at, expires_at, paid_at) SELECT $1, $2, $3, t.id, $4, 'paid', 'CNY', 1, 1, $5, $5,"
                " $5::timestamptz - interval '3 years 2 months' FROM stores AS t WHERE t.brand_id = $1 LIMIT 1",
                tx.brand_id,
                new_id(),
                str(new_id()),
                customer_id,
                tx.now,
            )

    await transact(brand.scope, work)


async def test_the_same_page_shared_by_different_people_reads_differently(
    client: httpx.AsyncClient, brand: MadeBrand
) -> None:
    code = await open_shop(client, brand)
    await put_live(client, brand, KIT)
    await a_customer(client, brand, 3)
    loyal = await share(client, brand, "Wang")
    await a_customer(client, brand, 1)
    first = await share(client, brand, "Lin")
    titles = {
        "reseller": (await card_of(client, code))["og:title"],
        "loyal": (await card_of(client, loyal["code"]))["og:title"],
        "first": (await card_of(client, first["code"]))["og:title"],
    }
    assert titles == {
        "reseller": "[Ad, I earn a commission] Rui recommends Wool coat",
        "loyal": "[Ad, the store&#39;s seller earns a commission] Wang bought 3 times at Rui&#39;s",
        "first": "[Ad, the store&#39;s seller earns a commission] I just bought Wool coat",
    }
    assert (await card_of(client, code, "zh"))["og:title"] == "【广告】Rui推荐：羊毛大衣"
    assert (await card_of(client, loyal["code"], "zh"))["og:title"] == "【广告】Wang在Rui&#39;s买了3次"


async def test_a_card_has_the_tags_that_chats_read(client: httpx.AsyncClient, brand: MadeBrand) -> None:
    code = await open_shop(client, brand)
    await put_live(client, brand, KIT)
    tags = await card_of(client, code)
    assert tags["og:url"].endswith(f"/l/{code}")
    assert tags["og:description"] == tags["description"] == tags["twitter:description"] == "warm"
    assert tags["og:title"] == tags["twitter:title"] == tags["name"]
    assert (tags["og:type"], tags["og:locale"], tags["twitter:card"]) == ("website", "en_GB", "summary")


@pytest.mark.parametrize("agent", list(PREVIEWS.values()), ids=list(PREVIEWS))
async def test_previewers_are_shown_the_card_and_count_as_nobody(
    client: httpx.AsyncClient, brand: MadeBrand, agent: str
) -> None:
    code = await open_shop(client, brand)
    answer = await client.get(f"/l/{code}", headers={"User-Agent": agent, "Cookie": ""})
    assert answer.status_code == 200
    assert '<meta property="og:title" content="【广告】羊毛大衣">' in answer.text
    assert "set-cookie" not in answer.headers
    (link,) = (await ok(await client.get("/api/seller/links")))["rows"]
    assert (link["clicks"], link["people"]) == (0, 0)


async def test_refused_words_of_others_are_not_passed_on(client: httpx.AsyncClient, brand: MadeBrand) -> None:
    code = await open_shop(client, brand)
    kit = {
        "cards": [
            {"id": "a", "when": {}, "variants": [{"id": "b", "title": {"zh": "{product}：{product_words}"}}]},
            {"id": "c", "when": {}, "variants": [{"id": "d", "title": {"zh": "{product}"}}]},
        ]
    }
    await put_live(client, brand, kit)
    (product,) = (await ok(await client.get("/api/brand/products")))["rows"]
    for words, title in (("双面羊毛。", "羊毛大衣：双面羊毛。"), ("穿了能治愈关节炎。", "羊毛大衣")):
        change = {"description": words}
        await ok(await client.patch(f"/api/brand/products/{product['product_id']}", json=change), 204)
        assert (await card_of(client, code, "zh"))["og:title"] == f"【广告】{title}"


async def test_the_page_a_person_lands_on_carries_the_same_card_and_mark(
    client: httpx.AsyncClient, brand: MadeBrand
) -> None:
    code = await open_shop(client, brand)
    await put_live(client, brand, KIT)
    opened = await client.get(f"/l/{code}", headers={"User-Agent": SAFARI, "Cookie": ""})
    page = (await client.get(opened.headers["location"], headers={"Accept-Language": "en"})).text
    assert '<meta property="og:title" content="[Ad, I earn a commission] Rui recommends Wool coat">' in page
    assert '<span class="mark">Ad, I earn a commission</span>' in page
    assert f"/l/{code}" in page


async def test_words_are_escaped_and_places_are_filled_once(
    client: httpx.AsyncClient, brand: MadeBrand
) -> None:
    code = await open_shop(client, brand)
    evil = {
        "cards": [
            {
                "id": "a",
                "when": {},
                "variants": [{"id": "b", "title": {"en": '"><script>{{seller}}</script> {seller}'}}],
            }
        ]
    }
    await put_live(client, brand, evil)
    answer = await client.get(f"/l/{code}?lang=en", headers={"User-Agent": WECHAT_PREVIEW, "Cookie": ""})
    assert "<script" not in answer.text
    assert "&#34;&gt;&lt;script&gt;{seller}&lt;/script&gt; Rui" in answer.text


@pytest.mark.parametrize(
    ("change", "path", "words"),
    [
        ({"title": {"en": "{shoe_size}"}}, "body.cards[0].variants[0].title.en", "knows no {shoe_size}"),
        ({"title": {"zh": "{{x}} {"}}, "body.cards[0].variants[0].title.zh", "brace"),
        ({"title": {"en": "{a.b}"}}, "body.cards[0].variants[0].title.en", "brace"),
        ({"title": {"en": "{price!r}"}}, "body.cards[0].variants[0].title.en", "brace"),
        ({"title": {}}, "body.cards[0].variants[0].title", "nothing"),
        (
            {"title": {"en": "ok"}, "text": {"en": "It cures colds"}},
            "body.cards[0].variants[0].text.en",
            "cures",
        ),
        (
            {"title": {"en": "ok"}, "picture": {"source": "url"}},
            "body.cards[0].variants[0].picture.url",
            "source url",
        ),
    ],
)
async def test_a_bad_kit_is_refused_by_its_field(
    client: httpx.AsyncClient, brand: MadeBrand, change: dict[str, Any], path: str, words: str
) -> None:
    body = {"cards": [{"id": "a", "when": {}, "variants": [{"id": "b", **change}]}]}
    client.headers["Accept-Language"] = "en"
    answer = await client.post("/api/brand/share-kits", json={"body": body})
    assert answer.status_code == 422, answer.text
    (fault,) = answer.json()["errors"]
    assert fault["path"] == path
    assert words in fault["message"]


async def test_a_kit_goes_live_only_as_it_was_previewed_and_then_stays(
    client: httpx.AsyncClient, brand: MadeBrand
) -> None:
    made = await ok(await client.post("/api/brand/share-kits", json={"body": KIT, "note": "spring"}), 201)
    where = f"/api/brand/share-kits/{made['kit_id']}"
    blind = await client.post(f"{where}/publication")
    assert (blind.status_code, blind.json()["code"]) == (409, "share_kit_not_previewed")
    seen = await ok(await client.post(f"{where}/preview"))
    assert seen["unreached"] == []
    fewer = {**KIT, "landings": []}
    await ok(await client.put(where, json={"body": fewer}))
    changed = await client.post(f"{where}/publication")
    assert (changed.status_code, changed.json()["code"]) == (409, "share_kit_not_previewed")
    await ok(await client.post(f"{where}/preview"))
    live = await ok(await client.post(f"{where}/publication"))
    assert live["version"] == 1
    late = await client.put(where, json={"body": KIT})
    assert (late.status_code, late.json()["code"]) == (409, "share_kit_not_draft")
    assert (await client.delete(where)).status_code == 409
    second = await ok(await client.post("/api/brand/share-kits", json={"body": KIT}), 201)
    await ok(await client.delete(f"/api/brand/share-kits/{second['kit_id']}"), 204)
    third = await put_live(client, brand, KIT)
    rows = (await ok(await client.get("/api/brand/share-kits")))["rows"]
    assert [(row["version"], row["state"], row["previewed"]) for row in rows] == [
        (2, "live", True),
        (1, "retired", True),
    ]
    assert third["unreached"] == []


async def test_a_preview_shows_every_variant_with_every_sample_person(
    client: httpx.AsyncClient, brand: MadeBrand
) -> None:
    seen = await put_live(client, brand, KIT)
    variants = {(each["rule"], each["variant"]) for each in seen["cards"]}
    people = {each["person"] for each in seen["cards"]}
    assert len(variants) == 5
    assert {"staff", "reseller", "regular", "first-time", "guest", "for-gold"} <= people
    assert len(seen["cards"]) == len(variants) * len(people) * 2
    chosen = {
        (each["person"], each["rule"]): each["card"]["title"]
        for each in seen["cards"]
        if each["chosen"] and each["language"] == "en"
    }
    assert chosen[("staff", "staff")] == "Mei picked Wool coat for you"
    assert chosen[("regular", "loyal")] == "Wang bought 12 times at Rui's store"
    assert chosen[("for-gold", "gold")] == "Rui's store, gold store"
    assert all(each["card"]["mark"] for each in seen["cards"])
    openers = {each["opener"] for each in seen["landings"] if each["chosen"]}
    assert {"new", "returning", "search", "follower"} <= openers
    unreachable = {
        "cards": [
            {"id": "all", "when": {}, "variants": [{"id": "x", "title": {"en": "x"}}]},
            {"id": "never", "when": {}, "variants": [{"id": "y", "title": {"en": "y"}}]},
        ]
    }
    assert (await put_live(client, brand, unreachable))["unreached"] == ["card never/y"]


async def test_variants_share_the_links_of_a_rule_by_weight_and_a_link_keeps_its_own(
    client: httpx.AsyncClient, brand: MadeBrand
) -> None:
    await open_shop(client, brand)
    wish = {"channel": "wechat", "target": {"kind": "product", "ref": "COAT"}}
    links = [await ok(await client.post("/api/seller/links", json=wish), 201) for _ in range(40)]
    variants = [
        {"id": "a", "title": {"en": "A"}, "weight": 3},
        {"id": "b", "title": {"en": "B"}, "weight": 1},
    ]
    seller = dict(client.cookies)
    csrf = client.headers["X-CSRF-Token"]
    await put_live(client, brand, {"cards": [{"id": "r", "when": {}, "variants": variants}]})
    client.cookies = httpx.Cookies(seller)
    client.headers["X-CSRF-Token"] = csrf
    shown = [
        (await ok(await client.get(f"/api/seller/links/{link['link_id']}/card")))["variant"] for link in links
    ]
    again = [
        (await ok(await client.get(f"/api/seller/links/{link['link_id']}/card")))["variant"] for link in links
    ]
    assert shown == again
    assert 20 <= shown.count("a") <= 39
    assert shown.count("b") >= 1


async def test_a_shoppers_share_is_the_sellers_link_and_asked_again_the_same(
    client: httpx.AsyncClient, brand: MadeBrand
) -> None:
    code = await open_shop(client, brand)
    seller_links = (await ok(await client.get("/api/seller/links")))["rows"]
    client.cookies.clear()
    client.headers["User-Agent"] = SAFARI
    opened = await client.get(f"/l/{code}")
    await client.get(opened.headers["location"])
    made = await share(client, brand, "Ada")
    assert (await share(client, brand, "Ada"))["code"] == made["code"]
    assert made["card"]["mark"] == "广告"
    onward = await client.get(f"/l/{made['code']}", headers={"Cookie": ""})
    assert urlsplit(onward.headers["location"]).path == f"/s/{brand.slug}/rui/products/COAT"
    await login(client, await make_account(brand, "operator"))
    (row,) = (await ok(await client.get("/api/brand/customer-shares")))["rows"]
    assert (row["shown_name"], row["seller_name"], row["from_link"]) == ("Ada", "Rui", code)
    assert row["seller_id"] == seller_links[0]["seller_id"]
    (link,) = (await ok(await client.get("/api/brand/links?channel=customer_share")))["rows"]
    assert (link["clicks"], link["seller_name"]) == (1, "Rui")
    wild = await client.post(f"{brand.public}/stores/rui/shares", json={"name": "月入过万的我"})
    assert (wild.status_code, wild.json()["errors"][0]["path"]) == (422, "name")
    lost = {"target": {"kind": "product", "ref": "NONE"}}
    assert (await client.post(f"{brand.public}/stores/rui/shares", json=lost)).status_code == 422


async def test_the_mark_stands_where_the_law_asks_whatever_the_kit_says(client: httpx.AsyncClient) -> None:
    quiet = {
        "cards": [{"id": "a", "when": {}, "variants": [{"id": "b", "title": {"en": "{store}"}}]}],
        "disclosure": "where_asked",
    }
    marks = {}
    for country in ("CN", "US", "SG"):
        made = await make_brand(jurisdiction=country, locale="en")
        seen = await put_live(client, made, quiet)
        marks[country] = {each["card"]["mark"] for each in seen["cards"] if each["person"] == "reseller"}
    assert marks == {
        "CN": {"广告", "Ad, I earn a commission"},
        "US": {"广告", "Ad, I earn a commission"},
        "SG": {""},
    }


async def test_staff_and_tier_speak_on_their_own_cards(client: httpx.AsyncClient, brand: MadeBrand) -> None:
    await open_shop(client, brand)
    staff = await make_seller(brand, "staff", display_name="Mei", cohort="南京路店")
    await login(client, staff)
    await ok(await client.post("/api/seller/store", json={"name": "Mei", "slug": "mei"}), 201)
    await ok(await client.post("/api/seller/store/publication"), 204)
    wish = {"channel": "wechat", "target": {"kind": "product", "ref": "COAT"}}
    link = await ok(await client.post("/api/seller/links", json=wish), 201)
    await put_live(client, brand, KIT)
    assert (await card_of(client, link["code"], "zh"))["og:title"] == "【广告】Mei在南京路店为你挑了羊毛大衣"
    assert (await card_of(client, link["code"], "en"))["og:description"] == "See it"
