"""Orders read for the watch rules: what was truly sold to people outside the network, and by whom.

A sale is verified retail when it was paid and delivered, its buyer was a customer at the order and was not enrolled as
a participant, and it does not look like the seller's own (N-10). Revenue is net of what came back.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from commission.compliance.counting.sentinels import NO_HASH, NOBODY, UNKNOWN_DAY
from commission.compliance.network.view import NetworkView

Ints = npt.NDArray[np.int64]
Links = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]

HASHES = ("address_hash", "payment_hash", "device_hash")
NEW_DAYS = 90
"""Tenure below which money is money of newcomers (compliance.md, N-04, N-07)."""

_BUCKETS = 1 << 25


@dataclass(frozen=True, slots=True)
class Window:
    """Net revenue of some span of days: all of it, verified retail, and what may be retail; the first two by person."""

    total: int
    retail: int
    perhaps_retail: int
    total_by_person: Ints
    retail_by_person: Ints


@dataclass(frozen=True)
class Sales:
    """Orders of a network. Columns are in the order of the orders' rows."""

    view: NetworkView

    @cached_property
    def rows(self) -> int:
        return self.view.snapshot["orders"].rows

    @cached_property
    def buyer(self) -> Links:
        return self.view.of_row(self.view.snapshot["orders"].told("buyer"))

    @cached_property
    def seller(self) -> Links:
        orders = self.view.snapshot["orders"]
        sellers = orders.get("seller")
        return np.full(orders.rows, NOBODY, dtype=np.int32) if sellers is None else self.view.of_row(sellers)

    @cached_property
    def net(self) -> Ints:
        """What each paid order is worth after returns; an unpaid one nothing."""
        orders = self.view.snapshot["orders"]
        worth = orders.known("net") - orders.known("returned")
        worth[~orders.words("paid", "true")] = 0
        return worth

    @cached_property
    def by_participant(self) -> Flags:
        """Whether the buyer was inside the network at the order.

        So it was said at the order; or nothing was said and he is a participant; or he was enrolled as a participant
        before the order and relabelled a customer (N-09: the class at enrolment counts).
        """
        orders, view = self.view.snapshot["orders"], self.view
        enrolled = view.anyone(view.snapshot["persons"].words("classification_at_enrolment", "participant"))
        known = self.buyer != NOBODY
        said_participant = orders.words("buyer_role_at_order", "participant")
        said_customer = orders.words("buyer_role_at_order", "customer")
        unsaid_member = ~said_customer & known & view.participant[self.buyer]
        relabelled = said_customer & known & enrolled[self.buyer] & self._after_joining
        inside: Flags = said_participant | unsaid_member | relabelled
        return inside

    @cached_property
    def _role_known(self) -> Flags:
        """Whether it is known what the buyer was: said at the order, or plain from his classes then and now."""
        view, orders = self.view, self.view.snapshot["orders"]
        rows = view.snapshot["persons"]
        said = orders.words("buyer_role_at_order", "customer", "participant")
        classed = view.anyone(
            rows.words("classification_at_enrolment", "customer", "participant")
            & rows.words("classification_now", "customer", "participant")
        )
        known: Flags = said | ((self.buyer != NOBODY) & classed[self.buyer])
        return known

    @cached_property
    def _after_joining(self) -> Flags:
        """Whether the buyer had joined by the order; where a day is not known, it counts as so."""
        placed = self.view.snapshot["orders"].get("placed")
        if placed is None:
            return np.ones(self.rows, dtype=np.bool_)
        joined = self.view.joined[self.buyer]
        later: Flags = (joined == UNKNOWN_DAY) | (placed == UNKNOWN_DAY) | (placed >= joined)
        return later

    @cached_property
    def retail_claimed(self) -> Flags:
        """Paid orders to end customers, before the look for fakes."""
        orders = self.view.snapshot["orders"]
        outside = self._role_known & ~self.by_participant
        return orders.words("kind", "end_customer") & orders.words("paid", "true") & outside

    @cached_property
    def fake(self) -> Flags:
        """N-10: retail bought by the seller himself, or sharing an address, payment or device with his tree."""
        own = (self.buyer == self.seller) & (self.seller != NOBODY)
        candidates = np.flatnonzero(self.retail_claimed & (self.seller != NOBODY))
        tree = self._tree_of_person
        found: Flags = self.retail_claimed & own
        for name in HASHES:
            values = self.view.snapshot["orders"].get(name)
            if values is not None and candidates.size:
                keys = values[candidates]
                trees = tree[self.seller[candidates]]
                found[candidates[self._known_in_tree(name, keys, trees)]] = True
        return found

    @cached_property
    def _tree_of_person(self) -> Links:
        """The root above each participant; NOBODY for people outside."""
        counted = self.view.counted
        tree = np.full(self.view.persons, NOBODY, dtype=np.int32)
        tree[counted.members] = counted.members[counted.forest.root]
        return tree

    def _known_in_tree(self, name: str, keys: Ints, trees: Links) -> Flags:
        """Whether each (hash, tree) is that of some participant."""
        held, held_trees = self._participants_hashes(name)
        hit = np.zeros(keys.size, dtype=np.bool_)
        if not held.size:
            return hit
        # A coarse sieve first: most orders share nothing with anybody, and a search for each would cost the most here.
        sieve = np.zeros(_BUCKETS, dtype=np.bool_)
        sieve[held & (_BUCKETS - 1)] = True
        rows = np.flatnonzero(sieve[keys & (_BUCKETS - 1)] & (keys != NO_HASH) & (trees != NOBODY))
        distinct = _distinct(held)
        at = np.searchsorted(distinct, keys[rows])
        same = distinct[np.minimum(at, distinct.size - 1)] == keys[rows]
        rows, at = rows[same], at[same]
        pairs = _distinct((np.searchsorted(distinct, held) << 32) | held_trees)
        wanted = (at << 32) | trees[rows]
        place = np.minimum(np.searchsorted(pairs, wanted), pairs.size - 1)
        hit[rows[pairs[place] == wanted]] = True
        return hit

    def _participants_hashes(self, name: str) -> tuple[Ints, Links]:
        """Hashes of participants with the tree each is in: as told of the person, and of his own purchases."""
        tree, view = self._tree_of_person, self.view
        persons, orders = view.snapshot["persons"], view.snapshot["orders"]
        parts: list[tuple[Ints, Links]] = []
        told = persons.get(name)
        if told is not None:
            parts.append((told, tree[view.person]))
        ordered = orders.get(name)
        if ordered is not None:
            mine = np.flatnonzero(self.by_participant & (self.buyer != NOBODY))
            parts.append((ordered[mine], tree[self.buyer[mine]]))
        if not parts:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int32)
        hashes = np.concatenate([part[0] for part in parts])
        trees = np.concatenate([part[1] for part in parts])
        real = (hashes != NO_HASH) & (trees != NOBODY)
        return hashes[real], trees[real]

    @cached_property
    def retail(self) -> Flags:
        """Verified retail: claimed, delivered and not fake."""
        delivered = self.view.snapshot["orders"].words("delivered", "true")
        return self.retail_claimed & delivered & ~self.fake

    @cached_property
    def perhaps_retail(self) -> Flags:
        """Orders that do not say enough to know whether they are retail."""
        orders = self.view.snapshot["orders"]
        silent: Flags = ~self._role_known
        for name in ("kind", "paid", "delivered"):
            told = orders.get(name)
            silent = np.ones(self.rows, dtype=np.bool_) if told is None else silent | (told < 0)
        perhaps: Flags = silent & ~self.retail & ~self.by_participant
        return perhaps

    def within(self, days: int | None) -> Flags:
        """Orders placed in the last so many days; all of them for None. Ask only where `placed` is given."""
        if days is None:
            return np.ones(self.rows, dtype=np.bool_)
        placed = self.view.snapshot["orders"].told("placed")
        inside: Flags = (placed > self.view.today - days) & (placed <= self.view.today)
        return inside

    @cached_property
    def _windows(self) -> dict[int | None, Window]:
        return {}

    def window(self, days: int | None) -> Window:
        """The last so many days; the whole period for None. By person: whose sub-tree the order belongs to."""
        if days not in self._windows:
            inside = self.within(days)
            retail = inside & self.retail
            net = np.maximum(self.net, 0)
            self._windows[days] = Window(
                total=int(net[inside].sum()),
                retail=int(net[retail].sum()),
                perhaps_retail=int(net[inside & self.perhaps_retail].sum()),
                total_by_person=self.sum_by(self.answerable, inside, net),
                retail_by_person=self.sum_by(self.answerable, retail, net),
            )
        return self._windows[days]

    @property
    def dated(self) -> bool:
        orders = self.view.snapshot["orders"]
        return orders.get("placed") is not None and orders.unknown("placed") == 0

    @cached_property
    def by_newcomer(self) -> Flags:
        """Orders of participants who had been in for less than NEW_DAYS; where days lack, as of today."""
        placed = self.view.snapshot["orders"].get("placed")
        joined = self.view.joined[self.buyer]
        day = self.view.today if placed is None else np.where(placed == UNKNOWN_DAY, self.view.today, placed)
        new = (joined != UNKNOWN_DAY) & (day - joined < NEW_DAYS)
        newcomer: Flags = self.by_participant & (self.buyer != NOBODY) & new
        return newcomer

    def sum_by(self, person: Links, chosen: Flags, values: Ints) -> Ints:
        """Values of the chosen orders, added up by person."""
        total = np.zeros(self.view.persons, dtype=np.int64)
        keep = chosen & (person != NOBODY)
        np.add.at(total, person[keep], values[keep])
        return total

    @cached_property
    def answerable(self) -> Links:
        """Whose sub-tree an order belongs to: its seller's, else its buyer's if a participant, else nobody's."""
        inside = self.view.participant
        seller = np.where((self.seller != NOBODY) & inside[self.seller], self.seller, NOBODY)
        buyer = np.where((self.buyer != NOBODY) & inside[self.buyer], self.buyer, NOBODY)
        return np.where(seller != NOBODY, seller, buyer).astype(np.int32)


def _distinct(values: Ints) -> Ints:
    """Sorted, each once. One sort; a table of hashes costs several times as much on numbers like these."""
    ordered = np.sort(values)
    fresh = np.ones(ordered.size, dtype=np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=fresh[1:])
    return ordered[fresh]
