"""Cycles: people who stand below themselves. A network with one is refused, its members named."""

import numpy as np
import numpy.typing as npt


class NetworkCycle(ValueError):
    """`cycles` holds each cycle's positions, in order: everyone's parent is the next, the last one's the first."""

    def __init__(self, cycles: tuple[tuple[int, ...], ...]) -> None:
        self.cycles = cycles
        shown = "; ".join(" > ".join(map(str, (*cycle[:12], cycle[0]))) for cycle in cycles[:5])
        super().__init__(f"{len(cycles)} cycle(s) of parents, of any length: {shown}")


def cycles_in(parent: npt.NDArray[np.int32]) -> tuple[tuple[int, ...], ...]:
    """Every cycle of the links, each from its smallest member on, ordered by that member."""
    # The last entry is where a root's -1 points, and it stays there: beyond the top is beyond the top.
    higher = np.append(parent, np.int32(-1))
    for _ in range(parent.size.bit_length()):
        higher = higher[higher]  # twice as high as before
    # Higher than there are people, only those who go round in circles stand above anybody.
    members = np.unique(higher[higher >= 0])
    return _in_order(members.tolist(), parent)


def _in_order(members: list[int], parent: npt.NDArray[np.int32]) -> tuple[tuple[int, ...], ...]:
    seen: set[int] = set()
    cycles: list[tuple[int, ...]] = []
    for start in members:
        if start in seen:
            continue
        cycle = [start]
        at = int(parent[start])
        while at != start:
            cycle.append(at)
            at = int(parent[at])
        seen.update(cycle)
        cycles.append(tuple(cycle))
    return tuple(cycles)
