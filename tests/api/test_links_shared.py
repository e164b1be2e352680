"""Links as they are shared, over HTTP: preview crawlers, carts, hosts of a brand's own, spreadsheets, QR codes and
posters."""

import io
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from PIL import Image

from infra.settings import Settings
from services.sharing import link_domains
from tests.api.test_shop import SAFARI, brand, ok, open_shop
from tests.factories import MadeBrand, login, make_account, make_brand
from tests.support.world import rows

__all__ = ["brand"]

# What the previewers of chats and networks call themselves, as their own pages and server logs have it.
PREVIEWERS = {
    "WeChat": "Mozilla/5.0 (iPhone; CPU iPhone OS 16_0 like Mac OS X) AppleWebKit/605.1.15 WeChatShareExtension/8.0.40",
    "WhatsApp": "WhatsApp/2.23.20.0 A",
    "Facebook": "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "X": "Twitterbot/1.0",
    "Telegram": "TelegramBot (like TwitterBot)",
    "Slack": "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "LinkedIn": "LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)",
    "Discord": "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)",
    "iMessage": "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_1) AppleWebKit/601.2.4 (KHTML, like Gecko)"
    " Version/9.0.1 Safari/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0",
    "Pinterest": "Mozilla/5.0 (compatible; Pinterestbot/1.0; +http://www.pinterest.com/bot.html)",
    "Google": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "LINE": "facebookexternalhit/1.1;line-poker/1.0",
}


def led_to(answer: httpx.Response) -> dict[str, list[str]]:
    assert answer.status_code == 302, answer.text
    return parse_qs(urlsplit(answer.headers["location"]).query)


@pytest.mark.parametrize("agent", PREVIEWERS.values(), ids=list(PREVIEWERS))
async def test_a_previewer_sees_the_card_is_logged_and_counted_as_nobody(
    client: httpx.AsyncClient, brand: MadeBrand, agent: str
) -> None:
    code = await open_shop(client, brand)
    client.cookies.clear()
    answer = await client.get(f"/l/{code}", headers={"User-Agent": agent})
    assert "set-cookie" not in answer.headers
    ((kind,),) = await rows(brand.scope, "SELECT kind FROM touches WHERE brand_id = $1")
    if kind == "preview":
        assert answer.status_code == 200
        assert 'property="og:title"' in answer.text
    else:
        # A search engine goes on to the page; the link is named there, nobody is.
        assert (kind, led_to(answer)) == ("bot", {"l": [code]})
    assert await rows(brand.scope, "SELECT id FROM visitors WHERE brand_id = $1") == []


@pytest.mark.parametrize(
    "query",
    [
        "?url=https://evil.example",
        "?next=//evil.example",
        "?to=%2F%2Fevil.example",
        "?v=//evil",
        "?l=..//evil",
    ],
)
async def test_nothing_in_an_address_leads_elsewhere(
    client: httpx.AsyncClient, brand: MadeBrand, query: str
) -> None:
    code = await open_shop(client, brand)
    for host in ("127.0.0.1:8000", "127.0.0.1:8000@evil.example"):
        answer = await client.get(f"/l/{code}{query}", headers={"Host": host, "User-Agent": SAFARI})
        if answer.status_code == 302:
            assert answer.headers["location"].startswith(f"/s/{brand.slug}/rui/products/COAT?v=")
            assert "evil" not in answer.headers["location"]
        else:
            assert answer.status_code == 421
    for target in ({"kind": "page", "ref": "https://evil.example"}, {"kind": "url", "ref": "x"}):
        wish = {"channel": "wechat", "target": target}
        assert (await client.post("/api/seller/links", json=wish)).status_code == 422
    assert (await client.post(f"/l/{code}")).status_code == 405
    assert (await client.get("/l/..%2f..%2fetc")).status_code == 404


