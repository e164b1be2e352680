"""Give a seller a coupon to hand out."""

from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from commission.money.rate import ONE, ZERO, Rate
from infra.database import Tx, transact
from infra.errors import FieldFault, InvalidInput, NotFound
from infra.fields import Instant, Minor
from infra.ids import new_id, public_code
from infra.scope import Scope
from services.audit import record_change
from services.sharing.errors import CouponCodeTaken
from services.sharing.shapes import Channel

_WRITE = """
INSERT INTO coupons (brand_id, id, code, seller_id, channel, kind, amount_off, rate_off, minimum_total, valid_from,
  valid_until, use_limit, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT (brand_id, code) DO NOTHING
"""


class CreateCoupon(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A coupon of one seller: a discount (`amount` in minor units, `rate` such as "0.10", or `none`) and a claim to the
    sale. It counts from `valid_from` (inclusive) until `valid_until` (exclusive), either may be open; `use_limit` null
    is any number of times. Without a code one is made up that is hard to guess."""

    seller_id: UUID
    channel: Channel
    kind: Literal["amount", "rate", "none"] = "none"
    amount_off: Minor = 0
    rate_off: Annotated[str, Meta(pattern=r"^(0|1)(\.[0-9]{1,6})?$")] = "0"
    minimum_total: Minor = 0
    valid_from: Instant | None = None
    valid_until: Instant | None = None
    use_limit: Annotated[int, Meta(ge=1, le=2_000_000_000)] | None = None
    code: Annotated[str, Meta(pattern="^[0-9A-Za-z-]{4,40}$")] | None = None


class CouponCreated(msgspec.Struct, frozen=True):
    coupon_id: UUID
    code: str


async def create_coupon(scope: Scope, command: CreateCoupon) -> CouponCreated:
    """Make it; codes are kept in upper case. Raises NotFound, InvalidInput, CouponCodeTaken."""
    rate = _checked_rate(command)

    async def work(tx: Tx) -> CouponCreated:
        if not await tx.fetchval(
            "SELECT 1 FROM sellers WHERE brand_id = $1 AND id = $2", tx.brand_id, command.seller_id
        ):
            raise NotFound(what="seller", ref=command.seller_id)
        made = CouponCreated(new_id(), (command.code or public_code("C")).upper())
        fresh = await tx.execute(
            _WRITE,
            tx.brand_id,
            made.coupon_id,
            made.code,
            command.seller_id,
            command.channel,
            command.kind,
            command.amount_off,
            rate.decimal,
            command.minimum_total,
            command.valid_from,
            command.valid_until,
            command.use_limit,
            tx.now,
        )
        if not fresh:
            raise CouponCodeTaken(taken=made.code)
        await record_change(tx, "create_coupon", "coupon", made.coupon_id, None, command)
        return made

    return await transact(scope, work)


def _checked_rate(command: CreateCoupon) -> Rate:
    faults: list[FieldFault] = []
    try:
        rate = Rate.parse(command.rate_off)
    except ValueError:
        rate = ZERO
        faults.append(FieldFault("rate_off", 'must be a decimal written like "0.10"', "须为小数，例如 0.10"))
    if rate > ONE or (command.kind == "rate") != (rate > ZERO):
        faults.append(
            FieldFault("rate_off", "must be above 0 and at most 1, for kind rate alone", "折扣率无效")
        )
    if (command.kind == "amount") != (command.amount_off > 0):
        faults.append(FieldFault("amount_off", "must be above 0, for kind amount alone", "优惠金额无效"))
    if command.valid_from and command.valid_until and command.valid_until <= command.valid_from:
        faults.append(FieldFault("valid_until", "must be after valid_from", "须晚于生效时间"))
    if faults:
        raise InvalidInput(*faults)
    return rate
