"""N-02: what makes the shape of N-01 serious: 120 people, or 2.5 million yuan collected."""

from collections.abc import Iterator

from commission.compliance.findings import Reading, Rule
from commission.compliance.network.view import NetworkView
from commission.compliance.network.watch import Watch
from commission.compliance.rules.n01_criminal_shape import criminal_shape
from commission.compliance.terms import Terms
from commission.compliance.tri import Tri, all_of, any_of
from commission.compliance.vocabulary import Family, Stage, Text

_COLLECTED = ("fees_paid", "purchases_own", "purchases_for_resale")


def check(watch: Watch, terms: Terms) -> Iterator[Reading]:
    """Only beside the criminal shape: an honest brand may have many sellers and sell them much stock."""
    view = watch.view
    count = view.counted.count
    heads, repeated = int(terms.number("heads")), int(terms.number("heads_after_sanction"))
    prior = view.snapshot.prior_sanction
    many = any_of([count.headcount >= heads, all_of([count.headcount >= repeated, prior])])
    collected = int(sum(int(view.member_totals(view.total(name)).sum()) for name in _COLLECTED))
    much = _over_ceiling(view, collected, terms)
    shape = all_of([criminal_shape(count, terms, view.unsure_participants, "heads_shape"), view.uplines_earn])
    message = Text(
        f"The network is of a serious size: {count.headcount} people, {view.money(collected)} collected.",
        f"网络规模达到情节严重：{count.headcount} 人，收取 {view.money(collected)}。",
    )
    aggravated = any_of([many, much])
    path = "$.persons"
    if aggravated is None and shape:
        path = "$.prior_sanction" if many is None else "$.persons[*].purchases_for_resale"
        path = path if collected == 0 or view.snapshot.currency == terms.currency else "$.currency"
    evidence = {"headcount": count.headcount, "collected_minor": collected}
    yield Reading(all_of([shape, aggravated]), path, terms.severity("aggravated"), message, evidence)


def _over_ceiling(view: NetworkView, collected: int, terms: Terms) -> Tri:
    ceiling = int(terms.number("collected") * view.snapshot.minor_per_major)
    if collected and view.snapshot.currency != terms.currency:
        return None
    if collected >= ceiling:
        return True
    return None if view.snapshot["persons"].unknown(*_COLLECTED) else False


RULE = Rule(
    id="N-02",
    name="AGGRAVATED",
    stage=Stage.NETWORK,
    family=Family.PYRAMID,
    title=Text("Serious size", "情节严重的规模"),
    mend=Text("As for N-01, and preserve every record.", "同 N-01，并保全全部记录。"),
    check=check,
)
