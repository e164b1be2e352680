"""Replay a scenario: the law of the live service over a file of dated events (scenario.md)."""

from collections.abc import Callable
from typing import Any

from commission.replay.outcome import outcome
from commission.replay.read_scenario import read_scenario
from commission.replay.scenario import Scenario
from commission.replay.steps.apply import apply
from commission.replay.steps.mature import mature_until
from commission.replay.world import World

Watch = Callable[[int], None]
"""Told now and then how many events were taken: a long replay can be followed, and ended by raising."""
TOLD_EVERY = 256


def replay(document: object) -> dict[str, Any]:
    """The outcome as plain JSON. Raises ScenarioRefused, naming every fault, where the file breaks the format.

    `document` is the parsed file and is not changed. Events are taken in order of (instant, id); what is due
    matures before any event of its instant; an event that breaks a rule is listed under `rejected`.
    """
    return run(read_scenario(document))


def run(scenario: Scenario) -> dict[str, Any]:
    """The outcome of a scenario that was read already."""
    world = play(scenario)
    return outcome(world, scenario.events[-1].at if scenario.events else None)


def play(scenario: Scenario, watch: Watch | None = None) -> World:
    """The world after the last event of a scenario that was read already."""
    world = World.of(scenario)
    for count, event in enumerate(scenario.events, 1):
        mature_until(world, event.at)
        apply(world, event)
        if watch is not None and count % TOLD_EVERY == 0:
            watch(count)
    last = scenario.events[-1].at if scenario.events else None
    if last is not None:
        # What fell due at its own payment, the last event, has no later event to mature before.
        mature_until(world, last)
    return world
