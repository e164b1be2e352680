"""Whose touch is it: the customer behind a visitor at an instant (money-rules.md, Attribution 1)."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Protocol

from commission.attribution.facts import Identification, Purchase

History = tuple[list[datetime], list[str]]
"""Instants and customers of one visitor's identifications, in order of (instant, id)."""


class OwnerLookup(Protocol):
    """Answers whose touch it is. A caller that keeps identifications arranged may bring its own."""

    def owner(self, visitor: str, at: datetime) -> str | None:
        """The customer last identified on the visitor at `at`, else the first after it, else nobody."""
        ...


class Owners:
    """The identifications one order may know of, arranged by visitor.

    An order knows the identifications before it by (instant, id), and its own: its visitor is its customer
    from the order's instant on. What a later log-in says never moves a sale that is already decided.
    """

    __slots__ = ("_histories",)

    def __init__(self, identifications: Iterable[Identification], order: Purchase) -> None:
        known = {
            (i.at, i.id, i.visitor, i.customer)
            for i in identifications
            if (i.at, i.id) < (order.at, order.id)
        }
        if order.visitor is not None:
            known.add((order.at, order.id, order.visitor, order.customer))
        histories: dict[str, History] = {}
        for at, _, visitor, customer in sorted(known):
            instants, customers = histories.setdefault(visitor, ([], []))
            instants.append(at)
            customers.append(customer)
        self._histories: Mapping[str, History] = histories

    def owner(self, visitor: str, at: datetime) -> str | None:
        """The customer last identified on the visitor at `at`, else the first after it, else nobody."""
        history = self._histories.get(visitor)
        if history is None:
            return None
        instants, customers = history
        return customers[max(bisect_right(instants, at) - 1, 0)]
