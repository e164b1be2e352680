"""The landing page is chosen by who opens it: new, returning, from search with a keyword, a follower; over HTTP."""

from datetime import timedelta
from typing import Any

import httpx

from infra.database import ensure_months, transact
from infra.ids import new_id
from tests.api.share_kit import KIT, put_live
from tests.api.test_shop import SAFARI, brand, ok, open_shop
from tests.factories import MadeBrand

__all__ = ["brand"]


async def land(client: httpx.AsyncClient, code: str, **more: Any) -> str:
    opened = await client.get(f"/l/{code}", headers={"User-Agent": SAFARI})
    address = opened.headers["location"] + more.pop("and_query", "")
    return (await client.get(address, headers={"Accept-Language": "en", **more})).text


async def visited_before(brand: MadeBrand, visitor: str) -> None:
    """A touch of an hour ago."""

    at = brand.scope.clock.now() - timedelta(hours=1)
    await ensure_months("touches", at, at)

    async def work(tx: Any) -> None:
        await tx.execute(
            "INSERT INTO touches (brand_id, id, link_id, seller_id, store_id, visitor_id, kind, channel, at)"
            " SELECT $1, $2, l.id, l.seller_id, l.store_id, $3::text::uuid, 'click', 'wechat', $4 FROM links AS l"
            " WHERE l.brand_id = $1 LIMIT 1",
            tx.brand_id,
            new_id(),
            visitor,
            at,
        )

    await transact(brand.scope, work)


async def views(brand: MadeBrand) -> list[tuple[Any, ...]]:
    rows = await transact(
        brand.scope,
        lambda tx: tx.fetch(
            "SELECT v.opener, v.keyword, s.rule, v.card_variant_id IS NOT NULL FROM landing_views AS v"
            " LEFT JOIN share_variants AS s ON s.brand_id = v.brand_id AND s.id = v.landing_variant_id"
            " WHERE v.brand_id = $1 ORDER BY v.at",
            tx.brand_id,
        ),
    )
    return [tuple(row) for row in rows]


async def test_who_opens_decides_what_the_page_says(client: httpx.AsyncClient, brand: MadeBrand) -> None:
    code = await open_shop(client, brand)
    await put_live(client, brand, KIT)
    client.cookies.clear()
    new = await land(client, code)
    assert "Your first time at Rui&#39;s?" in new
    assert f"By Brand {brand.slug}" in new
    assert "Wool coat" in new
    # Again within the half hour is the same visit.
    assert "Your first time" in await land(client, code)
    await visited_before(brand, client.cookies[f"storelet_visitor_{brand.slug}"])
    assert "Welcome back" in await land(client, code)
    searched = await land(client, code, and_query="&utm_term=Wool+Coat")
    assert "You looked for wool coat" in searched
    assert "Welcome back" in await land(client, code, and_query="&utm_term=shoes")
    google = await land(client, code, Referer="https://www.google.co.uk/search?q=%22a+coat%22")
    assert "You looked for &#34;a coat&#34;" in google
    client.headers.pop("X-CSRF-Token", None)
    await ok(await client.post(f"{brand.public}/stores/rui/followers", headers={"User-Agent": SAFARI}), 201)
    followed = await land(client, code)
    assert "Good to see you, follower of Rui&#39;s" in followed
    assert [view[:3] for view in await views(brand)] == [
        ("new", "", "new"),
        ("new", "", "new"),
        ("returning", "", "back"),
        ("search", "wool coat", "search"),
        ("search", "shoes", "back"),
        ("search", '"a coat"', "search"),
        ("follower", "", "follower"),
    ]


async def test_a_touch_is_noted_once_with_the_card_that_brought_it(
    client: httpx.AsyncClient, brand: MadeBrand
) -> None:
    code = await open_shop(client, brand)
    await put_live(client, brand, KIT)
    preview = {"User-Agent": "WhatsApp/2.23.20.0", "Cookie": ""}
    assert (await client.get(f"/l/{code}", headers=preview)).status_code == 200
    client.cookies.clear()
    opened = await client.get(f"/l/{code}", headers={"User-Agent": SAFARI})
    for _ in range(2):
        await client.get(opened.headers["location"])
    assert await views(brand) == [("new", "", "new", True)]
    # An address with a touch that is not ours is the plain page of a new visitor, and is noted nowhere.
    forged = f"/s/{brand.slug}/rui?t={new_id().hex}"
    assert (await client.get(forged)).status_code == 200
    assert len(await views(brand)) == 1


async def test_without_a_kit_the_page_is_plain(client: httpx.AsyncClient, brand: MadeBrand) -> None:
    code = await open_shop(client, brand)
    client.cookies.clear()
    page = await land(client, code)
    assert 'class="landing"' not in page
    assert "[Ad, I earn a commission] Wool coat" in page


async def test_a_landing_whose_product_is_gone_shows_what_was_asked_for(
    client: httpx.AsyncClient, brand: MadeBrand
) -> None:
    code = await open_shop(client, brand)
    gone = {
        "landings": [
            {"id": "a", "when": {}, "variants": [{"id": "b", "show": {"kind": "product", "ref": "GONE"}}]}
        ]
    }
    await put_live(client, brand, gone)
    client.cookies.clear()
    assert "Wool coat" in await land(client, code)
