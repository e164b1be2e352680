"""Postings and journal entries. An entry that does not sum to zero cannot be made."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from commission.ledger.accounts import Account


class Unbalanced(ValueError):
    """The postings of an entry do not sum to zero in one of its currencies."""


@dataclass(frozen=True, slots=True)
class Posting:
    """`amount` minor units of `currency` on an account, debit positive."""

    account: Account
    amount: int
    currency: str


@dataclass(frozen=True, slots=True)
class Cause:
    """The business event behind an entry: its recipe's name and the id of what happened."""

    event: str
    id: str


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One append-only entry. Posting it twice under one `key` changes nothing the second time.

    `corrects` is the key of the entry that this one takes back. Postings never stand at zero.
    Raises Unbalanced unless they sum to zero per currency.
    """

    key: str
    at: datetime
    cause: Cause
    postings: tuple[Posting, ...]
    corrects: str | None = None

    def __post_init__(self) -> None:
        sums: dict[str, int] = {}
        for posting in self.postings:
            sums[posting.currency] = sums.get(posting.currency, 0) + posting.amount
        if any(sums.values()):
            raise Unbalanced(f"entry {self.key} does not balance: {sums}")

    @property
    def empty(self) -> bool:
        """Whether nothing was moved: such an entry is not worth writing."""
        return not self.postings


@dataclass(frozen=True, slots=True)
class Happening:
    """When, in which currency and under which id a business event happened: what every recipe is told.

    `id` must be unique among the events of one recipe, for the entry's key is made of both.
    """

    id: str
    at: datetime
    currency: str


Leg = tuple[Account, int]


def entry(event: str, what: Happening, legs: Iterable[Leg], corrects: str | None = None) -> JournalEntry:
    """The entry of a recipe: legs of zero are left out, legs on one account are added up."""
    amounts: dict[Account, int] = {}
    for account, amount in legs:
        amounts[account] = amounts.get(account, 0) + amount
    postings = tuple(Posting(account, amount, what.currency) for account, amount in amounts.items() if amount)
    return JournalEntry(f"{event}:{what.id}", what.at, Cause(event, what.id), postings, corrects)
