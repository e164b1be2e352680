"""A reseller sent unsold stock back."""

from commission.ledger.accounts import Account, Code
from commission.ledger.entry import Happening, JournalEntry, entry


def wholesale_returned(what: Happening, gross: int, fee: int = 0, tax: int = 0) -> JournalEntry:
    """Debit wholesale revenue with the gross refund; credit cash with what is paid back and fee income.

    `tax` is the tax on the goods that goes back with them, beside `gross`.
    """
    return entry(
        "wholesale_returned",
        what,
        [
            (Account(Code.WHOLESALE_REVENUE), gross),
            (Account(Code.SALES_TAX), tax),
            (Account(Code.CASH), -(gross - fee + tax)),
            (Account(Code.RESTOCKING_FEE_INCOME), -fee),
        ],
    )
