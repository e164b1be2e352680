"""N-04: how much pay comes from what newcomers paid to come in."""

from collections.abc import Iterator

import numpy as np

from commission.compliance.counting.sentinels import NOBODY
from commission.compliance.findings import Reading, Rule, not_given
from commission.compliance.network.shares import Share
from commission.compliance.network.watch import Watch
from commission.compliance.terms import Terms
from commission.compliance.vocabulary import Family, Stage, Text

_ENTRY_KINDS = ("entry_pack", "tier_topup", "stocking")


def check(watch: Watch, terms: Terms) -> Iterator[Reading]:
    view = watch.view
    if not view.snapshot.has("payouts"):
        yield not_given("$.payouts", terms.severity("leak"))
        return
    payouts = view.snapshot["payouts"]
    if payouts.untold("amount"):
        yield not_given("$.payouts[*].amount", terms.severity("leak"))
        return
    share = recruit_linked_share(watch)
    majority = share.over(terms.number("majority")) if terms.severity("majority") else False
    evidence = {"share": share.text, "linked_minor": share.part, "paid_minor": share.whole}
    message = Text(
        f"{share.text} of all pay comes from entry, top-up or stocking orders of newcomers, or from their joining.",
        f"全部报酬中 {share.text} 来自新加入者的入门、升级、进货订单或其加入本身。",
    )
    path = "$.payouts[*].source_order"
    if majority is not False:
        yield Reading(majority, path, terms.severity("majority"), message, evidence)
    if not majority:
        leak = True if share.part > 0 else None if share.open_part else False
        yield Reading(leak, path, terms.severity("leak"), message, evidence)


def recruit_linked_share(watch: Watch) -> Share:
    """Money paid and not taken back, by where it came from. A payout without any source is open."""
    view, sales = watch.view, watch.sales
    payouts = view.snapshot["payouts"]
    amount = np.where(view.kept_payouts, payouts.known("amount"), 0)
    source = payouts.get("source_order")
    linked = payouts.words("source_event", "participant_joined")
    sourced = linked | payouts.words("source_event", "end_customer_order")
    if sales is not None and source is not None:
        entry = sales.view.snapshot["orders"].words("kind", *_ENTRY_KINDS) & sales.by_newcomer
        has = source != NOBODY
        linked |= has & entry[np.where(has, source, 0)]
        sourced |= has
    open_part = int(amount[~linked & ~sourced].sum())
    return Share(int(amount[linked].sum()), int(amount.sum()), open_part)


RULE = Rule(
    id="N-04",
    name="RECRUIT_LINKED_PAY",
    stage=Stage.NETWORK,
    family=Family.PYRAMID,
    title=Text("Pay out of newcomers' money", "来自新加入者资金的报酬"),
    mend=Text(
        "Stop these payouts and find the path they took; pay only on orders of end customers.",
        "停止此类付款并查明通道；仅就终端消费者订单付酬。",
    ),
    check=check,
)
