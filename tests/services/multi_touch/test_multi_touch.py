"""Markov removal effects and Shapley values, against brute force and against the ChannelAttribution package."""

import csv
import gzip
from fractions import Fraction
from functools import cache
from itertools import combinations
from math import factorial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.multi_touch.journeys import Journey, channels_of
from services.multi_touch.markov import LOSS, ORDER, START, removal_effects, transitions
from services.multi_touch.shapley import shapley_values

PATHS = Path(__file__).parents[3] / "data" / "attribution_paths.csv.gz"
# markov_model(order=1) of ChannelAttribution 2.2.5 (PyPI) on this very file: simulated with 1.1e7 journeys, so right to
# half a percent of a conversion share (its own criterion, conv_par=0.005).
PACKAGE_REMOVAL = {
    "eta": 0.34806243182475904,
    "iota": 0.40621452104806216,
    "alpha": 0.5580393913759711,
    "beta": 0.26358913425791947,
    "theta": 0.20644576033481,
    "lambda": 0.13365408160993744,
    "kappa": 0.028239854411077226,
    "zeta": 0.03980599274281516,
    "epsilon": 0.0630954898599764,
    "gamma": 0.018080352173816254,
    "delta": 0.00046609603526190423,
    "mi": 0.00021148238017853566,
}
# Its transition_matrix(order=1), which is counted, not simulated.
PACKAGE_TRANSITIONS = {
    ("(start)", "eta"): 0.16080419066152263,
    ("(start)", "iota"): 0.23110864719924876,
    ("(start)", "alpha"): 0.32636021134329707,
    ("eta", "iota"): 0.08952741454462032,
    ("eta", ORDER): 0.11949415003441156,
    ("eta", LOSS): 0.4073468685478321,
    ("iota", "alpha"): 0.18266648143002687,
    ("alpha", ORDER): 0.1491506868665466,
    ("beta", "eta"): 0.3921517767814133,
}


@cache
def carried() -> tuple[Journey, ...]:
    with gzip.open(PATHS, "rt") as file:
        return tuple(
            Journey(tuple(row["path"].split(" > ")), int(row["total_conversions"]), 0, int(row["total_null"]))
            for row in csv.DictReader(file)
        )


def test_the_carried_file_is_the_packages_own() -> None:
    journeys = carried()
    assert len(journeys) == 10_000
    assert sum(journey.conversions for journey in journeys) == 19_785
    assert sum(journey.lost for journey in journeys) == 68_602
    assert len(channels_of(journeys)) == 12


def test_transitions_are_the_packages_to_the_last_digit() -> None:
    counts = transitions(carried())
    for (before, at), share in PACKAGE_TRANSITIONS.items():
        assert counts[before][at] / sum(counts[before].values()) == pytest.approx(share, rel=1e-12)


def test_removal_effects_agree_with_the_package() -> None:
    effects = removal_effects(carried())
    assert set(effects) == set(PACKAGE_REMOVAL)
    for channel, effect in PACKAGE_REMOVAL.items():
        assert float(effects[channel]) == pytest.approx(effect, abs=0.002), channel
    credited = {channel: 19_785 * effect / sum(effects.values()) for channel, effect in effects.items()}
    assert float(credited["alpha"]) == pytest.approx(5344.3, rel=0.005)
    assert sum(credited.values()) == 19_785


def test_removal_effects_agree_with_removing_each_channel() -> None:
    effects = removal_effects(carried())
    for channel in ("alpha", "kappa", "mi"):
        assert effects[channel] == removed_by_hand(carried(), channel)


def test_shapley_values_agree_with_summing_over_every_coalition() -> None:
    journeys = carried()
    values = shapley_values(journeys)
    assert sum(values.values()) == 19_785
    for channel in ("alpha", "iota", "mi"):
        assert values[channel] == by_coalitions(journeys, channel)


def removed_by_hand(journeys: tuple[Journey, ...] | list[Journey], channel: str) -> Fraction:
    """1 - P(order without the channel) / P(order), the chain solved anew by Gauss over fractions."""
    counts = transitions(journeys)
    whole = order_chance(counts, None)
    return 1 - order_chance(counts, channel) / whole


def order_chance(counts: dict[str, dict[str, int]], removed: str | None) -> Fraction:
    states = [START, *(state for state in counts if state not in (START, removed))]
    rows = []
    for state in states:
        out = sum(counts[state].values())
        row = [Fraction(int(state == to)) - Fraction(counts[state].get(to, 0), out) for to in states]
        rows.append([*row, Fraction(counts[state].get(ORDER, 0), out)])
    for at in range(len(rows)):
        pivot = next(index for index in range(at, len(rows)) if rows[index][at] != 0)
        rows[at], rows[pivot] = rows[pivot], rows[at]
        rows[at] = [value / rows[at][at] for value in rows[at]]
        for other in range(len(rows)):
            if other != at and rows[other][at] != 0:
                factor = rows[other][at]
                rows[other] = [a - factor * b for a, b in zip(rows[other], rows[at], strict=True)]
    return rows[0][-1]


def by_coalitions(journeys: tuple[Journey, ...] | list[Journey], channel: str) -> Fraction:
    """The definition: the mean over every order of joining of what the channel adds."""
    sold: dict[frozenset[str], int] = {}
    for journey in journeys:
        key = frozenset(journey.path)
        sold[key] = sold.get(key, 0) + journey.conversions
    names = channels_of(journeys)
    others = [name for name in names if name != channel]
    value = Fraction(0)
    for size in range(len(others) + 1):
        weight = Fraction(factorial(size) * factorial(len(others) - size), factorial(len(names)))
        for chosen in combinations(others, size):
            without = frozenset(chosen)
            added = sum(n for held, n in sold.items() if held <= without | {channel} and channel in held)
            value += weight * added
    return value


channel_names = st.sampled_from("abcd")
journey_lists = st.lists(
    st.builds(
        Journey,
        st.lists(channel_names, min_size=1, max_size=5).map(tuple),
        st.integers(0, 4),
        st.just(0),
        st.integers(0, 4),
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=60, deadline=None)
@given(journey_lists)
def test_any_journeys_agree_with_brute_force(journeys: list[Journey]) -> None:
    values, effects = shapley_values(journeys), removal_effects(journeys)
    assert sum(values.values()) == sum(journey.conversions for journey in journeys)
    for channel in channels_of(journeys):
        assert values[channel] == by_coalitions(journeys, channel)
    if not any(journey.conversions for journey in journeys):
        assert effects == {}
        return
    came = {each for journey in journeys if journey.conversions + journey.lost for each in journey.path}
    for channel, effect in effects.items():
        assert 0 <= effect <= 1
        assert effect == (removed_by_hand(journeys, channel) if channel in came else 0)


def test_nothing_sold_says_nothing() -> None:
    assert removal_effects([Journey(("a",), 0, 0, 3)]) == {}
    assert removal_effects([]) == {}
    assert shapley_values([]) == {}
