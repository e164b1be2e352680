"""Markov removal effect: how much of what is sold would be lost without a channel (Anderl, Becker, von Wangenheim and
Schumann, Mapping the customer journey, 2016; order 1).

Journeys are a chain over channels with a start, an order and a loss. Removing a channel sends its visitors to the loss:
`effect = 1 - P(order without it) / P(order)`. Exact fractions: a chain is a system of linear equations with whole
numbers, which is solved without rounding, so that the same journeys give the same answer everywhere.
"""

from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from services.multi_touch.journeys import Journey, channels_of

START, ORDER, LOSS = "(start)", "(order)", "(loss)"


def removal_effects(journeys: Sequence[Journey]) -> dict[str, Fraction]:
    """Each channel's removal effect, from 0 to 1; empty where nothing was sold.

    What is lost with a channel is exactly what passes through it: the chance to come to it from the start, times the
    chance to order from there on. Both are read from one solution of the chain, instead of solving it anew without
    each channel.
    """
    counts = transitions(journeys)
    channels = channels_of(journeys)
    orders = _chances(counts, channels, ORDER)
    begun = sum(counts[START].values())
    if not begun:
        return {}
    from_start = sum((_share(counts, START, to) * orders[to] for to in channels), Fraction(0))
    if not from_start:
        return {}
    effects = {}
    for channel in channels:
        reach = _chances(counts, channels, channel)
        passing = sum((_share(counts, START, to) * reach[to] for to in channels), Fraction(0))
        effects[channel] = passing * orders[channel] / from_start
    return effects


def transitions(journeys: Sequence[Journey]) -> dict[str, dict[str, int]]:
    """How often each state followed each other. A channel that follows itself says nothing of where it leads, and is
    left out: it changes neither chance."""
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for journey in journeys:
        ended = journey.conversions + journey.lost
        if not ended:
            continue
        steps = [START, *(at for at, before in _pairs(journey.path) if at != before)]
        for before, at in pairwise(steps):
            counts[before][at] += ended
        counts[steps[-1]][ORDER] += journey.conversions
        counts[steps[-1]][LOSS] += journey.lost
    return counts


def _pairs(path: Sequence[str]) -> list[tuple[str, str]]:
    return list(zip(path, ["", *path], strict=False))


def _share(counts: dict[str, dict[str, int]], before: str, at: str) -> Fraction:
    whole = sum(counts[before].values())
    return Fraction(counts[before][at], whole) if whole else Fraction(0)


def _chances(counts: dict[str, dict[str, int]], channels: Sequence[str], goal: str) -> dict[str, Fraction]:
    """From each channel the chance ever to come to the goal: `h(c) = sum over s of P(c, s) h(s)`, with `h(goal) = 1`
    and 0 at the end that is not the goal."""
    open_ = [each for each in channels if each != goal]
    place = {each: at for at, each in enumerate(open_)}
    rows: list[list[int]] = []
    for channel in open_:
        row = [0] * (len(open_) + 1)
        row[place[channel]] = sum(counts[channel].values()) or 1
        for to, n in counts[channel].items():
            if to == goal:
                row[-1] += n
            elif to in place:
                row[place[to]] -= n
        rows.append(row)
    solved = dict(zip(open_, _solve(rows), strict=True))
    return {each: Fraction(1) if each == goal else solved[each] for each in channels}


def _solve(rows: list[list[int]]) -> list[Fraction]:
    """The solution of a square system of whole numbers, by Bareiss's elimination: every step stays whole.

    The matrix is that of an absorbing chain (each row's diagonal outweighs the rest, and from every state an end is
    reached), so it has exactly one solution and no pivot is zero in the order given.
    """
    size, before = len(rows), 1
    for step in range(size):
        pivot = rows[step][step]
        for at in range(step + 1, size):
            factor = rows[at][step]
            rows[at] = [
                (pivot * value - factor * above) // before
                for value, above in zip(rows[at], rows[step], strict=True)
            ]
        before = pivot
    found = [Fraction(0)] * size
    for at in range(size - 1, -1, -1):
        known = sum((rows[at][to] * found[to] for to in range(at + 1, size)), Fraction(0))
        found[at] = (rows[at][size] - known) / rows[at][at]
    return found
