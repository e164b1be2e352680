"""N-03: how much of what is sold goes to people outside the network."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from commission.compliance.findings import Reading, Rule, not_given
from commission.compliance.network.sales import Sales
from commission.compliance.network.shares import Banded, Share
from commission.compliance.network.watch import Watch
from commission.compliance.terms import Terms
from commission.compliance.vocabulary import Family, Stage, Text

QUARTER_DAYS, YEAR_DAYS = 90, 365
_NAMED = 10


def check(watch: Watch, terms: Terms) -> Iterator[Reading]:
    sales = watch.sales
    if sales is None:
        yield not_given("$.orders", terms.bands()[0][1])
        return
    # Without dates of orders the rolling windows cannot be told apart; the whole period is then judged, and said.
    windows = [QUARTER_DAYS, YEAR_DAYS] if sales.dated else [None]
    for days in windows:
        en, zh = _window_words(days)
        share = retail_share(sales, days)
        evidence = {"retail_minor": share.part, "total_minor": share.whole, "window_days": days}
        words = (f"Verified retail share{en}", f"经核实的零售占比{zh}")
        yield from Banded(share, "$.orders", *words, evidence).under(terms.bands())
    yield from _sub_trees(sales, windows[-1], terms)


def retail_share(sales: Sales, days: int | None) -> Share:
    window = sales.window(days)
    return Share(window.retail, window.total, window.perhaps_retail)


def _sub_trees(sales: Sales, days: int | None, terms: Terms) -> Iterator[Reading]:
    """Per participant with his downline (Vemma): paid uplines whose own part of the network lives on itself."""
    severity = terms.severity("sub_tree")
    if severity is None or not sales.view.uplines_earn:
        return
    low = _low_leaders(sales, days, terms)
    message = Text(
        f"{low['count']} paid upline(s) with a sub-tree whose retail share is below {terms.number('sub_tree_share')}.",
        f"{low['count']} 名领取上级报酬者，其子网络零售占比低于 {terms.number('sub_tree_share')}。",
    )
    yield Reading(low["count"] > 0, "$.persons", severity, message, low)


def _low_leaders(sales: Sales, days: int | None, terms: Terms) -> dict[str, Any]:
    view = sales.view
    window = sales.window(days)
    retail = view.forest.sum_up(view.member_totals(window.retail_by_person))
    total = view.forest.sum_up(view.member_totals(window.total_by_person))
    share = terms.number("sub_tree_share")
    above, below = share.as_integer_ratio()
    # retail / total < above / below, in whole numbers.
    low = (total > 0) & (retail * below < total * above) & (view.member_totals(view.upline_pay) > 0)
    found = np.flatnonzero(low)
    largest = found[np.argsort(-total[found], kind="stable")][:_NAMED]
    return {"count": int(found.size), "largest": view.names(view.counted.members[largest])}


def _window_words(days: int | None) -> tuple[str, str]:
    return ("", "") if days is None else (f" over {days} days", f"（近 {days} 天）")


RULE = Rule(
    id="N-03",
    name="RETAIL_SHARE",
    stage=Stage.NETWORK,
    family=Family.PYRAMID,
    title=Text("Share of sales to people outside", "对外零售占比"),
    mend=Text(
        "Hold further stocking until what is there is sold to end customers; pay on verified retail only.",
        "在现有货品售予终端消费者之前暂停进货；只就经核实的零售付酬。",
    ),
    check=check,
)
