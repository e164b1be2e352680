"""Which customers are one person, as the replay reaches each merge and each undoing."""

from collections.abc import Iterator
from datetime import datetime

from commission.replay.history import History


class Together:
    """Merges that stand. A customer who was merged is read under the name of whom they were merged into at last."""

    __slots__ = ("_into", "_merged")

    def __init__(self) -> None:
        self._into: dict[str, str] = {}
        self._merged: dict[str, set[str]] = {}

    def merge(self, customer: str, into: str) -> None:
        """Called with customers that stand for themselves, in order of time."""
        self.part(customer)
        self._into[customer] = into
        self._merged.setdefault(into, set()).add(customer)

    def part(self, customer: str) -> None:
        """The merge of this customer counts no more."""
        into = self._into.pop(customer, None)
        if into is not None:
            self._merged[into].discard(customer)

    def root(self, customer: str) -> str:
        """The name that the person goes by."""
        while customer in self._into:
            customer = self._into[customer]
        return customer

    def members(self, customer: str) -> Iterator[str]:
        """Everybody who is the same person, the customer among them."""
        waiting = [self.root(customer)]
        while waiting:
            member = waiting.pop()
            yield member
            waiting.extend(sorted(self._merged.get(member, ())))


class OwnersTogether:
    """Whose touch it is, by the name of the person."""

    __slots__ = ("_history", "_together")

    def __init__(self, history: History, together: Together) -> None:
        self._history, self._together = history, together

    def owner(self, visitor: str, at: datetime) -> str | None:
        customer = self._history.owner(visitor, at)
        return None if customer is None else self._together.root(customer)
