"""Who gets the sale: walk the precedence, the first source that yields a seller decides.

Source of the rules: money-rules.md, Attribution. The decision depends on the policy, the order and the
facts alone, in whatever order the facts are given.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from fractions import Fraction
from typing import Any

from commission.attribution.candidates import Facts, Judged, judge
from commission.attribution.decision import Candidate, Credit, Decision
from commission.attribution.facts import Purchase, Touch
from commission.attribution.models import SINGLE_MODELS, weigh, winner
from commission.attribution.ownership import OwnerLookup, Owners
from commission.attribution.policy import AttributionPolicy
from commission.attribution.words import credited, nobody

_MICROSECOND = timedelta(microseconds=1)
_Verdict = tuple[tuple[Credit, ...], Candidate | None, dict[str, Any]]


def decide(
    policy: AttributionPolicy, order: Purchase, facts: Facts, owners: OwnerLookup | None = None
) -> Decision:
    """One decision for the order, the same for each of its lines. Instants must be in UTC.

    `owners` stands in for `facts.identifications` where the caller keeps them arranged, the order's own
    identification of its visitor among them and none that comes after the order.
    Raises KeyError where `facts.sellers` leaves out a seller that a fact names: a caller's mistake.
    """
    judged = judge(policy, order, facts, owners or Owners(facts.identifications, order))
    candidates = judged.all()
    trace: list[Mapping[str, Any]] = []
    for source in policy.precedence:
        shares, deciding, step = _try(source, policy, order, judged)
        trace.append(step)
        if shares:
            sentence = credited(source, shares, policy.model, deciding)
            return Decision(source, shares, candidates, tuple(trace), sentence)
    return Decision(None, (), candidates, tuple(trace), nobody(candidates))


def _try(source: str, policy: AttributionPolicy, order: Purchase, judged: Judged) -> _Verdict:
    if source == "touch":
        return _by_touch(policy, order, judged)
    if source == "binding" and policy.binding is None:
        return (), None, {"step": source, "result": "off"}
    candidate = {"coupon": judged.coupon, "binding": judged.binding, "store": judged.store}[source]
    if candidate is None:
        return (), None, {"step": source, "result": "none"}
    named: dict[str, Any] = {"step": source, "seller": candidate.seller}
    if candidate.id is not None:
        named["id"] = candidate.id
    if candidate.dropped is not None:
        return (), None, {**named, "result": "dropped", "reason": candidate.dropped}
    credit = Credit(candidate.seller, Fraction(1), candidate.channel or source)
    return (credit,), candidate, {**named, "result": "credited"}


def _by_touch(policy: AttributionPolicy, order: Purchase, judged: Judged) -> _Verdict:
    counting = [touch for touch, candidate in judged.touches if candidate.dropped is None]
    step: dict[str, Any] = {"step": "touch", "model": policy.model, "counting": len(counting)}
    if not counting:
        return (), None, {**step, "result": "dropped" if judged.touches else "none"}
    if policy.model in SINGLE_MODELS:
        touch = winner(policy.model, counting)
        deciding = dict(judged.touches)[touch]
        step |= {"result": "credited", "seller": touch.seller, "id": touch.id}
        return (Credit(touch.seller, Fraction(1), touch.channel),), deciding, step
    weights = weigh(policy.model, counting, order.at, policy.half_life_days)
    parts = [
        {"id": touch.id, "seller": touch.seller, "age_us": _age_us(order, touch), "weight": str(weight)}
        for touch, weight in zip(counting, weights, strict=True)
    ]
    if policy.model == "time_decay":
        step["half_life_days"] = policy.half_life_days
    return _shared(counting, weights), None, {**step, "result": "credited", "parts": parts}


def _age_us(order: Purchase, touch: Touch) -> int:
    return (order.at - touch.at) // _MICROSECOND


def _shared(touches: Sequence[Touch], weights: Sequence[Fraction]) -> tuple[Credit, ...]:
    """Add up each seller's weights; sellers by their latest touch, latest first, whose channel is theirs."""
    shares: dict[str, Fraction] = {}
    channels: dict[str, str] = {}
    for touch, weight in zip(reversed(touches), reversed(weights), strict=True):
        shares[touch.seller] = shares.get(touch.seller, Fraction(0)) + weight
        channels.setdefault(touch.seller, touch.channel)
    return tuple(Credit(seller, weight, channels[seller]) for seller, weight in shares.items())
