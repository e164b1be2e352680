"""A retail order on its way to being paid: what the steps of its payment hand to each other."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID


class PaymentMade(NamedTuple):
    """A verified payment of an order's whole total; the payer made it at `paid_at`."""

    payment_id: UUID
    order_id: UUID
    amount: int
    currency: str
    paid_at: datetime


@dataclass(frozen=True, slots=True)
class SoldLine:
    """`paid` is the commission base, `sku` the code, `category` the product's."""

    id: UUID
    line_no: int
    sku_id: UUID
    sku: str
    category: str | None
    qty: int
    paid: int


@dataclass(frozen=True, slots=True)
class Sale:
    """One order that is being paid. Amounts are minor units; `goods` is the sum of what its lines were paid.

    `expired`: it had been cancelled for want of payment, and its coupon and stock given back.
    """

    order_id: UUID
    code: str
    payment: PaymentMade
    customer_id: UUID
    visitor_id: UUID | None
    coupon_id: UUID | None
    store_id: UUID
    store_owner: UUID
    from_stock: bool
    expired: bool
    currency: str
    tax_total: int
    shipping_total: int
    lines: tuple[SoldLine, ...]

    @property
    def goods(self) -> int:
        return sum(line.paid for line in self.lines)
