"""The same facts in any arrival order, with others' facts among them, give the same decision."""

import json
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from commission.attribution.candidates import Facts
from commission.attribution.decide import decide
from commission.attribution.decision import Decision
from commission.attribution.facts import Binding, Coupon, Identification, SellerStanding, Touch
from commission.attribution.models import MODELS
from commission.attribution.policy import REBINDS, SOURCES
from tests.commission.attribution.build import DAY, order, policy

SELLERS = st.sampled_from(["s1", "s2", "s3"])
VISITORS = st.sampled_from(["v1", "v2"])
CUSTOMERS = st.sampled_from(["c1", "c2"])
# Few distinct instants, so that ties are the rule.
INSTANTS = st.integers(-12, 3).map(lambda hours: DAY + timedelta(hours=6 * hours))


@st.composite
def facts(draw: st.DrawFn) -> Facts:
    ids = iter(draw(st.permutations([f"{n:02d}" for n in range(24)])))
    touches = [
        Touch(
            next(ids),
            draw(INSTANTS),
            draw(VISITORS),
            draw(SELLERS),
            draw(st.sampled_from(["wechat", "poster"])),
            draw(st.sampled_from(["click", "scan", "bot"])),
            draw(st.booleans()),
        )
        for _ in range(draw(st.integers(0, 8)))
    ]
    merges = [
        Identification(next(ids), draw(INSTANTS), draw(VISITORS), draw(CUSTOMERS))
        for _ in range(draw(st.integers(0, 5)))
    ]
    bindings = []
    for _ in range(draw(st.integers(0, 5))):
        customer = draw(st.none() | CUSTOMERS)
        visitor = draw(VISITORS) if customer is None else None
        bindings.append(Binding(next(ids), draw(INSTANTS), draw(SELLERS), customer, visitor))
    standings = st.builds(SellerStanding, st.booleans(), st.sampled_from([None, None, "account"]))
    return Facts(touches, merges, bindings, {name: draw(standings) for name in ("s1", "s2", "s3")})


POLICIES = st.builds(
    lambda precedence, model, rebind, days: policy(
        precedence=precedence, model=model, binding={"days": days, "rebind": rebind}, window_days=2
    ),
    st.permutations(SOURCES),
    st.sampled_from(sorted(MODELS)),
    st.sampled_from(REBINDS),
    st.integers(1, 3),
)
ORDERS = st.builds(
    lambda number, visitor, store, used: order(
        id=f"{number:02d}x",
        visitor=visitor,
        store=store,
        coupon=Coupon("K", used, "poster", DAY - timedelta(days=1)) if used else None,
    ),
    st.integers(0, 24),
    st.none() | VISITORS,
    st.none() | SELLERS,
    st.none() | SELLERS,
)


@given(POLICIES, ORDERS, facts(), st.randoms(use_true_random=False))
def test_arrival_order_never_matters_and_weights_sum_to_one(
    rules: Any, purchase: Any, known: Facts, shuffler: Any
) -> None:
    decision = decide(rules, purchase, known)
    shuffled = Facts(
        shuffler.sample(known.touches, len(known.touches)),
        shuffler.sample(known.identifications, len(known.identifications)),
        shuffler.sample(known.bindings, len(known.bindings)),
        known.sellers,
    )
    assert decide(rules, purchase, shuffled) == decision
    assert sum((c.weight for c in decision.credits), Fraction(0)) == (0 if decision.by is None else 1)
    assert len({c.seller for c in decision.credits}) == len(decision.credits)
    credited = {c.seller for c in decision.credits}
    assert all(known.sellers[seller].active for seller in credited)
    assert all(known.sellers[seller].same_person is None for seller in credited)


@given(POLICIES, ORDERS, facts())
def test_what_happens_to_strangers_or_afterwards_never_matters(
    rules: Any, purchase: Any, known: Facts
) -> None:
    decision = decide(rules, purchase, known)
    stranger = [Touch("q", DAY, "v9", "s1", "wechat")]
    merge = [Identification("q", DAY + timedelta(seconds=1), "v1", "c2")]
    more = replace(
        known, touches=[*known.touches, *stranger], identifications=[*known.identifications, *merge]
    )
    assert decide(rules, purchase, more) == decision


@given(POLICIES, ORDERS, facts())
def test_a_stored_decision_reads_back_equal(rules: Any, purchase: Any, known: Facts) -> None:
    decision = decide(rules, purchase, known)
    assert Decision.from_json(json.loads(json.dumps(decision.to_json()))) == decision
