"""How a brand pays out: what of an old debt each payout may take, and what its bank files need."""

from typing import Annotated

import msgspec
from msgspec import Meta

from commission.money.rate import Rate
from commission.payouts.debt import InstalmentCeiling
from infra.database import Tx

_Share = Annotated[str, Meta(pattern=r"^(0(\.[0-9]{1,6})?|1(\.0{1,6})?)$")]
_Option = Annotated[str, Meta(max_length=140)]


class PayoutTerms(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`brands.settings.payouts`. `instalment_share` (a decimal as text) and `instalment_amount` (minor units) are the
    most that a debt takes of what matured at one payout, both set: the lesser, neither: all of it. `rails` holds by its
    name what a rail that writes files needs, for `pain001` the payer's name, iban and bic."""

    instalment_share: _Share | None = None
    instalment_amount: Annotated[int, Meta(ge=0, le=10**12)] | None = None
    rails: dict[str, dict[str, _Option]] = {}

    @property
    def ceiling(self) -> InstalmentCeiling:
        share = None if self.instalment_share is None else Rate.parse(self.instalment_share)
        return InstalmentCeiling(share, self.instalment_amount)


class _Settings(msgspec.Struct, frozen=True):
    payouts: PayoutTerms = PayoutTerms()


async def payout_terms(tx: Tx) -> PayoutTerms:
    """The terms as they stand."""
    text = await tx.fetchval("SELECT settings FROM brands WHERE id = $1", tx.brand_id)
    return msgspec.json.decode(text or "{}", type=_Settings).payouts
