"""What a payout tells: every verdict, refusal and finding whole, with its code, its sentence and its figures."""

from dataclasses import replace

import pytest

from commission.money.faults import Reason, Refused
from commission.money.rate import Rate
from commission.payouts.batch import BatchRule, draft_batches
from commission.payouts.debt import Instalment, InstalmentCeiling, instalment
from commission.payouts.item import ItemState, move
from commission.payouts.payable import Claim, Payable, SellerStatus, payable
from commission.payouts.preflight import Payee, preflight
from commission.payouts.spend import History, safe_to_spend, survives
from commission.payouts.withholding.tables import TaxStatus, find_table
from commission.payouts.withholding.year import Withheld, YearToDate

CLAIM = Claim("s1", "CNY", "bank", SellerStatus.ACTIVE, matured=1_000, debt=300)
HALF = InstalmentCeiling(share=Rate.parse("0.10"))


def test_a_claim_says_whose_it_is() -> None:
    standing = Claim.standing("s1", "CNY", "bank", SellerStatus.ACTIVE, matured=1_000, available=700)
    assert standing == CLAIM


@pytest.mark.parametrize(
    ("claim", "minimum", "amount", "reason"),
    [
        (CLAIM, 0, 700, Reason("payable", "700 is available", {"amount": 700})),
        (replace(CLAIM, matured=301), 0, 1, Reason("payable", "1 is available", {"amount": 1})),
        (
            CLAIM,
            701,
            0,
            Reason("below_minimum", "700 is below the minimum of 701", {"amount": 700, "minimum": 701}),
        ),
        (
            replace(CLAIM, matured=200),
            0,
            0,
            Reason("nothing_available", "nothing of s1's is available", {"available": -100, "debt": 300}),
        ),
        (
            replace(CLAIM, status=SellerStatus.SUSPENDED),
            0,
            0,
            Reason("seller_suspended", "s1 is suspended: what is available waits"),
        ),
    ],
)
def test_a_verdict_whole(claim: Claim, minimum: int, amount: int, reason: Reason) -> None:
    repaid = min(claim.matured, claim.debt)
    part = Instalment(repaid, claim.matured - repaid, claim.debt - repaid)
    assert payable(claim, minimum) == Payable(claim, amount, part, reason)


def test_who_names_no_rail_is_left_out_with_the_instalment_that_would_have_been_kept() -> None:
    """The brand's ceiling holds for them too; their minimum is the general one. Lanes are read in their order."""
    nowhere, low = replace(CLAIM, rail=None), replace(CLAIM, seller="s0", rail="A", matured=310)
    rule = BatchRule(minimum=900, minimums={("CNY", ""): 5_000, ("CNY", "bank"): 0}, ceiling=HALF)
    drafted = draft_batches([CLAIM, low, nowhere], rule)
    assert [(batch.rail, batch.total) for batch in drafted.batches] == [("bank", 900)]
    assert drafted.batches[0].items[0].instalment == Instalment(100, 900, 200)
    assert drafted.left_out == (
        Payable(
            nowhere,
            0,
            Instalment(100, 900, 200),
            Reason("no_rail", "s1 has named no rail to be paid over"),
        ),
        Payable(
            low,
            0,
            Instalment(31, 279, 269),
            Reason("below_minimum", "279 is below the minimum of 900", {"amount": 279, "minimum": 900}),
        ),
    )


def test_negative_figures_are_no_instalment() -> None:
    for matured, debt in ((-1, 0), (0, -1)):
        with pytest.raises(ValueError, match=r"^what matured and what is owed are not negative$"):
            instalment(matured, debt, InstalmentCeiling())


def test_a_state_that_may_not_follow_is_refused_with_both() -> None:
    with pytest.raises(Refused) as refused:
        move(ItemState.FAILED, ItemState.SENT)
    assert refused.value.reason == Reason(
        "payout_state",
        "a payout item that is failed cannot become sent",
        {"state": "failed", "following": "sent"},
    )


GOOD = Payee("bank", "6222", "张三", "张 三", TaxStatus.LABOUR, "CN")


@pytest.mark.parametrize(
    ("payee", "finding"),
    [
        (replace(GOOD, rail=None), Reason("rail_unknown", "the payee has no rail that is in operation")),
        (
            replace(GOOD, account=""),
            Reason("account_missing", "the payee has given no account for this rail"),
        ),
        (
            replace(GOOD, verified_name=None),
            Reason("identity_unverified", "the payee's identity has not been verified"),
        ),
        (
            replace(GOOD, account_name="李四"),
            Reason("name_mismatch", "the account is not in the payee's verified name"),
        ),
        (
            replace(GOOD, tax_status=None),
            Reason("tax_status_unknown", "it is not known how the payee is taxed"),
        ),
        (
            replace(GOOD, jurisdiction="FR"),
            Reason(
                "no_withholding_table",
                "no withholding table is known for labour in FR",
                {"jurisdiction": "FR", "tax_status": "labour"},
            ),
        ),
    ],
)
def test_each_finding_before_approval(payee: Payee, finding: Reason) -> None:
    assert preflight(payee, frozenset({"bank"})) == [finding]


def test_a_history_of_one_cent_says_something() -> None:
    assert survives(7, History(1, 0)) == 7
    assert safe_to_spend(5, 7, History(1, 0)).part == Instalment(0, 12, 0)


def test_a_table_tells_its_rate() -> None:
    def withheld(jurisdiction: str, status: TaxStatus) -> Withheld:
        table = find_table(jurisdiction, status)
        assert table is not None
        return table.withhold(YearToDate(10_001))

    assert withheld("CN", TaxStatus.BUSINESS) == Withheld(0, {"rate": "0"})
    assert withheld("US", TaxStatus.UNCERTIFIED) == Withheld(2_400, {"rate": "0.24"})
    assert withheld("KR", TaxStatus.LABOUR) == Withheld(330, {"rate": "0.033"})
