"""What attribution needs to know, kept so that an order finds its own facts without reading everybody's.

Touches count by instant alone and are arranged beforehand. Identifications and bindings are added as the
replay reaches them, so that an order never knows what comes after it.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import chain

from commission.attribution.facts import Binding, Touch
from commission.replay.events import Event, StatusChanged, Touched

_SPAN = tuple[int, int]


class _Timeline:
    """One visitor's touches, bindings and owners, each in order of time."""

    __slots__ = ("binding_instants", "bindings", "customers", "instants", "said", "touch_instants", "touches")

    def __init__(self) -> None:
        self.touch_instants: list[datetime] = []
        self.touches: list[Touch] = []
        self.binding_instants: list[datetime] = []
        self.bindings: list[Binding] = []
        self.instants: list[datetime] = []
        self.customers: list[str] = []
        self.said: list[
            tuple[datetime, str]
        ] = []  # every identification; above, those that changed the owner

    def reign(self, place: int) -> tuple[datetime | None, datetime | None]:
        """From when (inclusive) until when (exclusive) the customer at `place` owns what the visitor does.

        The first customer owns everything before, too: nobody had been identified yet.
        """
        after = self.instants[place + 1] if place + 1 < len(self.instants) else None
        return (self.instants[place] if place else None), after


def _span(instants: list[datetime], start: datetime | None, end: datetime | None) -> _SPAN:
    first = 0 if start is None else bisect_left(instants, start)
    last = len(instants) if end is None else bisect_left(instants, end)
    return first, last


class History:
    """Touches, identifications and bindings of one replay."""

    __slots__ = ("_bindings", "_reigns", "_visitors")

    def __init__(self, events: Iterable[Event]) -> None:
        self._visitors: dict[str, _Timeline] = {}
        self._bindings: dict[str, list[Binding]] = {}
        self._reigns: dict[str, dict[str, list[int]]] = {}
        ordered = list(events)
        inactive = _Activity(event for event in ordered if isinstance(event, StatusChanged))
        for event in ordered:
            if isinstance(event, Touched):
                timeline = self._visitors.setdefault(event.visitor, _Timeline())
                timeline.touch_instants.append(event.at)
                active = event.store_open and inactive.active_at(event.seller, event.at)
                timeline.touches.append(
                    Touch(event.id, event.at, event.visitor, event.seller, event.channel, event.kind, active)
                )

    def identify(self, visitor: str, customer: str, at: datetime) -> None:
        """From now on the visitor is this customer. Called in order of (instant, id)."""
        timeline = self._visitors.setdefault(visitor, _Timeline())
        timeline.said.append((at, customer))
        if timeline.customers and timeline.customers[-1] == customer:
            return
        self._reigns.setdefault(customer, {}).setdefault(visitor, []).append(len(timeline.customers))
        timeline.instants.append(at)
        timeline.customers.append(customer)

    def forget(self, visitor: str, customer: str, made_at: datetime) -> None:
        """The identification made at that instant counts no more, as if it had never been made."""
        timeline = self._visitors.get(visitor)
        if timeline is None or (made_at, customer) not in timeline.said:
            return
        kept = list(timeline.said)
        kept.remove((made_at, customer))
        for owner in set(timeline.customers):
            del self._reigns[owner][visitor]
        timeline.instants, timeline.customers, timeline.said = [], [], []
        for at, owner in kept:
            self.identify(visitor, owner, at)

    def bind(self, binding: Binding) -> None:
        """A binding was made. Called in order of (instant, id)."""
        if binding.visitor is None:
            self._bindings.setdefault(binding.customer or "", []).append(binding)
            return
        timeline = self._visitors.setdefault(binding.visitor, _Timeline())
        timeline.binding_instants.append(binding.at)
        timeline.bindings.append(binding)

    def owner(self, visitor: str, at: datetime) -> str | None:
        """Whose touch at `at` is, as far as is known now (see attribution.ownership)."""
        timeline = self._visitors.get(visitor)
        if timeline is None or not timeline.customers:
            return None
        return timeline.customers[max(bisect_right(timeline.instants, at) - 1, 0)]

    def touches_of(self, customer: str, at: datetime, window: timedelta) -> Iterator[Touch]:
        """The customer's touches that no window of at most `window` leaves out."""
        for visitor, places in self._reigns.get(customer, {}).items():
            timeline = self._visitors[visitor]
            stop = bisect_right(timeline.touch_instants, at)
            for place in reversed(places):
                start, end = timeline.reign(place)
                first, last = _span(timeline.touch_instants, start, end)
                for index in range(min(last, stop) - 1, first - 1, -1):
                    if at - timeline.touch_instants[index] >= window:
                        break
                    yield timeline.touches[index]

    def bindings_of(self, customer: str) -> Iterator[Binding]:
        """Every binding known by now that is the customer's, or their visitors' while these were theirs."""
        return chain(self._bindings.get(customer, ()), self._visitor_bindings(customer))

    def _visitor_bindings(self, customer: str) -> Iterator[Binding]:
        for visitor, places in self._reigns.get(customer, {}).items():
            timeline = self._visitors[visitor]
            if timeline.bindings:
                for place in places:
                    first, last = _span(timeline.binding_instants, *timeline.reign(place))
                    yield from timeline.bindings[first:last]


class _Activity:
    """When each seller was active, a status change at an instant counted before a touch at it."""

    __slots__ = ("_changes",)

    def __init__(self, changes: Iterable[StatusChanged]) -> None:
        self._changes: dict[str, tuple[list[datetime], list[bool]]] = {}
        for change in changes:
            instants, active = self._changes.setdefault(change.seller, ([], []))
            instants.append(change.at)
            active.append(change.status == "active")

    def active_at(self, seller: str, at: datetime) -> bool:
        changes = self._changes.get(seller)
        if changes is None:
            return True
        place = bisect_right(changes[0], at) - 1
        return place < 0 or changes[1][place]
