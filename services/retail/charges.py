"""What an order costs: discount, tax and shipping from prices. Values in, values out; amounts are minor units."""

from collections.abc import Sequence
from dataclasses import dataclass

from commission.money.allocate import allocate
from commission.money.rate import Rate
from commission.money.rounding import round_ratio
from services.retail.terms import RetailTerms


@dataclass(frozen=True, slots=True)
class ChargedLine:
    """`gross` is the shelf price of the units, `paid` what the customer pays for them without tax: the base of
    commission, refunds and proceeds."""

    unit_price: int
    qty: int
    gross: int
    discount: int
    tax: int
    paid: int


@dataclass(frozen=True, slots=True)
class Charges:
    """`total` is what the customer pays in all."""

    lines: tuple[ChargedLine, ...]
    goods_total: int
    discount_total: int
    shipping_total: int
    tax_total: int
    total: int


def charge(prices: Sequence[tuple[int, int]], discount: int, terms: RetailTerms) -> Charges:
    """The charges for (unit price, units) of each line; `discount` is shared among the lines by their gross.

    Tax is taken of what is left after the discount, each line rounded once: on top, `round_half_up(net * rate)`;
    inside, what lies above `round_half_up(price / (1 + rate))`. Shipping is a final charge, without tax of its own.
    """
    grosses = [unit * qty for unit, qty in prices]
    goods = sum(grosses)
    discounts = allocate(min(discount, goods), grosses)
    lines = tuple(
        _line(unit, qty, share, terms) for (unit, qty), share in zip(prices, discounts, strict=True)
    )
    to_pay = goods - sum(discounts)
    free = terms.free_shipping_from is not None and to_pay >= terms.free_shipping_from
    shipping = 0 if free else terms.shipping
    tax = sum(line.tax for line in lines)
    return Charges(
        lines,
        goods_total=goods,
        discount_total=sum(discounts),
        shipping_total=shipping,
        tax_total=tax,
        total=to_pay + shipping + (0 if terms.tax_included else tax),
    )


def _line(unit: int, qty: int, discount: int, terms: RetailTerms) -> ChargedLine:
    gross = unit * qty
    left = gross - discount
    tax = _tax_inside(left, terms.rate) if terms.tax_included else terms.rate.of(left)
    return ChargedLine(unit, qty, gross, discount, tax, paid=left - tax if terms.tax_included else left)


def _tax_inside(price: int, rate: Rate) -> int:
    return price - round_ratio(price * rate.denominator, rate.denominator + rate.numerator)
