"""A forest of parent links, peeled from its leaves once, after which every count costs one pass over people.

Peeling: whoever has nobody left below goes, all of them at once, and then whoever has nobody left below now. Each
person goes once, and each round is a handful of column operations, so the cost is linear while there are few rounds.
A deep forest would need as many rounds as it has levels; so it is cut into blocks first. Every root heads a block, and
so does about one person in SPREAD; blocks are peeled side by side and are some hundreds of levels high at most,
whatever the depth. The blocks form a forest SPREAD times smaller, to which the same is done. Stars, chains, brooms and
random trees all cost the same order, ids come in any order, and no loop runs over people.
"""

from functools import cached_property
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from commission.compliance.counting.cycles import NetworkCycle, cycles_in

Ints = npt.NDArray[np.int64]
Links = npt.NDArray[np.int32]

SPREAD = 16
"""One person in so many heads a block: fewer make more rounds, more make more blocks."""

SHALLOW = 256
"""Levels that may be peeled round by round: cutting blocks would cost more."""

_Number = TypeVar("_Number", np.int32, np.int64)

NO_PARENT = -1

NARROW_BITS = 31
"""What a 32-bit number holds beside its sign."""

# Spreads heads evenly over any ids without a random source: multiples of the golden ratio, modulo one.
_GOLDEN = np.uint32(2654435769)
_PROBES = 512


