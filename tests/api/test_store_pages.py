"""A shared link opens on a page a person can read, in both languages, and the printed address is no dead end."""

import re

import httpx
import pytest

from infra.settings import Settings
from tests.api.test_shop import SAFARI, brand, open_shop
from tests.factories import PASSWORD, MadeBrand, login, make_account, make_brand, make_seller
from tests.support.world import make_store, value

__all__ = ["brand"]


async def test_a_shared_link_opens_the_product_in_the_store(
    client: httpx.AsyncClient, brand: MadeBrand
) -> None:
    code = await open_shop(client, brand)
    opened = await client.get(f"/l/{code}", headers={"User-Agent": SAFARI}, follow_redirects=False)
    page = await client.get(opened.headers["location"], headers={"Accept-Language": "en"})
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    assert page.headers["content-language"] == "en"
    for words in ("Rui&#39;s", "Wool coat", "CN¥100.00", "Sold out", "Shared by Rui", "warm"):
        assert words in page.text, words
    assert "<script>" not in page.text
    assert " style=" not in page.text
    assert re.findall(r"https?://(?!localhost|127)[^\"<]+", page.text.partition("</head>")[2]) == []


async def test_the_store_reads_chinese_first(client: httpx.AsyncClient, brand: MadeBrand) -> None:
    await open_shop(client, brand)
    page = await client.get(f"/s/{brand.slug}/rui")
    assert "羊毛大衣" in page.text
    assert "¥100.00" in page.text
    assert "分享人 Rui" in page.text


async def test_a_collection_shows_its_category_only(client: httpx.AsyncClient, brand: MadeBrand) -> None:
    await open_shop(client, brand)
    page = await client.get(f"/s/{brand.slug}/rui/collections/hats?lang=en")
    assert "Wool coat" not in page.text
    assert "Nothing here for now" in page.text


@pytest.mark.parametrize("path", ["/s/nobody/rui", "/s/nobody/rui/products/COAT"])
async def test_a_store_that_is_not_there_says_so(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(path)).status_code == 404


async def test_the_front_door_leads_on(client: httpx.AsyncClient) -> None:
    page = await client.get("/", headers={"Accept-Language": "en"})
    assert page.status_code == 200
    assert 'href="/schema"' in page.text
    assert 'href="/seller/"' in page.text
    assert (await client.get("/s/card.css")).headers["content-type"].startswith("text/css")


async def test_a_shopper_downloads_and_erases_their_data_without_javascript(
    client: httpx.AsyncClient, database: Settings
) -> None:
    brand = await make_brand(locale="en")
    seller = await make_seller(brand)
    store = await make_store(brand.scope, seller.seller_id)
    slug = await value(brand.scope, "SELECT slug FROM stores WHERE brand_id = $1 AND id = $2", store)
    await login(client, await make_account(brand, display_name="Zhuang"))
    address = f"/s/{brand.slug}/{slug}/account"
    page = await client.get(address)
    assert f'href="/api/public/{brand.slug}/account/data" download' in page.text
    assert (await client.get(f"/api/public/{brand.slug}/account/data")).status_code == 200
    form = {"csrf": client.headers["X-CSRF-Token"], "password": "not it at all"}
    wrong = await client.post(f"{address}/erasure", data=form)
    assert (wrong.status_code, "is not your password" in wrong.text) == (422, True)
    done = await client.post(f"{address}/erasure", data=form | {"password": PASSWORD})
    assert (done.status_code, done.headers["location"].partition("?")[0]) == (303, address)
    assert "Zhuang" not in (await client.get(address)).text
    assert (
        await value(brand.scope, "SELECT count(*) FROM accounts WHERE brand_id = $1 AND status = 'closed'")
        == 1
    )
