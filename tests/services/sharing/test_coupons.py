"""Coupons given out and taken back."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from infra.clock import SetClock
from infra.errors import InvalidInput, NotFound
from infra.ids import new_id
from infra.scope import Scope
from services.sharing.create_coupon import CreateCoupon, create_coupon
from services.sharing.end_coupon import end_coupon
from services.sharing.errors import CouponCodeTaken
from tests.support.world import START, make_seller, rows

FACTS = "SELECT code, kind, amount_off, rate_off, use_limit, used FROM coupons WHERE brand_id = $1"


async def test_a_coupon_has_a_code_in_upper_case_of_its_own(scope: Scope) -> None:
    seller = (await make_seller(scope)).seller_id
    made = await create_coupon(
        scope, CreateCoupon(seller, "offline_coupon", "rate", rate_off="0.15", code="Rui-15", use_limit=3)
    )
    assert made.code == "RUI-15"
    assert await rows(scope, FACTS) == [("RUI-15", "rate", 0, Decimal("0.150000"), 3, 0)]
    with pytest.raises(CouponCodeTaken):
        await create_coupon(scope, CreateCoupon(seller, "wechat", code="rui-15"))
    assert len((await create_coupon(scope, CreateCoupon(seller, "wechat"))).code) == 12


@pytest.mark.parametrize(
    ("more", "path"),
    [
        ({"kind": "rate", "rate_off": "0"}, "rate_off"),
        ({"kind": "rate", "rate_off": "1.1"}, "rate_off"),
        ({"kind": "amount"}, "amount_off"),
        ({"kind": "none", "amount_off": 5}, "amount_off"),
        ({"kind": "amount", "amount_off": 5, "rate_off": "0.5"}, "rate_off"),
        ({"valid_from": START, "valid_until": START}, "valid_until"),
    ],
)
async def test_a_coupon_that_makes_no_sense_is_refused(scope: Scope, more: dict[str, Any], path: str) -> None:
    seller = (await make_seller(scope)).seller_id
    with pytest.raises(InvalidInput) as refused:
        await create_coupon(scope, CreateCoupon(seller, "wechat", **more))
    assert [fault.path for fault in refused.value.faults] == [path]


async def test_an_ended_coupon_ends_now_and_only_once(scope: Scope, clock: SetClock) -> None:
    made = await create_coupon(scope, CreateCoupon((await make_seller(scope)).seller_id, "wechat"))
    clock.move_by(timedelta(hours=1))
    await end_coupon(scope, made.coupon_id)
    clock.move_by(timedelta(hours=1))
    await end_coupon(scope, made.coupon_id)
    assert await rows(scope, "SELECT valid_until FROM coupons WHERE brand_id = $1") == [
        (START + timedelta(hours=1),)
    ]
    with pytest.raises(NotFound):
        await end_coupon(scope, new_id())
    with pytest.raises(NotFound):
        await create_coupon(scope, CreateCoupon(new_id(), "wechat"))
