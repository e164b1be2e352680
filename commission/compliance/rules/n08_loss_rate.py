"""N-08: how many participants lose money."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from commission.compliance.findings import Reading, Rule, not_given
from commission.compliance.network.shares import Banded, Share
from commission.compliance.network.view import NetworkView
from commission.compliance.network.watch import Watch
from commission.compliance.terms import Terms
from commission.compliance.vocabulary import Family, Stage, Text

_REWARDS = ("reward_own_retail", "reward_upline_sales", "reward_upline_purchases", "reward_recruit")
_TOLD = (*_REWARDS, "retail_sales_verified", "purchases_for_resale", "fees_paid", "costs")


def check(watch: Watch, terms: Terms) -> Iterator[Reading]:
    view = watch.view
    persons = view.snapshot["persons"]
    missing = [name for name in _TOLD if persons.get(name) is None]
    if missing:
        yield not_given(f"$.persons[*].{missing[0]}", terms.bands()[0][1])
        return
    outcome = outcomes(view)
    losing = int(np.count_nonzero(view.participant & (outcome < 0)))
    unsaid = np.zeros(persons.rows, dtype=np.bool_)
    for name in _TOLD:
        unsaid |= persons.known(name) != persons.columns[name]
    open_part = int(np.count_nonzero(view.anyone(unsaid) & view.participant & (outcome >= 0)))
    share = Share(losing, int(np.count_nonzero(view.participant)), open_part)
    words = ("Share of participants who lose money", "亏损的参加者占比")
    yield from Banded(share, "$.persons", *words, evidence={"losing": losing}).over(terms.bands())


def outcomes(view: NetworkView) -> npt.NDArray[np.int64]:
    """Rewards plus the margin on goods sold from own stock, less fees and costs.

    Goods of one's own use are worth what they cost. Who buys no stock has no margin: what he sold was the brand's.
    """
    rewards = sum((view.total(name) for name in _REWARDS), start=np.zeros(view.persons, dtype=np.int64))
    stocked = view.total("purchases_for_resale")
    left = view.total("stock_value_at_cost") + view.total("buyback_refunds")
    margin = np.where(stocked > 0, view.total("retail_sales_verified") - stocked + left, 0)
    return rewards + margin - view.total("fees_paid") - view.total("costs")


RULE = Rule(
    id="N-08",
    name="LOSS_RATE",
    stage=Stage.NETWORK,
    family=Family.PYRAMID,
    title=Text("Loss rate", "亏损率"),
    mend=Text(
        "Publish the actual figure; remove what participants pay.", "公布真实数据；取消参加者的各项支出。"
    ),
    check=check,
)
