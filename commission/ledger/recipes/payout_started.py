"""A payout item was sent to its rail."""

from commission.ledger.accounts import Account, Code
from commission.ledger.entry import Happening, JournalEntry, entry


def payout_started(what: Happening, seller: str, gross: int, tax: int = 0) -> JournalEntry:
    """Debit the seller's available account; credit payout in flight (net) and tax withheld (tax)."""
    return entry(
        "payout_started",
        what,
        [
            (Account(Code.SELLER_AVAILABLE, seller), gross),
            (Account(Code.PAYOUT_IN_FLIGHT, seller), -(gross - tax)),
            (Account(Code.TAX_WITHHELD, seller), -tax),
        ],
    )
