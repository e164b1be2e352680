"""Who is payable, how a debt is paid down, and how batches are built (money-rules.md, Payouts)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commission.money.rate import Rate
from commission.payouts.batch import BatchRule, draft_batches
from commission.payouts.debt import Instalment, InstalmentCeiling, instalment
from commission.payouts.payable import Claim, SellerStatus, payable

ACTIVE = SellerStatus.ACTIVE


def claim(seller: str = "s1", matured: int = 0, debt: int = 0, **fields: object) -> Claim:
    known = {"currency": "CNY", "rail": "bank", "status": ACTIVE, **fields}
    return Claim(seller=seller, matured=matured, debt=debt, **known)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("matured", "debt", "minimum", "amount", "code"),
    [
        (1_000, 0, 1_000, 1_000, "payable"),
        (999, 0, 1_000, 0, "below_minimum"),
        (1_000, 300, 0, 700, "payable"),
        (300, 300, 0, 0, "nothing_available"),
        (0, 300, 0, 0, "nothing_available"),
        (0, 0, 0, 0, "nothing_available"),
    ],
)
def test_a_payout_takes_what_is_available_of_at_least_the_minimum(
    matured: int, debt: int, minimum: int, amount: int, code: str
) -> None:
    verdict = payable(claim(matured=matured, debt=debt), minimum)
    assert (verdict.amount, verdict.reason.code) == (amount, code)


def test_a_suspended_sellers_waits_and_a_closed_sellers_is_paid() -> None:
    assert payable(claim(matured=500, status=SellerStatus.SUSPENDED)).reason.code == "seller_suspended"
    assert payable(claim(matured=500, status=SellerStatus.SUSPENDED)).amount == 0
    assert payable(claim(matured=500, status=SellerStatus.CLOSED)).amount == 500


def test_an_instalment_ceiling_spreads_a_debt() -> None:
    assert instalment(1_000, 700, InstalmentCeiling()) == Instalment(700, 300, 0)
    assert instalment(1_000, 700, InstalmentCeiling(share=Rate.parse("0.30"))) == Instalment(300, 700, 400)
    lesser = InstalmentCeiling(share=Rate.parse("0.30"), amount=250)
    assert instalment(1_000, 700, lesser) == Instalment(250, 750, 450)
    assert instalment(100, 700, InstalmentCeiling(amount=250)) == Instalment(100, 0, 600)
    with pytest.raises(ValueError, match="not negative"):
        instalment(-1, 0, InstalmentCeiling())


@pytest.mark.parametrize(
    ("matured", "available", "claimed"),
    [
        (300, -700, (300, 1_000)),
        (300, 300, (300, 0)),
        (0, -5, (0, 5)),
        (0, 40, (40, 0)),
        (300, 0, (300, 300)),
    ],
)
def test_what_the_account_lacks_of_the_matured_rows_is_the_debt(
    matured: int, available: int, claimed: tuple[int, int]
) -> None:
    found = Claim.standing("s1", "CNY", "bank", ACTIVE, matured=matured, available=available)
    assert (found.matured, found.debt, found.available) == (*claimed, available)


def test_a_closed_seller_pays_the_whole_debt_first() -> None:
    ceiling = InstalmentCeiling(amount=250)
    assert payable(claim(matured=1_000, debt=700), 0, ceiling).amount == 750
    assert payable(claim(matured=1_000, debt=700, status=SellerStatus.CLOSED), 0, ceiling).amount == 300


@given(
    st.integers(0, 10**6), st.integers(0, 10**6), st.none() | st.integers(0, 10**6), st.sampled_from("0123")
)
def test_an_instalment_neither_makes_nor_loses_money(
    matured: int, debt: int, amount: int | None, tenths: str
) -> None:
    part = instalment(matured, debt, InstalmentCeiling(Rate.parse(f"0.{tenths}"), amount))
    assert part.repaid + part.payable == matured
    assert part.repaid + part.debt_left == debt
    assert min(part.repaid, part.payable, part.debt_left) >= 0


def test_batches_are_built_per_currency_and_rail() -> None:
    claims = [
        claim("s3", 400, rail="wallet"),
        claim("s2", 5_000),
        claim("s1", 2_000),
        claim("s4", 700, currency="EUR"),
        claim("s5", 9_000, rail=None),
        claim("s6", 50),
    ]
    drafted = draft_batches(claims, BatchRule(minimum=100, minimums={("CNY", "wallet"): 500}))
    assert [
        (batch.currency, batch.rail, batch.total, [item.claim.seller for item in batch.items])
        for batch in drafted.batches
    ] == [("CNY", "bank", 7_000, ["s1", "s2"]), ("EUR", "bank", 700, ["s4"])]
    assert [(left.claim.seller, left.reason.code) for left in drafted.left_out] == [
        ("s5", "no_rail"),
        ("s6", "below_minimum"),
        ("s3", "below_minimum"),
    ]
    assert (
        draft_batches(reversed(claims), BatchRule(minimum=100, minimums={("CNY", "wallet"): 500})) == drafted
    )
