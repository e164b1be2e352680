"""What the journal adds up to. Every figure is derived from postings; none is kept beside them."""

from collections.abc import Iterable

from commission.ledger.accounts import Account, Code
from commission.ledger.entry import JournalEntry

Sums = dict[tuple[Account, str], int]
"""Per account and currency, debit positive, in minor units."""


def sum_accounts(entries: Iterable[JournalEntry]) -> Sums:
    """The sum of each account's postings in each currency."""
    sums: Sums = {}
    for journal_entry in entries:
        add_entry(sums, journal_entry)
    return sums


def add_entry(sums: Sums, journal_entry: JournalEntry) -> None:
    """Add one entry to running sums."""
    for posting in journal_entry.postings:
        place = (posting.account, posting.currency)
        sums[place] = sums.get(place, 0) + posting.amount


def trial_balance(sums: Sums, currency: str) -> dict[Code, int]:
    """Each account's total in one currency, debit positive, sellers pooled. The totals sum to zero."""
    totals = dict.fromkeys(Code, 0)
    for (account, of_currency), amount in sums.items():
        if of_currency == currency:
            totals[account.code] += amount
    return totals


def owed_to(sums: Sums, code: Code, seller: str, currency: str) -> int:
    """What stands on one of a seller's accounts, credit positive: below zero means that the seller owes."""
    return -sums.get((Account(code, seller), currency), 0)
