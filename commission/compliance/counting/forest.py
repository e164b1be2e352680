"""A forest of parent links, laid out leaves first once, after which every count reads memory nearly in order.

Peeling: whoever has nobody left below goes, all of them at once, and then whoever has nobody left below now. Each
person goes once, and each round is a handful of column operations, so the cost is linear while there are few rounds.
The order in which people went is the layout: those below stand before those above, and a count is one pass over it.
A deep forest would need as many rounds as it has levels; so it is cut into blocks first. Every root heads a block, and
so does about one person in SPREAD; blocks are peeled side by side and are some hundreds of levels high at most,
whatever the depth. The blocks form a forest SPREAD times smaller, to which the same is done, until there are so few
that their links are doubled instead (`doubling.py`). Stars, chains, brooms and random trees all cost the same order,
ids come in any order, and no loop runs over people.
"""

from functools import cached_property
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from commission.compliance.counting.cycles import NetworkCycle, cycles_in
from commission.compliance.counting.doubling import Doubled
from commission.compliance.counting.peeling import Layout

Ints = npt.NDArray[np.int64]
Links = npt.NDArray[np.int32]

SPREAD = 32
"""One person in so many heads a block: fewer make more rounds, more make more blocks."""

SHALLOW = 256
"""Levels that may be peeled round by round: cutting blocks would cost more."""

FEW = 131_072
"""So few blocks fit a core's own cache: doubling their links costs less than the many small rounds of peeling them."""

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

    def __init__(
        self, parent: npt.NDArray[np.integer], spread: int = SPREAD, shallow: int = SHALLOW, few: int = FEW
    ) -> None:
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
        self._layout = Layout(links, head)
        if self._layout.everybody.size < self.size:
            raise NetworkCycle(cycles_in(links))
        above = links[self._layout.heads]
        self._hanging = np.flatnonzero(above != NO_PARENT)
        # Where in the layout the person stands below whom a block hangs.
        self._hooks = self._layout.rank.take(above.take(self._hanging))
        self._blocks: Forest | Doubled | None = None
        if self._hanging.size:
            try:
                self._blocks = self._contract(spread, shallow, few)
            except NetworkCycle:
                raise NetworkCycle(cycles_in(links)) from None

    def _contract(self, spread: int, shallow: int, few: int) -> "Forest | Doubled":
        """The forest of blocks: a block hangs below the block its head's parent is in."""
        up = np.full(self._layout.heads.size, NO_PARENT, dtype=np.int32)
        up[self._hanging] = self._block.take(self._hooks)
        return Doubled(up) if up.size <= few else Forest(up, spread, shallow, few)

    @cached_property
    def _climb(self) -> tuple[npt.NDArray[Any], int]:
        """The block each person is in, and in the lowest bits (how many) how far below its head: one pass, two halves
        of one number. In the order of the layout."""
        layout = self._layout
        bits = len(layout.rounds).bit_length()
        # Half the memory is half the time here, and two small numbers fit in 32 bits unless there are billions.
        narrow = layout.heads.size.bit_length() + bits <= NARROW_BITS
        both: npt.NDArray[Any] = np.empty(self.size, dtype=np.int32 if narrow else np.int64)
        both[layout.tops] = np.arange(layout.heads.size, dtype=both.dtype) << bits
        for first, end, above in reversed(layout.rounds):
            np.add(both.take(above), 1, out=both[first:end])
        return both, bits

    @cached_property
    def _block(self) -> npt.NDArray[np.intp]:
        both, bits = self._climb
        return (both >> bits).astype(np.intp, copy=False)

    @cached_property
    def level(self) -> Links:
        """How far below its root each person is; a root is 0."""
        both, bits = self._climb
        below_head = both & ((1 << bits) - 1)
        if self._blocks is not None:
            step = np.zeros(self._layout.heads.size, dtype=np.int64)
            step[self._hanging] = below_head[self._hooks] + 1
            below_head += self._blocks.sum_down(step).astype(below_head.dtype).take(self._block)
        return below_head.take(self._layout.rank).astype(np.int32, copy=False)

    @cached_property
    def root(self) -> Ints:
        """The root above each person; a root is its own."""
        heads = self._layout.heads
        tops = heads if self._blocks is None else heads.take(self._blocks.root)
        return tops.take(self._block.take(self._layout.rank))

    @cached_property
    def heads(self) -> Links:
        """How many people each sub-tree holds, its leader included."""
        return self._folded(np.ones(self.size, dtype=np.int32), np.add)

    @cached_property
    def deepest(self) -> Links:
        """The greatest `level` in each sub-tree."""
        return self._folded(self._laid_out(self.level), np.maximum)

    def marked_below(self, leader: int) -> npt.NDArray[np.bool_]:
        """Who is in one person's sub-tree, himself included."""
        mark = np.zeros(self.size, dtype=np.int64)
        mark[leader] = 1
        return self.sum_down(mark) > 0

    def sum_up(self, values: Ints) -> Ints:
        """Each person's value plus those of everybody below. Exact in 64 bits."""
        return self._folded(self._laid_out(values.astype(np.int64, copy=False)), np.add)

    def sum_down(self, values: Ints) -> Ints:
        """Each person's value plus those of everybody above. Exact in 64 bits."""
        total = self._laid_out(values.astype(np.int64, copy=False))
        for first, end, above in reversed(self._layout.rounds):
            total[first:end] += total.take(above)
        if self._blocks is not None:
            step = np.zeros(self._layout.heads.size, dtype=np.int64)
            step[self._hanging] = total[self._hooks]
            total += self._blocks.sum_down(step).take(self._block)
        return total.take(self._layout.rank)

    def fold(self, values: npt.NDArray[_Number], operation: np.ufunc) -> npt.NDArray[_Number]:
        """Each person's value with those of everybody below. The operation commutes and 0 is neutral for the values."""
        return self._folded(self._laid_out(values), operation)

    def _laid_out(self, values: npt.NDArray[_Number]) -> npt.NDArray[_Number]:
        return values.take(self._layout.everybody)

    def _folded(self, folded: npt.NDArray[_Number], operation: np.ufunc) -> npt.NDArray[_Number]:
        """Fold values in the order of the layout, in place; the outcome is in the order of the positions."""
        if self._blocks is not None:
            # Each block as a whole, then with all blocks below it; that is hooked on where the block hangs.
            whole = np.zeros(self._layout.heads.size, dtype=folded.dtype)
            operation.at(whole, self._block, folded)
            below = self._blocks.fold(whole, operation)
            operation.at(folded, self._hooks, below.take(self._hanging))
        for first, end, above in self._layout.rounds:
            # A copy: values that overlap what is written would have the whole column copied instead.
            operation.at(folded, above, folded[first:end].copy())
        return folded.take(self._layout.rank)


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
