"""N-10: retail that is the seller's own."""

from collections.abc import Iterator

import numpy as np

from commission.compliance.findings import Reading, Rule, not_given
from commission.compliance.network.sales import HASHES
from commission.compliance.network.shares import Banded, Share
from commission.compliance.network.watch import Watch
from commission.compliance.terms import Terms
from commission.compliance.vocabulary import Family, Stage, Text


def check(watch: Watch, terms: Terms) -> Iterator[Reading]:
    sales = watch.sales
    if sales is None:
        yield not_given("$.orders", terms.bands()[0][1])
        return
    orders = watch.view.snapshot["orders"]
    # Without these nothing can be told to be retail, or a seller's own, which is not the same as that nothing is.
    missing = orders.untold("buyer", "seller", "kind", "paid")
    if missing:
        yield not_given(f"$.orders[*].{missing[0]}", terms.bands()[0][1])
        return
    hashed = any(orders.get(name) is not None for name in HASHES)
    claimed = int(np.count_nonzero(sales.retail_claimed))
    fake = int(np.count_nonzero(sales.fake))
    share = Share(fake, claimed, 0 if hashed else claimed - fake)
    words = (
        "Share of retail orders bought by the seller or sharing an address, payment or device with his network",
        "由销售者本人购买、或与其网络共用地址、支付、设备的零售订单占比",
    )
    path = "$.orders" if hashed else "$.orders[*].address_hash"
    yield from Banded(share, path, *words, evidence={"orders": fake}).over(terms.bands())


RULE = Rule(
    id="N-10",
    name="FAKE_RETAIL",
    stage=Stage.NETWORK,
    family=Family.PYRAMID,
    title=Text("Retail that is none", "虚假零售"),
    mend=Text(
        "Hold the commissions of these orders and review them; they do not count as retail.",
        "暂扣并复核相关订单的佣金；不计入零售。",
    ),
    check=check,
)
