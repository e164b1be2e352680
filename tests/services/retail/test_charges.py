"""What an order costs: shares of a discount, tax inside and on top, shipping."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.retail.charges import charge
from services.retail.terms import RetailTerms


def test_a_discount_is_shared_by_largest_remainder() -> None:
    charges = charge([(1_000, 1), (1_000, 1), (1_000, 1)], 1_000, RetailTerms())
    assert [line.discount for line in charges.lines] == [334, 333, 333]
    assert [line.paid for line in charges.lines] == [666, 667, 667]
    assert (charges.goods_total, charges.discount_total, charges.total) == (3_000, 1_000, 2_000)


def test_tax_inside_a_price_is_taken_out_of_the_base() -> None:
    charges = charge([(11_300, 1), (9_999, 3)], 0, RetailTerms(tax_rate="0.13", tax_included=True))
    # 29,997 / 1.13 = 26,546.0176…
    assert [(line.paid, line.tax) for line in charges.lines] == [(10_000, 1_300), (26_546, 3_451)]
    assert (charges.tax_total, charges.total) == (4_751, 41_297)


def test_tax_on_top_is_added_to_the_total() -> None:
    charges = charge([(10_000, 1), (333, 3)], 0, RetailTerms(tax_rate="0.0825", tax_included=False))
    # 999 * 0.0825 = 82.4175
    assert [(line.paid, line.tax) for line in charges.lines] == [(10_000, 825), (999, 82)]
    assert charges.total == 10_999 + 907


@pytest.mark.parametrize(("price", "shipping"), [(19_999, 1_000), (20_000, 0)])
def test_shipping_is_free_from_an_amount_at_equality(price: int, shipping: int) -> None:
    terms = RetailTerms(shipping=1_000, free_shipping_from=20_000)
    charges = charge([(price, 1)], 0, terms)
    assert (charges.shipping_total, charges.total) == (shipping, price + shipping)


def test_a_discount_may_cost_the_free_shipping_and_never_more_than_the_goods() -> None:
    terms = RetailTerms(shipping=1_000, free_shipping_from=20_000)
    assert charge([(20_000, 1)], 1, terms).total == 20_999
    assert charge([(500, 1)], 900, RetailTerms()).total == 0


@settings(max_examples=150)
@given(
    prices=st.lists(st.tuples(st.integers(0, 10**7), st.integers(1, 50)), min_size=1, max_size=8),
    discount=st.integers(0, 10**9),
    rate=st.sampled_from(["0", "0.06", "0.13", "0.0825", "1"]),
    inside=st.booleans(),
)
def test_the_parts_make_the_total(
    prices: list[tuple[int, int]], discount: int, rate: str, inside: bool
) -> None:
    charges = charge(prices, discount, RetailTerms(tax_rate=rate, tax_included=inside, shipping=700))
    assert charges.total == sum(line.paid + line.tax for line in charges.lines) + charges.shipping_total
    assert charges.discount_total == min(discount, charges.goods_total)
    for line in charges.lines:
        assert line.paid >= 0
        assert line.tax >= 0
        assert line.gross == line.discount + line.paid + (line.tax if inside else 0)
