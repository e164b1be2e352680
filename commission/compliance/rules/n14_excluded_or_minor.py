"""N-14: participants whom the law keeps out."""

from collections.abc import Iterator

import numpy as np

from commission.compliance.findings import Reading, Rule
from commission.compliance.network.watch import Watch
from commission.compliance.terms import Terms
from commission.compliance.tri import Tri
from commission.compliance.vocabulary import Family, Stage, Text


def check(watch: Watch, terms: Terms) -> Iterator[Reading]:
    view = watch.view
    rows = view.snapshot["persons"]
    named = terms.words("excluded")
    excluded = view.anyone(rows.words("excluded_category", *named)) & view.participant
    found = np.flatnonzero(excluded)
    category = rows.get("excluded_category")
    silent = np.ones(rows.rows, dtype=np.bool_) if category is None else category < 0
    unsaid = bool((view.anyone(silent) & view.participant).any())
    truth: Tri = True if found.size else None if unsaid else False
    message = Text(
        f"{found.size} participant(s) belong to a category that may not take part.",
        f"{found.size} 名参加者属于禁止参加的人员。",
    )
    evidence = {"participants": int(found.size), "first": view.names(found)}
    yield Reading(truth, "$.persons[*].excluded_category", terms.severity("excluded"), message, evidence)


RULE = Rule(
    id="N-14",
    name="EXCLUDED_OR_MINOR",
    stage=Stage.NETWORK,
    family=Family.CONDUCT,
    title=Text("Persons who may not take part", "禁止参加的人员"),
    mend=Text("Suspend their earning and settle what they are owed.", "暂停其收益并结清应付款项。"),
    check=check,
)
