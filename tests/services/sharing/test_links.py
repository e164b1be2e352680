"""Links: made, changed, paused, by their seller and by nobody else."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.clock import SetClock
from infra.errors import InvalidInput, NotFound
from infra.ids import LINK_ALPHABET
from infra.scope import Scope
from services.policies.kinds import ATTRIBUTION_POLICY
from services.policies.publish_policy import PublishPolicy
from services.sharing import write_links as writer
from services.sharing.bulk_create_links import BulkCreateLinks, SellersLink, bulk_create_links
from services.sharing.create_link import CreateLink, create_link
from services.sharing.edit_link import EditLink, edit_link
from services.sharing.errors import NoStore
from services.sharing.pause_link import pause_link
from services.sharing.resume_link import resume_link
from services.sharing.shapes import Target
from services.sharing.target_address import target_address
from tests.support.publishing import publish_policy
from tests.support.world import START, make_seller, make_sku, make_store, rows

LINK = "SELECT target_kind, target_ref, channel, campaign, status FROM links WHERE brand_id = $1"


@pytest.fixture
async def seller(scope: Scope) -> Scope:
    acting = scope.acting_as(await make_seller(scope))
    await make_store(acting, acting.actor.seller_id)
    await make_sku(acting, "COAT", category="outdoor")
    return acting


async def test_a_link_has_a_short_code_that_leads_to_its_brand(seller: Scope) -> None:
    made = await create_link(seller, CreateLink("wechat", Target("product", "COAT"), campaign="spring"))
    assert len(made.code) == 7
    assert set(made.code) <= set(LINK_ALPHABET)
    assert made.path == f"/l/{made.code}"
    assert await rows(seller, LINK) == [("product", "COAT", "wechat", "spring", "active")]
    assert await rows(seller, "SELECT code, link_id FROM link_codes WHERE brand_id = $1") == [
        (made.code, made.link_id)
    ]


async def test_a_code_in_use_is_never_given_again(seller: Scope, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = (await create_link(seller, CreateLink("wechat"))).code
    drawn = iter([taken, taken, "freshly1"])
    monkeypatch.setattr(writer, "link_code", lambda: next(drawn))
    assert (await create_link(seller, CreateLink("wechat"))).code == "freshly1"


@pytest.mark.parametrize(
    "target",
    [
        Target("product", "HAT"),
        Target("collection", "hats"),
        Target("page", "../admin"),
        Target("page", "//evil.example"),
        Target("store", "somewhere"),
        Target("product", ""),
        Target("collection", ""),
    ],
    ids=str,
)
async def test_a_target_that_is_not_of_this_brand_is_refused(seller: Scope, target: Target) -> None:
    with pytest.raises(InvalidInput) as refused:
        await create_link(seller, CreateLink("wechat", target))
    assert [fault.path for fault in refused.value.faults] == ["target.ref"]


async def test_collections_and_pages_are_targets_too(seller: Scope) -> None:
    for target in (Target("collection", "outdoor"), Target("page", "about-us"), Target()):
        await create_link(seller, CreateLink("wechat", target))
    assert len(await rows(seller, LINK)) == 3


@given(
    st.sampled_from(["store", "product", "collection", "page"]),
    st.text(min_size=1, max_size=40),
    st.text(min_size=1, max_size=40),
)
def test_no_target_leads_off_this_site(kind: Any, ref: str, store: str) -> None:
    address = target_address("brand", store, Target(kind, ref), {"v": "1"})
    path = address.partition("?")[0]
    assert address.startswith("/s/brand/")
    assert "//" not in path
    assert "\\" not in path
    assert path.isascii()
    assert path.count("/") == (3 if kind == "store" else 5)


async def test_a_seller_cannot_take_a_channel_with_a_longer_window(scope: Scope, seller: Scope) -> None:
    policy = {"window_days": 30, "window_days_by_channel": {"offline_coupon": 365, "flash": 1}}
    await publish_policy(scope, ATTRIBUTION_POLICY, PublishPolicy(policy))
    with pytest.raises(InvalidInput) as refused:
        await create_link(seller, CreateLink("offline_coupon"))
    assert [fault.path for fault in refused.value.faults] == ["channel"]
    await create_link(seller, CreateLink("flash"))
    done = await bulk_create_links(
        scope, BulkCreateLinks([SellersLink("offline_coupon", seller_id=seller.actor.seller_id)])
    )
    assert len(done.links) == 1


async def test_an_edit_keeps_where_the_link_led_before(scope: Scope, seller: Scope, clock: SetClock) -> None:
    made = await create_link(seller, CreateLink("wechat", expires_at=START + timedelta(days=9)))
    clock.move_by(timedelta(hours=1))
    await edit_link(seller, made.link_id, EditLink(target=Target("product", "COAT"), campaign="new"))
    await edit_link(seller, made.link_id, EditLink(target=Target("product", "COAT")))
    assert await rows(scope, LINK) == [("product", "COAT", "wechat", "new", "active")]
    history = "SELECT target_kind, target_ref, at FROM link_target_changes WHERE brand_id = $1 ORDER BY id"
    assert await rows(scope, history) == [
        ("store", "", START),
        ("product", "COAT", START + timedelta(hours=1)),
    ]
    expires = "SELECT expires_at FROM links WHERE brand_id = $1"
    assert await rows(scope, expires) == [(START + timedelta(days=9),)]
    await edit_link(seller, made.link_id, EditLink(expires_at=None))
    assert await rows(scope, expires) == [(None,)]
    with pytest.raises(InvalidInput):
        await edit_link(seller, made.link_id, EditLink(expires_at=START))
    with pytest.raises(InvalidInput):
        await create_link(seller, CreateLink("wechat", expires_at=clock.now()))


async def test_another_sellers_link_is_not_there(scope: Scope, seller: Scope) -> None:
    made = await create_link(seller, CreateLink("wechat"))
    other = scope.acting_as(await make_seller(scope))
    for work in (
        edit_link(other, made.link_id, EditLink(campaign="mine")),
        pause_link(other, made.link_id),
        resume_link(other, made.link_id),
        pause_link(scope, made.link_id),
    ):
        with pytest.raises(NotFound):
            await work
    with pytest.raises(NoStore):
        await create_link(other, CreateLink("wechat"))
    await pause_link(scope, made.link_id, any_seller=True)
    assert (await rows(scope, LINK))[0][4] == "paused"
    await resume_link(seller, made.link_id)
    assert (await rows(scope, LINK))[0][4] == "active"


async def test_links_for_many_sellers_are_made_together_or_not_at_all(scope: Scope, seller: Scope) -> None:
    homeless = await make_seller(scope)
    good = SellersLink("poster", Target("product", "COAT"), seller_id=seller.actor.seller_id)
    with pytest.raises(InvalidInput) as refused:
        await bulk_create_links(
            scope, BulkCreateLinks([good, SellersLink("poster", seller_id=homeless.seller_id)])
        )
    assert [fault.path for fault in refused.value.faults] == ["links[1].seller_id"]
    assert await rows(scope, LINK) == []
    done = await bulk_create_links(scope, BulkCreateLinks([good] * 500))
    assert len({link.code for link in done.links}) == 500
    assert len(await rows(scope, LINK)) == 500