async def test_links_carry_a_cart_and_an_edit_keeps_the_history_of_both(
    client: httpx.AsyncClient, brand: MadeBrand
) -> None:
    await open_shop(client, brand)
    cart = [{"sku": "COAT-S", "qty": 2}, {"sku": "COAT-M", "qty": 1}]
    made = await ok(await client.post("/api/seller/links", json={"channel": "wechat", "cart": cart}), 201)
    query = led_to(await client.get(f"/l/{made['code']}", headers={"User-Agent": SAFARI}))
    assert query["cart"] == ["COAT-S:2", "COAT-M:1"]
    address = f"/api/seller/links/{made['link_id']}"
    bad = [{"sku": "NONE", "qty": 1}, {"sku": "COAT-S", "qty": 1}, {"sku": "COAT-S", "qty": 1}]
    refused = (await client.patch(address, json={"cart": bad})).json()
    assert [fault["path"] for fault in refused["errors"]] == ["cart[0].sku", "cart[2].sku"]
    await ok(await client.patch(address, json={"cart": cart[:1]}), 204)
    query = led_to(await client.get(f"/l/{made['code']}", headers={"User-Agent": SAFARI}))
    assert query["cart"] == ["COAT-S:2"]
    detail = await ok(await client.get(address))
    assert [change["cart"] for change in detail["history"]] == [cart, cart[:1]]


async def test_a_paused_link_counts_nobody_at_once(client: httpx.AsyncClient, brand: MadeBrand) -> None:
    code = await open_shop(client, brand)
    (row,) = (await ok(await client.get("/api/seller/links")))["rows"]
    await client.get(f"/l/{code}", headers={"User-Agent": SAFARI})
    for verb, counted in (("pause", 1), ("resumption", 2), ("pause", 2)):
        await ok(await client.post(f"/api/seller/links/{row['link_id']}/{verb}"), 204)
        opened = await client.get(f"/l/{code}", headers={"User-Agent": SAFARI})
        assert opened.status_code == 302
        assert await rows(brand.scope, "SELECT count(*) FROM touches WHERE brand_id = $1") == [(counted,)]


async def test_a_brands_own_host_opens_its_links_and_nothing_else(
    client: httpx.AsyncClient, brand: MadeBrand, monkeypatch: pytest.MonkeyPatch, database: Settings
) -> None:
    code = await open_shop(client, brand)
    await login(client, await make_account(brand, "admin"))
    host = f"go.{brand.slug}.example"
    claimed = await ok(await client.post("/api/brand/link-hosts", json={"host": host}), 201)
    assert (claimed["record"], claimed["verified_at"]) == (f"_storelet.{host}", None)
    asked = {"Host": host, "User-Agent": SAFARI}
    assert (await client.get(f"/{code}", headers=asked)).status_code == 421
    said: dict[str, list[str]] = {}

    async def records(name: str) -> list[str]:
        return said.get(name, [])

    monkeypatch.setattr(link_domains, "txt_records", records)
    address = f"/api/brand/link-hosts/{claimed['host_id']}/verification"
    assert (await client.post(address)).json()["code"] == "host_not_proved"
    said[claimed["record"]] = ["v=spf1 -all", claimed["proof"]]
    assert (await ok(await client.post(address)))["verified_at"] is not None
    for path in (f"/{code}", f"/l/{code}"):
        opened = await client.get(path, headers=asked)
        # The pages are the site's own: an address of ours, whatever the host was called.
        assert opened.headers["location"].startswith(
            f"{database.public_url}/s/{brand.slug}/rui/products/COAT?v="
        )
    for path in ("/", "/schema", "/api/brand/links", "/healthz2"):
        assert (await client.get(path, headers=asked)).status_code == 404
    other = await make_brand()
    await login(client, await make_account(other, "admin"))
    theirs = await ok(await client.post("/api/brand/link-hosts", json={"host": host}), 201)
    said[theirs["record"]] = [theirs["proof"]]
    taken = await client.post(f"/api/brand/link-hosts/{theirs['host_id']}/verification")
    assert (taken.status_code, taken.json()["code"]) == (409, "host_taken")
    await login(client, await make_account(brand, "admin"))
    await ok(await client.delete(f"/api/brand/link-hosts/{claimed['host_id']}"), 204)
    assert (await client.get(f"/{code}", headers=asked)).status_code == 421


