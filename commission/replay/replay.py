"""Replay a scenario: the law of the live service over a file of dated events (scenario.md)."""

from typing import Any

from commission.replay.outcome import outcome
from commission.replay.read_scenario import read_scenario
from commission.replay.scenario import Scenario
from commission.replay.steps.apply import apply
from commission.replay.steps.mature import mature_until
from commission.replay.world import World


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


def play(scenario: Scenario) -> World:
    """The world after the last event of a scenario that was read already."""
    world = World.of(scenario)
    for event in scenario.events:
        mature_until(world, event.at)
        apply(world, event)
    last = scenario.events[-1].at if scenario.events else None
    if last is not None:
        # What fell due at its own payment, the last event, has no later event to mature before.
        mature_until(world, last)
    return world
