"""Withholding tables by jurisdiction, above all cumulative withholding of CN labour income."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commission.payouts.withholding.cn_labour import BRACKETS, cn_labour_tax
from commission.payouts.withholding.tables import TaxStatus, find_table
from commission.payouts.withholding.year import YearToDate, consecutive_months

YUAN = 100


def cn(now: int, **known: int) -> int:
    table = find_table("CN", TaxStatus.LABOUR)
    assert table is not None
    money = {key: value if key == "months" else value * YUAN for key, value in known.items()}
    return table.withhold(YearToDate(now * YUAN, **money)).tax


@pytest.mark.parametrize(
    ("now", "known", "fen"),
    [
        # 6,250 * 0.8 = 5,000 less 5,000: nothing.
        (6_250, {}, 0),
        # 10,000 * 0.8 - 5,000 = 3,000 at 3 %.
        (10_000, {}, 90_00),
        # Second month: 20,000 * 0.8 - 10,000 = 6,000 at 3 % = 180, of which 90 are withheld.
        (10_000, {"income_before": 10_000, "withheld_before": 90, "months": 2}, 90_00),
        # 51,250 * 0.8 - 5,000 = 36,000: the first bracket's end, inclusive.
        (51_250, {}, 1_080_00),
        # 60,000 * 0.8 - 5,000 = 43,000 at 10 % less 2,520.
        (60_000, {}, 1_780_00),
        # 1,300,000 * 0.8 - 60,000 = 980,000 at 45 % less 181,920 = 259,080, less what went before.
        (100_000, {"income_before": 1_200_000, "withheld_before": 200_000, "months": 12}, 59_080_00),
        # Too much was withheld earlier: nothing now, nothing back.
        (100, {"income_before": 10_000, "withheld_before": 90, "months": 2}, 0),
        # Exempt income and other deductions come off the income, reliefs off the tax: (8,000-5,000-1,000-500) * 3 %.
        (10_000, {"exempt": 1_000, "deducted": 500}, 45_00),
        (10_000, {"relief": 40}, 50_00),
        # Never more than the payment itself.
        (1, {"income_before": 100_000}, 1_00),
    ],
)
def test_cn_labour_income(now: int, known: dict[str, int], fen: int) -> None:
    assert cn(now, **known) == fen


def test_a_tax_is_rounded_once_to_the_fen() -> None:
    table = find_table("CN", TaxStatus.LABOUR)
    assert table is not None
    # 10,000.21 yuan * 0.8 - 5,000 = 3,000.168 at 3 % = 90.00504.
    withheld = table.withhold(YearToDate(1_000_021))
    assert withheld.tax == 90_01
    assert withheld.trace == {
        "income": 1_000_021,
        "months": 1,
        "taxable": "1500084/5",
        "rate": "0.03",
        "quick_deduction": 0,
        "cumulative_tax": "1125063/125",
        "withheld_before": 0,
    }


def test_the_brackets_are_those_of_the_announcement() -> None:
    """预扣率表一, annexed to STA Announcement 2018 No. 61: yuan up to and including, per cent, quick deduction."""
    yuan = [(b.up_to and b.up_to // YUAN, str(b.rate), b.quick // YUAN) for b in BRACKETS]
    assert yuan == [
        (36_000, "0.03", 0),
        (144_000, "0.10", 2_520),
        (300_000, "0.20", 16_920),
        (420_000, "0.25", 31_920),
        (660_000, "0.30", 52_920),
        (960_000, "0.35", 85_920),
        (None, "0.45", 181_920),
    ]


def test_a_brackets_end_is_taxed_at_its_own_rate_and_nothing_is_nothing() -> None:
    """Both rates of an end give one tax; the trace says which was taken."""
    end = cn_labour_tax(YearToDate(51_250 * YUAN))
    assert (end.trace["taxable"], end.trace["rate"]) == ("3600000", "0.03")
    assert cn_labour_tax(YearToDate(51_250 * YUAN + 5)).trace["rate"] == "0.10"
    little = cn_labour_tax(YearToDate(100, relief=5)).trace
    assert (little["taxable"], little["cumulative_tax"]) == ("0", "0")


@pytest.mark.parametrize(
    ("with_income", "month", "count"),
    [(set(), 3, 1), ({1, 2}, 3, 3), ({1, 3}, 4, 2), ({10, 11, 12}, 12, 3), ({1, 2, 3, 4}, 1, 1)],
)
def test_months_count_without_a_gap(with_income: set[int], month: int, count: int) -> None:
    assert consecutive_months(with_income, month) == count


@given(st.lists(st.integers(0, 5_000_000), min_size=1, max_size=12))
def test_month_by_month_never_withholds_less_than_the_cumulative_tax_of_the_year(income: list[int]) -> None:
    table = find_table("CN", TaxStatus.LABOUR)
    assert table is not None
    so_far, withheld = 0, 0
    for month, now in enumerate(income, 1):
        tax = table.withhold(YearToDate(now, so_far, withheld, month)).tax
        assert 0 <= tax <= now
        so_far, withheld = so_far + now, withheld + tax
    assert withheld <= so_far


def test_flat_tables_and_unknown_ones() -> None:
    korea = find_table("KR", TaxStatus.LABOUR)
    backup = find_table("US", TaxStatus.UNCERTIFIED)
    business = find_table("CN", TaxStatus.BUSINESS)
    assert korea is not None
    assert backup is not None
    assert business is not None
    assert korea.withhold(YearToDate(100_000)).tax == 3_300
    assert backup.withhold(YearToDate(10_001)).tax == 2_400
    assert business.withhold(YearToDate(10_001)).tax == 0
    assert find_table("FR", TaxStatus.LABOUR) is None
    assert all(table is None or (table.source and table.grade) for table in (korea, backup, business))
