"""Opening a link: the touch is stored with the answer, and people keep their id."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest

from infra.clock import SetClock
from infra.database import ensure_months, transact
from infra.ids import new_id
from infra.scope import Scope
from services.sharing.create_link import CreateLink, create_link
from services.sharing.edit_link import EditLink, edit_link
from services.sharing.errors import UnknownLink
from services.sharing.open_link import LinkOpened, Opening, open_link
from services.sharing.pause_link import pause_link
from services.sharing.record_touches import Touch, record_touches
from services.sharing.shapes import Target
from services.sharing.visitor_cookie import visitor_cookie
from services.sharing.write_links import MadeLink
from tests.support.world import make_seller, make_sku, make_store, rows, run

SAFARI = {
    "user-agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 17_2 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1",
    "referer": "https://mp.weixin.qq.com/s?secret=1",
}
TOUCHES = (
    "SELECT id, visitor_id, kind, channel, campaign, target_ref, at, referrer_host"
    " FROM touches WHERE brand_id = $1"
)


@pytest.fixture
async def seller(scope: Scope) -> Scope:
    acting = scope.acting_as(await make_seller(scope))
    await make_store(acting, acting.actor.seller_id)
    await make_sku(acting, "COAT/1 红")
    return acting


@pytest.fixture
async def link(seller: Scope) -> MadeLink:
    return await create_link(seller, CreateLink("wechat", Target("product", "COAT/1 红"), campaign="spring"))


async def click(link: MadeLink, scope: Scope, **more: object) -> LinkOpened:
    return await open_link(link.code, Opening(headers=SAFARI, **more), clock=scope.clock)


async def slugs(scope: Scope) -> tuple[str, str]:
    query = "SELECT b.slug, t.slug FROM brands AS b JOIN stores AS t ON t.brand_id = b.id WHERE b.id = $1"
    return (await rows(scope, query))[0]


async def test_a_click_is_stored_and_leads_to_the_target_with_both_ids(scope: Scope, link: MadeLink) -> None:
    opened = await click(link, scope)
    brand, store = await slugs(scope)
    address = urlsplit(opened.address)
    assert (address.scheme, address.netloc) == ("", "")
    assert address.path == f"/s/{brand}/{store}/products/COAT%2F1%20%E7%BA%A2"
    assert parse_qs(address.query) == {
        "v": [opened.visitor_id.hex],
        "t": [opened.touch_id.hex],
        "l": [link.code],
    }
    assert await rows(scope, TOUCHES) == [
        (
            opened.touch_id,
            opened.visitor_id,
            "click",
            "wechat",
            "spring",
            "COAT/1 红",
            scope.clock.now(),
            "mp.weixin.qq.com",
        )
    ]
    assert await rows(scope, "SELECT id FROM visitors WHERE brand_id = $1") == [(opened.visitor_id,)]


async def test_the_same_browser_is_the_same_visitor(scope: Scope, link: MadeLink) -> None:
    first = await click(link, scope)
    cookies = {visitor_cookie(first.brand): str(first.visitor_id)}
    again = await click(link, scope, cookies=cookies, scanned=True)
    assert again.visitor_id == first.visitor_id
    assert sorted(row[2] for row in await rows(scope, TOUCHES)) == ["click", "scan"]
    # Somebody else's cookie, or no id at all, is a new visitor.
    other = await click(link, scope, cookies={"storelet_visitor_another": str(first.visitor_id)})
    broken = await click(link, scope, cookies={visitor_cookie(first.brand): "x' OR 1=1"})
    assert len({first.visitor_id, other.visitor_id, broken.visitor_id}) == 3


async def test_a_preview_is_logged_and_is_no_person(scope: Scope, link: MadeLink) -> None:
    opened = await open_link(link.code, Opening(headers={"user-agent": "Twitterbot/1.0"}), clock=scope.clock)
    assert (opened.visitor_id, opened.touch_id) == (None, None)
    assert urlsplit(opened.address).query == f"l={link.code}"
    assert [row[2] for row in await rows(scope, TOUCHES)] == ["preview"]
    assert await rows(scope, "SELECT id FROM visitors WHERE brand_id = $1") == []


async def test_a_paused_or_expired_link_leads_to_the_store_and_counts_nobody(
    scope: Scope, seller: Scope, link: MadeLink, clock: SetClock
) -> None:
    brand, store = await slugs(scope)
    await edit_link(seller, link.link_id, EditLink(expires_at=clock.now() + timedelta(hours=1)))
    clock.move_by(timedelta(hours=1))
    assert (await click(link, scope)).address == f"/s/{brand}/{store}"
    await edit_link(seller, link.link_id, EditLink(expires_at=None))
    await pause_link(seller, link.link_id)
    assert (await click(link, scope)).address == f"/s/{brand}/{store}"
    assert await rows(scope, TOUCHES) == []


async def test_a_link_follows_its_store_to_a_new_address(scope: Scope, link: MadeLink) -> None:
    await run(scope, "UPDATE stores SET slug = 'moved-' || left(slug, 20) WHERE brand_id = $1")
    assert "/moved-" in (await click(link, scope)).address


async def test_an_unknown_code_is_said_to_be_unknown(database: object) -> None:
    for code in ("nothere", "", "a" * 200, "';--"):
        with pytest.raises(UnknownLink):
            await open_link(code, Opening(headers=SAFARI))


async def test_touches_of_a_new_month_find_their_partition(
    scope: Scope, link: MadeLink, clock: SetClock
) -> None:
    clock.move_to(datetime(2031, 1, 31, 23, 59, 59, 999999, tzinfo=UTC))
    await click(link, scope)
    clock.move_by(timedelta(microseconds=1))
    await click(link, scope)
    assert await rows(
        scope, "SELECT tableoid::regclass::text FROM touches WHERE brand_id = $1 ORDER BY at"
    ) == [
        ("touches_2031_01",),
        ("touches_2031_02",),
    ]


async def test_touches_delivered_twice_are_stored_once(scope: Scope, seller: Scope, link: MadeLink) -> None:
    at, visitor = scope.clock.now(), new_id()
    await ensure_months("touches", at, at)
    (store,) = (await rows(scope, "SELECT id FROM stores WHERE brand_id = $1"))[0]

    def touch(touch_id: UUID) -> Touch:
        return Touch(
            id=touch_id,
            at=at,
            link_id=link.link_id,
            seller_id=seller.actor.seller_id,
            store_id=store,
            visitor_id=visitor,
            kind="click",
            channel="wechat",
        )

    first = [touch(new_id()) for _ in range(300)]
    assert await transact(scope, lambda tx: record_touches(tx, first)) == 300
    again = [*first, touch(new_id())]
    assert await transact(scope, lambda tx: record_touches(tx, again)) == 1
    assert len(await rows(scope, TOUCHES)) == 301
