"""What a seller is shown before asking to be paid, and what asking does."""

import pytest

from services.payouts.errors import NothingToRequest
from services.payouts.preview_payout import PayoutAmount, preview_payout
from services.payouts.request_payout import request_payout
from services.payouts.verify_payee import VerifyPayee, verify_payee
from services.queries.pages import PageRequest
from services.queries.payouts import list_payout_requests
from tests.services.payouts.conftest import Till
from tests.support.world import run


async def test_the_preview_is_what_a_batch_pays_and_a_batch_takes_up_who_asked(till: Till) -> None:
    keeper, _ = await till.earned()
    seen = await preview_payout(till.shop.scope, keeper.id)
    assert seen.amounts == [
        PayoutAmount("CNY", payable=1_000_000, tax=9_000, net=991_000, repaid=0, findings=[])
    ]
    assert (seen.requested_at, seen.may_ask) == (None, True)
    asked = await request_payout(till.shop.scope, keeper.id)
    assert await request_payout(till.shop.scope, keeper.id) == asked
    rows = (await list_payout_requests(till.shop.scope, PageRequest())).rows
    assert [(row.seller_id, row.rail, row.asked_at) for row in rows] == [
        (keeper.id, "sandbox", asked.requested_at)
    ]
    batch = await till.build()
    assert (batch.items, batch.gross, batch.tax, batch.net) == (1, 1_000_000, 9_000, 991_000)
    assert (await list_payout_requests(till.shop.scope, PageRequest())).rows == []


async def test_what_stands_in_the_way_is_said_in_the_sellers_language(till: Till) -> None:
    keeper, _ = await till.earned()
    await run(till.shop.scope, "UPDATE payee_profiles SET verified_name = NULL WHERE brand_id = $1")
    (amount,) = (await preview_payout(till.shop.scope, keeper.id)).amounts
    assert amount.findings == ["The brand has still to check your name."]
    await verify_payee(till.shop.scope, keeper.id, VerifyPayee("Li Mei", excluded_category="minor"))
    (amount,) = (await preview_payout(till.shop.scope, keeper.id)).amounts
    assert amount.findings == ["The law where you live does not let you earn here; ask the brand."]
    stranger = await till.shop.keeper("reseller")
    nothing = await preview_payout(till.shop.scope, stranger.id)
    assert (nothing.amounts, nothing.may_ask) == ([], False)
    with pytest.raises(NothingToRequest):
        await request_payout(till.shop.scope, stranger.id)
