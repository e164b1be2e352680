"""N-09: participants relabelled as customers."""

from collections.abc import Iterator

import numpy as np

from commission.compliance.findings import Reading, Rule
from commission.compliance.network.watch import Watch
from commission.compliance.terms import Terms
from commission.compliance.tri import Tri
from commission.compliance.vocabulary import Family, Stage, Text


def check(watch: Watch, terms: Terms) -> Iterator[Reading]:
    rows = watch.view.snapshot["persons"]
    relabelled = rows.words("classification_at_enrolment", "participant") & rows.words(
        "classification_now", "customer"
    )
    count = int(np.count_nonzero(relabelled))
    unknown = rows.unknown("classification_at_enrolment", "classification_now")
    truth: Tri = True if count else None if unknown else False
    message = Text(
        f"{count} person(s) enrolled as participants now count as customers; N-03 counts them by their enrolment.",
        f"{count} 名以参加者身份加入者现被归为消费者；N-03 按加入时身份计算。",
    )
    yield Reading(
        truth,
        "$.persons[*].classification_at_enrolment",
        terms.severity("relabelled"),
        message,
        {"persons": count},
    )


RULE = Rule(
    id="N-09",
    name="RECLASSIFIED",
    stage=Stage.NETWORK,
    family=Family.PYRAMID,
    title=Text("Participants relabelled as customers", "参加者被改标为消费者"),
    mend=Text(
        "Judge by the class at enrolment; document why each was changed.",
        "按加入时身份判断，并记录每次变更的理由。",
    ),
    check=check,
)
