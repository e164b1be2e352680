"""What another return policy would have paid back for the same returns: who gets more, who less, what is refused."""

from collections.abc import Mapping
from typing import Any

from commission.replay.events import WholesaleReturned
from commission.replay.replay import Watch
from commission.replay.side_by_side import Played, difference, played_twice

_NOTHING = {"gross": 0, "fee": 0, "refund": 0}


def compare_returns(
    document: Mapping[str, Any], new_policy: object, watch: Watch | None = None
) -> dict[str, Any]:
    """Replay `document` under its own return policy and under `new_policy`, and set the returns side by side.

    The new policy governs every stock order, and every earlier return of it, so that the cumulative rule never makes
    up in one return for another. Of a history with a `period` only returns made in it are told. Refunds are minor
    units, net of the fee. A return that the new policy refuses pays nothing, and its units stay with the reseller,
    whose later returns see them. Whoever would have sent back more, or less, is not guessed.

    Raises ScenarioRefused, where it is the new policy's fault with paths that begin with `return_policy`.
    """
    before, after = played_twice(document, "return_policy", new_policy, watch)
    returns = _returns(before, after)
    sellers: dict[str, dict[str, int]] = {}
    for each in returns:
        sums = sellers.setdefault(
            each["seller"], {"returns": 0, "units": 0, "refused_units": 0, "before": 0, "after": 0}
        )
        sums["returns"] += 1
        sums["units"] += each["qty"]
        sums["refused_units"] += each["qty"] if each["refused"] else 0
        sums["before"] += each["before"]["refund"]
        sums["after"] += each["after"]["refund"]
    for sums in sellers.values():
        sums["difference"] = sums["after"] - sums["before"]
    return {
        "returns": returns,
        "sellers": dict(sorted(sellers.items())),
        "gets_more": sorted(seller for seller, each in sellers.items() if each["difference"] > 0),
        "gets_less": sorted(seller for seller, each in sellers.items() if each["difference"] < 0),
        "units": sum(each["units"] for each in sellers.values()),
        "refused_units": sum(each["refused_units"] for each in sellers.values()),
        "refunds": difference(
            sum(each["before"] for each in sellers.values()), sum(each["after"] for each in sellers.values())
        ),
    }


def _returns(before: Played, after: Played) -> list[dict[str, Any]]:
    """The returns that were made, in order of (instant, id)."""
    period = before.scenario.period
    made = {each["event"]: each for each in before.world.returns}
    would = {each["event"]: each for each in after.world.returns}
    refused = {each["event"]: each["reason"] for each in after.world.rejected}
    return [
        {
            "event": event.id,
            "at": event.at,
            "order": event.order,
            "line": event.line,
            "seller": before.world.stock_orders[event.order].seller,
            "qty": event.qty,
            "before": _figures(made[event.id]),
            "after": _figures(would.get(event.id, _NOTHING)),
            "refused": None if event.id in would else refused[event.id],
        }
        for event in before.scenario.events
        if isinstance(event, WholesaleReturned)
        and event.id in made
        and (period is None or period.start <= event.at <= period.end)
    ]


def _figures(made: Mapping[str, Any]) -> dict[str, int]:
    return {name: made[name] for name in _NOTHING}
