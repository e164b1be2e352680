"""N-07: revenue that depends on newcomers."""

from collections.abc import Iterator

import numpy as np

from commission.compliance.findings import Reading, Rule, not_given
from commission.compliance.network.shares import Banded, Share
from commission.compliance.network.watch import Watch
from commission.compliance.terms import Terms
from commission.compliance.vocabulary import Family, Stage, Text


def check(watch: Watch, terms: Terms) -> Iterator[Reading]:
    sales = watch.sales
    if sales is None:
        yield not_given("$.orders", terms.bands()[0][1])
        return
    net = np.maximum(sales.net, 0)
    fees = int(watch.view.total("fees_paid").sum())
    new = watch.view.joined > watch.view.today - 90
    fees_of_new = int(watch.view.total("fees_paid")[new].sum())
    unknown_days = int(np.count_nonzero(watch.view.participant & (watch.view.joined < -(2**30))))
    part = int(net[sales.by_newcomer].sum()) + fees_of_new
    whole = int(net.sum()) + fees
    by_members = int(net[sales.by_participant].sum()) + fees
    share = Share(part, whole, by_members - part if unknown_days else 0)
    words = (
        "Share of revenue from participants of less than 90 days",
        "来自加入不足 90 天参加者的收入占比",
    )
    yield from Banded(share, "$.persons[*].joined", *words).over(terms.bands())


RULE = Rule(
    id="N-07",
    name="TENURE_DEPENDENCE",
    stage=Stage.NETWORK,
    family=Family.PYRAMID,
    title=Text("Dependence on newcomers", "对新加入者资金的依赖"),
    mend=Text("Let revenue come from end customers.", "使收入来自终端消费者。"),
    check=check,
)