class Forest:
    """Parent links as positions: `parent[i]` is a position or NO_PARENT.

    All columns given and taken are in the order of the positions. Raises NetworkCycle where somebody stands below
    himself, and ValueError for a parent that is no position.
    """

    def __init__(self, parent: npt.NDArray[np.integer], spread: int = SPREAD, shallow: int = SHALLOW) -> None:
        links = np.ascontiguousarray(parent, dtype=np.int32)
        self.size = links.size
        if self.size and not (links.min() >= NO_PARENT and links.max() < self.size):
            raise ValueError("a parent is a position in the same column, or -1")
        head = links == NO_PARENT
        if _is_deep(links, shallow):
            drawn = np.arange(self.size, dtype=np.uint32) * _GOLDEN < np.uint32(2**32 // spread)
            drawn &= ~head
            # Blocks must be fewer than people, or contracting them would never end.
            if 2 * int(np.count_nonzero(drawn)) <= self.size - int(np.count_nonzero(head)):
                head |= drawn
        self._heads = np.flatnonzero(head)
        self._rounds = _peel(links, head)
        if self._heads.size + sum(people.size for people, _ in self._rounds) < self.size:
            raise NetworkCycle(cycles_in(links))
        above = links[self._heads]
        self._hanging = np.flatnonzero(above != NO_PARENT)
        self._hooks = above[self._hanging]
        self._blocks = self._contract(links, spread, shallow) if self._hanging.size else None

    def _contract(self, links: Links, spread: int, shallow: int) -> "Forest":
        """The forest of blocks: a block hangs below the block its head's parent is in."""
        up = np.full(self._heads.size, NO_PARENT, dtype=np.int32)
        up[self._hanging] = self._place[0][self._hooks]
        try:
            return Forest(up, spread, shallow)
        except NetworkCycle:
            raise NetworkCycle(cycles_in(links)) from None

    @cached_property
    def _place(self) -> tuple[Links, Links]:
        """The block each person is in, and how far below its head: one climb, two halves of one number."""
        bits = len(self._rounds).bit_length()
        # Half the memory is half the time here, and two small numbers fit in 32 bits unless there are billions.
        narrow = self._heads.size.bit_length() + bits <= NARROW_BITS
        both: npt.NDArray[Any] = np.empty(self.size, dtype=np.int32 if narrow else np.int64)
        both[self._heads] = np.arange(self._heads.size, dtype=both.dtype) << bits
        for people, above in reversed(self._rounds):
            both[people] = both.take(above) + 1
        below_head = both & ((1 << bits) - 1)
        both >>= bits
        return both.astype(np.int32, copy=False), below_head.astype(np.int32, copy=False)

    @cached_property
    def level(self) -> Links:
        """How far below its root each person is; a root is 0."""
        block, below_head = self._place
        if self._blocks is None:
            return below_head
        step = np.zeros(self._heads.size, dtype=np.int64)
        step[self._hanging] = below_head[self._hooks] + 1
        return below_head + self._blocks.sum_down(step).astype(np.int32).take(block)

    @cached_property
    def root(self) -> Ints:
        """The root above each person; a root is its own."""
        tops = self._heads if self._blocks is None else self._heads[self._blocks.root]
        return tops.take(self._place[0])

    @cached_property
    def heads(self) -> Links:
        """How many people each sub-tree holds, its leader included."""
        return self._fold(np.ones(self.size, dtype=np.int32), np.add)

    @cached_property
    def deepest(self) -> Links:
        """The greatest `level` in each sub-tree."""
        return self._fold(self.level.copy(), np.maximum)

    def marked_below(self, leader: int) -> npt.NDArray[np.bool_]:
        """Who is in one person's sub-tree, himself included."""
        mark = np.zeros(self.size, dtype=np.int64)
        mark[leader] = 1
        return self.sum_down(mark) > 0

    def sum_up(self, values: Ints) -> Ints:
        """Each person's value plus those of everybody below. Exact in 64 bits."""
        return self._fold(values.astype(np.int64), np.add)

    def sum_down(self, values: Ints) -> Ints:
        """Each person's value plus those of everybody above. Exact in 64 bits."""
        total = values.astype(np.int64)
        for people, above in reversed(self._rounds):
            total[people] += total.take(above)
        if self._blocks is not None:
            step = np.zeros(self._heads.size, dtype=np.int64)
            step[self._hanging] = total[self._hooks]
            total += self._blocks.sum_down(step).take(self._place[0])
        return total

    def _fold(self, folded: npt.NDArray[_Number], operation: np.ufunc) -> npt.NDArray[_Number]:
        """Fold values from the leaves up, in place. The operation commutes and 0 is neutral for the values given."""
        if self._blocks is not None:
            # Each block as a whole, then with all blocks below it; that is hooked on where the block hangs.
            whole = np.zeros(self._heads.size, dtype=folded.dtype)
            operation.at(whole, self._place[0], folded)
            below = self._blocks._fold(whole, operation)
            operation.at(folded, self._hooks, below[self._hanging])
        for people, above in self._rounds:
            operation.at(folded, above, folded.take(people))
        return folded


def _is_deep(parent: Links, shallow: int) -> bool:
    """Whether some of a few hundred people, evenly drawn, stand deeper than `shallow`. Decides cost, never counts."""
    if parent.size <= shallow:
        return False
    drawn = min(_PROBES, parent.size)
    probes = (np.arange(drawn, dtype=np.int64) * parent.size // drawn).astype(np.int32)
    for _ in range(shallow):
        probes = parent.take(probes)
        probes = probes[probes != NO_PARENT]
        if not probes.size:
            return False
    return True


def _peel(parent: Links, head: npt.NDArray[np.bool_]) -> list[tuple[npt.NDArray[Any], Links]]:
    """Rounds of (people, those right above them), leaves first. Heads and members of cycles are in no round."""
    nobody = parent.size  # stands above every head and never leaves
    up = np.where(head, np.int32(nobody), parent)
    waiting = np.bincount(up, minlength=nobody + 1).astype(np.int32)
    waiting[nobody] = np.iinfo(np.int32).max
    waiting[:nobody] += head
    leaving: npt.NDArray[Any] = np.flatnonzero(waiting[:nobody] == 0)
    sole = waiting == 1  # who waits for one person alone goes right after that one: no count to keep
    rounds: list[tuple[npt.NDArray[Any], Links]] = []
    while leaving.size:
        above = up.take(leaving)
        rounds.append((leaving, above))
        alone = sole.take(above)
        if 2 * int(np.count_nonzero(alone)) > above.size:
            leaving = np.concatenate((above.compress(alone), _released(above.compress(~alone), waiting)))
            leaving.sort()  # every later pass then reads these people in the order of memory
        else:
            leaving = _released(above, waiting)
    return rounds


def _released(above: Links, waiting: Links) -> Links:
    """Who waits for nobody any more, once those below `above` have left. Changes `waiting`."""
    if not above.size:
        return above
    # Sorted, so that the counts are touched in the order of memory and each person above is found once.
    ordered = np.sort(above)
    fresh = np.empty(ordered.size, dtype=np.bool_)
    fresh[0] = True
    np.not_equal(ordered[1:], ordered[:-1], out=fresh[1:])
    first = np.flatnonzero(fresh)
    people = ordered.take(first)
    left = waiting.take(people)
    left -= np.diff(first, append=ordered.size).astype(np.int32)
    waiting[people] = left
    return people.compress(left == 0)
