"""The chart of accounts. An account is a code, and for the sellers' accounts the seller it belongs to."""

from dataclasses import dataclass
from enum import StrEnum


class Code(StrEnum):
    """Every account there is. Postings are debit positive."""

    CASH = "cash"
    RETAIL_REVENUE = "retail_revenue"
    WHOLESALE_REVENUE = "wholesale_revenue"
    SALES_TAX = "sales_tax"
    SHIPPING = "shipping"
    COMMISSION_EXPENSE = "commission_expense"
    RESTOCKING_FEE_INCOME = "restocking_fee_income"
    SELLER_PENDING = "seller_pending"
    SELLER_AVAILABLE = "seller_available"
    PAYOUT_IN_FLIGHT = "payout_in_flight"
    TAX_WITHHELD = "tax_withheld"
    CUSTOMER_REFUNDS_DUE = "customer_refunds_due"


SELLER_CODES = frozenset(
    {Code.SELLER_PENDING, Code.SELLER_AVAILABLE, Code.PAYOUT_IN_FLIGHT, Code.TAX_WITHHELD}
)
"""The codes kept per seller: what the brand owes them, has sent them, and withheld from them."""


@dataclass(frozen=True, slots=True)
class Account:
    """One account. Raises ValueError for a seller's account without a seller, or another with one."""

    code: Code
    seller: str | None = None

    def __post_init__(self) -> None:
        if (self.code in SELLER_CODES) != (self.seller is not None):
            raise ValueError(f"{self.code} is {'a' if self.seller is None else 'not a'} seller's account")
