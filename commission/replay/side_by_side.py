"""What the comparisons of two policies over one history share."""

from collections.abc import Mapping
from typing import Any

from commission.replay.read_scenario import read_scenario
from commission.replay.replay import Watch, play
from commission.replay.rows import RetailOrder
from commission.replay.scenario import Scenario
from commission.replay.world import World


class Played:
    """One of the two replays: the scenario as it was read, and the world after its last event."""

    def __init__(self, document: object, watch: Watch | None = None) -> None:
        self.scenario: Scenario = read_scenario(document)
        self.world: World = play(self.scenario, watch)

    def orders(self) -> dict[str, RetailOrder]:
        """The paid retail orders of the history's period; all of them where it has none."""
        period = self.scenario.period
        return {
            order.id: order
            for order in self.world.retail_orders.values()
            if period is None or period.start <= order.paid_at <= period.end
        }


def played_twice(
    document: Mapping[str, Any], policy: str, draft: object, watch: Watch | None = None
) -> tuple[Played, Played]:
    """The history under its own versions of `policy`, and under `draft` alone.

    A single draft applies to the whole history, whatever its `effective_from`; a list of versions is taken as it is.
    `watch` counts the events of both. Raises ScenarioRefused, where it is the draft's fault with paths that begin with
    `policy`.
    """
    before = Played(document, watch)
    so_far = len(before.scenario.events)
    after = Played(
        {**document, policy: _from_the_start(draft)},
        None if watch is None else lambda count: watch(so_far + count),
    )
    return before, after


def difference(before: int, after: int) -> dict[str, int]:
    """Two figures, and by how much the second is more."""
    return {"before": before, "after": after, "difference": after - before}


def _from_the_start(policy: object) -> object:
    if not isinstance(policy, dict):
        return policy
    return {key: value for key, value in policy.items() if key != "effective_from"}