async def test_another_brands_link_is_not_there_on_a_brands_host(
    client: httpx.AsyncClient, brand: MadeBrand
) -> None:
    code = await open_shop(client, brand)
    other = await make_brand()
    host = f"go.{other.slug}.example"
    await link_domains.add_host(other.scope, link_domains.AddHost(host))
    (claimed,) = await link_domains.list_hosts(other.scope)

    async def records(name: str) -> list[str]:
        return [claimed.proof]

    await link_domains.verify_host(other.scope, claimed.host_id, texts=records)
    answer = await client.get(f"/{code}", headers={"Host": host, "User-Agent": SAFARI})
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_link")


async def test_links_come_from_a_spreadsheet_all_or_none(client: httpx.AsyncClient, brand: MadeBrand) -> None:
    await open_shop(client, brand)
    ((seller,),) = await rows(brand.scope, "SELECT code FROM sellers WHERE brand_id = $1")
    await login(client, await make_account(brand, "operator"))
    head = "seller,channel,target_kind,target_ref,campaign\r\n"
    bad = head + f"{seller},poster,product,NONE,spring\r\nnobody,poster,,,\r\n"
    refused = (await client.post("/api/brand/links/csv", json={"csv": bad})).json()
    assert [fault["path"] for fault in refused["errors"]] == ["csv line 3"]
    bad = head + f"{seller},poster,,,\r\n{seller},poster,product,NONE,spring\r\n"
    refused = (await client.post("/api/brand/links/csv", json={"csv": bad})).json()
    assert [fault["path"] for fault in refused["errors"]] == ["csv line 3.target.ref"]
    good = head + "".join(f"{seller},poster,product,COAT,spring {n}\r\n" for n in range(3))
    made = await ok(await client.post("/api/brand/links/csv", json={"csv": good}), 201)
    assert len({link["code"] for link in made["links"]}) == 3
    listed = await client.get("/api/brand/exports/links")
    assert all(link["code"] in listed.text for link in made["links"])


async def test_a_link_is_a_qr_code_and_a_poster_by_the_brands_template(
    client: httpx.AsyncClient, brand: MadeBrand
) -> None:
    await open_shop(client, brand)
    (row,) = (await ok(await client.get("/api/seller/links")))["rows"]
    address = f"/api/seller/links/{row['link_id']}"
    svg = await client.get(f"{address}/qr")
    assert (svg.headers["content-type"], svg.text[:4]) == ("image/svg+xml", "<svg")
    png = await client.get(f"{address}/qr?format=png&pixels=300")
    assert Image.open(io.BytesIO(png.content)).format == "PNG"
    assert 200 < Image.open(io.BytesIO(png.content)).width <= 300
    assert (await client.get(f"{address}/qr?format=gif")).json()["errors"][0]["path"] == "format"
    plain = (await client.get(f"{address}/poster")).content
    assert Image.open(io.BytesIO(plain)).size == (750, 1200)
    await login(client, await make_account(brand, "operator"))
    template = {"layout": "card", "colours": {"paper": "#102030", "ink": "#ffffff", "accent": "#ffcc00"}}
    preview = await client.post(
        "/api/brand/poster-previews", json={"link_id": row["link_id"], "template": template}
    )
    assert Image.open(io.BytesIO(preview.content)).size == (1000, 600)
    wish = {"name": "night", "template": template, "usual": True}
    made = await ok(await client.post("/api/brand/poster-templates", json=wish), 201)
    shown = await client.get(f"/api/brand/links/{row['link_id']}/poster")
    assert shown.content == preview.content
    assert len(shown.content) < 150_000
    unreadable = {"name": "x", "template": {"colours": {"paper": "#ffffff", "ink": "#fefefe"}}}
    refused = await client.post("/api/brand/poster-templates", json=unreadable)
    assert refused.json()["errors"][0]["path"] == "template.colours.ink"
    logo = {"name": "x", "template": {"logo": row["link_id"]}}
    assert (await client.post("/api/brand/poster-templates", json=logo)).status_code == 422
    again = {"name": "day", "template": {}, "usual": True}
    await ok(await client.post("/api/brand/poster-templates", json=again), 201)
    listed = await ok(await client.get("/api/brand/poster-templates"))
    assert [(each["name"], each["usual"]) for each in listed] == [("day", True), ("night", False)]
    await ok(await client.delete(f"/api/brand/poster-templates/{made['template_id']}"), 204)
    assert len(await ok(await client.get("/api/brand/poster-templates"))) == 1
