"""N-01: thirty people on three levels, organiser and own level counted, where uplines earn."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from commission.compliance.counting.levels import NetworkCount
from commission.compliance.findings import Reading, Rule
from commission.compliance.network.watch import Watch
from commission.compliance.terms import Terms
from commission.compliance.tri import Tri, all_of, any_of
from commission.compliance.vocabulary import Family, Stage, Text

ILLEGAL_BESIDE = frozenset({"P-01", "P-02", "P-05"})
_NAMED = 10


def check(watch: Watch, terms: Terms) -> Iterator[Reading]:
    view = watch.view
    count = view.counted.count
    shape = all_of([criminal_shape(count, terms, view.unsure_participants), view.uplines_earn])
    message = Text(
        f"{count.headcount} people on {count.recorded_levels} levels, organiser included, and uplines earn.",
        f"含组织者共 {count.headcount} 人、{count.recorded_levels} 层，且上级从中获利。",
    )
    path = "$.payouts" if view.uplines_earn is None else "$.persons"
    beside: Tri = None if terms.plan_findings is None else bool(terms.plan_findings & ILLEGAL_BESIDE)
    evidence = _evidence(watch, terms) if shape else {}
    if shape is False:
        yield from _alarm(watch, terms, path)
        return
    if beside is not True:
        yield Reading(shape, path, terms.severity("shape"), message, evidence)
    if beside is not False:
        asked = "$plan" if shape and beside is None else path
        yield Reading(all_of([shape, beside]), asked, terms.severity("beside_illegal"), message, evidence)


def criminal_shape(count: NetworkCount, terms: Terms, unsure: int, heads_name: str = "heads") -> Tri:
    """2013 Opinion, item 1. People of whom it is not known whether they take part may still make up the number."""
    levels, heads = int(terms.number("levels")), int(terms.number(heads_name))
    if count.recorded_levels >= levels and count.headcount >= heads:
        return True
    return None if unsure and count.headcount + unsure >= heads else False


def _alarm(watch: Watch, terms: Terms, path: str) -> Iterator[Reading]:
    view = watch.view
    count = view.counted.count
    near = any_of(
        [
            count.recorded_levels >= int(terms.number("alarm_levels")),
            count.headcount >= int(terms.number("alarm_heads")),
        ]
    )
    message = Text(
        f"Uplines earn, on {count.recorded_levels} levels and {count.headcount} people so far.",
        f"上级从中获利；目前 {count.recorded_levels} 层、{count.headcount} 人。",
    )
    yield Reading(all_of([near, view.uplines_earn]), path, terms.severity("alarm"), message)


def _evidence(watch: Watch, terms: Terms) -> dict[str, Any]:
    """Leaders are charged on their own sub-tree, themselves as level 1: those whose sub-tree has the shape alone."""
    view = watch.view
    forest, members = view.forest, view.counted.members
    own_levels = forest.deepest - forest.level + 1
    earning = forest.sum_up((view.member_totals(view.upline_pay) > 0).astype(np.int64)) > 0
    levels, heads = int(terms.number("levels")), int(terms.number("heads"))
    leaders = np.flatnonzero((own_levels >= levels) & (forest.heads >= heads) & earning)
    largest = leaders[np.argsort(-forest.heads[leaders], kind="stable")][:_NAMED]
    return {
        "heads_by_level": list(view.counted.count.heads_by_level),
        "leaders": int(leaders.size),
        "largest": [
            {
                "person": view.name(int(members[one])),
                "heads": int(forest.heads[one]),
                "levels": int(own_levels[one]),
            }
            for one in largest
        ],
    }


RULE = Rule(
    id="N-01",
    name="CRIMINAL_SHAPE",
    stage=Stage.NETWORK,
    family=Family.PYRAMID,
    title=Text("Thirty people on three levels", "三十人、三层"),
    mend=Text(
        "Stop all pay above the seller now; keep own-sale commission and buy-backs running; call counsel.",
        "立即停止一切上级报酬；保留本人销售佣金和退货回购；联系律师。",
    ),
    check=check,
)
