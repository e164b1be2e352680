"""The order in which people go when whoever has nobody left below goes: the layout that every count passes over."""

from itertools import pairwise

import numpy as np
import numpy.typing as npt

Links = npt.NDArray[np.int32]
Places = npt.NDArray[np.intp]
Round = tuple[int, int, Places]
"""Who goes together: the first and the end of their places in the layout, and the places of those right above them."""

CROWD = 24
"""Where more than one person in so many goes in a round, those that go next are found by reading the whole column."""


class Layout:
    """People in the order of their rounds, leaves first, and behind them the heads, which are in no round.

    `everybody` holds their positions in that order and `rank` is its inverse; `tops` are the ranks of `heads`. Members
    of cycles are in no round: then `everybody` is shorter than the column, and `rank` says nothing.
    """

    def __init__(self, parent: Links, head: npt.NDArray[np.bool_]) -> None:
        size = parent.size
        self.heads: Places = np.flatnonzero(head)
        order: Links = np.empty(size, dtype=np.int32)
        above: Links = np.empty(size, dtype=np.int32)
        ends = _peel(parent, head, order, above)
        gone = ends[-1]
        self.tops = slice(gone, gone + self.heads.size)
        order[self.tops] = self.heads
        self.everybody = order[: self.tops.stop].astype(np.intp)
        rank: Links = np.empty(size, dtype=np.int32)
        rank[self.everybody] = np.arange(self.everybody.size, dtype=np.int32)
        places = rank.take(above[:gone]).astype(np.intp)
        self.rank = rank.astype(np.intp)
        self.rounds: list[Round] = [(first, end, places[first:end]) for first, end in pairwise(ends)]


def _peel(parent: Links, head: npt.NDArray[np.bool_], order: Links, above: Links) -> list[int]:
    """Write who goes into `order` and who stands right above into `above`; where each round begins, and the end."""
    nobody = parent.size  # stands above every head and never leaves
    up = np.where(head, np.int32(nobody), parent)
    one = np.ones(
        nobody, dtype=np.int32
    )  # a column of the counts' kind: a bare 1 would be cast again and again
    waiting = np.zeros(nobody + 1, dtype=np.int32)
    np.add.at(waiting, up.astype(np.intp), one)
    waiting[nobody] = np.iinfo(np.int32).max
    waiting[:nobody] += head
    sole = waiting == 1  # who waits for one person alone goes right after that one: no count to keep
    last = np.empty(nobody + 1, dtype=np.int32)
    leaving = _free(waiting)
    ends = [0]
    while leaving.size:
        first, end = ends[-1], ends[-1] + leaving.size
        ends.append(end)
        order[first:end] = leaving
        above[first:end] = up.take(leaving)
        over = above[first:end].astype(np.intp)
        if leaving.size > nobody // CROWD:
            np.subtract.at(waiting, over, one[: over.size])
            leaving = _free(waiting)
            continue
        alone = sole.take(over)
        leaving = over.compress(alone)
        if leaving.size < over.size:
            rest = over.compress(~alone)
            np.subtract.at(waiting, rest, one[: rest.size])
            rest = rest.compress(waiting.take(rest) == 0)
            if rest.size:
                # Who lost several people in this round is here as often: the last to write its turn stays.
                turn = np.arange(rest.size, dtype=np.int32)
                last[rest] = turn
                leaving = np.concatenate((leaving, rest.compress(last.take(rest) == turn)))
    return ends


def _free(waiting: Links) -> Places:
    """Who waits for nobody, in the order of memory. They are marked, so that nobody goes twice."""
    free = waiting == 0
    waiting -= free
    return np.flatnonzero(free)
