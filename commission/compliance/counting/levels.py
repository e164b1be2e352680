"""Levels and heads as a prosecutor counts them: organiser and own level included (2013 Opinion, item 7)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from commission.compliance.counting.cycles import NetworkCycle
from commission.compliance.counting.forest import NO_PARENT, Forest

LEVELS_THAT_MERGE = 3


@dataclass(frozen=True, slots=True)
class NetworkCount:
    """`heads_by_level[0]` is the organiser, alone on level 1."""

    recorded_levels: int
    headcount: int
    heads_by_level: tuple[int, ...]


@dataclass(frozen=True)
class CountedNetwork:
    """The participants as a forest below the organiser.

    `members` are the persons' positions, ascending; columns of `forest` are in that order.
    """

    members: npt.NDArray[np.intp]
    forest: Forest
    count: NetworkCount

    def of_persons(self, values: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """A column of all persons, as a column of members."""
        return values[self.members]


def count_network(parent: npt.NDArray[np.int32], participant: npt.NDArray[np.bool_]) -> CountedNetwork:
    """Count participants below the organiser. `parent` holds positions of participants, or -1 for the organiser.

    Raises NetworkCycle, whose members are positions of persons.
    """
    members = np.flatnonzero(participant)
    place = np.full(parent.size + 1, NO_PARENT, dtype=np.int32)  # the last entry answers for -1
    place[members] = np.arange(members.size, dtype=np.int32)
    try:
        forest = Forest(place[parent[members]])
    except NetworkCycle as found:
        raise NetworkCycle(tuple(tuple(members[list(cycle)].tolist()) for cycle in found.cycles)) from None
    return CountedNetwork(members, forest, _count(forest.level))


def _count(level: npt.NDArray[np.int32]) -> NetworkCount:
    heads = (1, *np.bincount(level).tolist())
    return NetworkCount(recorded_levels=len(heads), headcount=int(level.size) + 1, heads_by_level=heads)


def leader_count(counted: CountedNetwork, member: int) -> NetworkCount:
    """The sub-network of one leader, himself as level 1: what he would be charged with."""
    forest = counted.forest
    below = forest.level - forest.level[member]
    inside = forest.marked_below(member)
    heads = np.bincount(below[inside]).tolist()
    return NetworkCount(
        recorded_levels=len(heads), headcount=int(np.count_nonzero(inside)), heads_by_level=tuple(heads)
    )


def merged_headcount(counts: Sequence[NetworkCount]) -> int:
    """Heads across organisations of the same organisers (2013 Opinion, item 1), who are counted once.

    Summed once any of them has three levels; otherwise each stands for itself and the largest is said.
    """
    if any(count.recorded_levels >= LEVELS_THAT_MERGE for count in counts):
        return sum(count.headcount - 1 for count in counts) + 1
    return max((count.headcount for count in counts), default=0)
