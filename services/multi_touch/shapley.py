"""Shapley value: what each channel adds, on average over every order in which channels might join (Zhao, Mahboobi and
Bagheri, Shapley value methods for attribution modeling in online advertising, 2018).

The worth of a set of channels is what was sold by journeys that needed no other. That game is a sum of unanimity
games, one for each set of channels that a journey held, and the value of such a game is split equally among its
channels (Shapley 1953): so the exact value needs no sum over sets of sets.
"""

from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction

from services.multi_touch.journeys import Journey


def shapley_values(journeys: Sequence[Journey]) -> dict[str, Fraction]:
    """Orders by channel; they sum to all orders exactly. A channel without any is there with 0."""
    values: dict[str, Fraction] = defaultdict(Fraction)
    for journey in journeys:
        channels = set(journey.path)
        for channel in channels:
            values[channel] += Fraction(journey.conversions, len(channels))
    return dict(values)
