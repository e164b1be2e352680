"""N-13: how few receive most of the pay on others, and what is said of the leaders."""

from collections.abc import Iterator

import numpy as np

from commission.compliance.findings import Reading, Rule
from commission.compliance.network.shares import Banded, Share
from commission.compliance.network.view import NetworkView
from commission.compliance.network.watch import Watch
from commission.compliance.terms import Terms
from commission.compliance.vocabulary import Family, Stage, Text


def check(watch: Watch, terms: Terms) -> Iterator[Reading]:
    view = watch.view
    share = top_share(view)
    words = ("Share of pay on others that the top 1 % receive", "前 1% 的人取得的上级报酬占比")
    yield from Banded(share, "$.payouts", *words).over(terms.bands())
    if view.snapshot.has("complaints"):
        told = view.snapshot["complaints"].words("topic", "recruiting")
        count = int(np.count_nonzero(told))
        message = Text(f"{count} complaint(s) about recruiting.", f"{count} 起关于发展人员的投诉。")
        yield Reading(count > 0, "$.complaints", terms.severity("reported"), message, {"complaints": count})


def top_share(view: NetworkView) -> Share:
    """One in a hundred of the participants, at least one person."""
    pay = np.sort(view.member_totals(view.upline_pay))
    top = -(-pay.size // 100)
    whole = int(pay.sum())
    return Share(int(pay[-top:].sum()), whole, 1 if view.uplines_earn is None else 0)


RULE = Rule(
    id="N-13",
    name="CONCENTRATION",
    stage=Stage.NETWORK,
    family=Family.PYRAMID,
    title=Text("Concentration of pay on others", "上级报酬的集中度"),
    mend=Text(
        "Pay nobody on others' sales; look into what leaders offer on their own.",
        "不就他人销售付酬；调查团队长的私下激励。",
    ),
    check=check,
)
