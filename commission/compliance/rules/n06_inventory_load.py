"""N-06: stock that a seller will not sell in a reasonable time."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from commission.compliance.findings import Reading, Rule, not_given
from commission.compliance.network.sales import Sales
from commission.compliance.network.shares import Banded, Share
from commission.compliance.network.watch import Watch
from commission.compliance.terms import Terms
from commission.compliance.vocabulary import Family, Stage, Text

QUARTER_DAYS = 90
_STOCKING = ("stocking", "entry_pack", "tier_topup")
_NAMED = 10


def check(watch: Watch, terms: Terms) -> Iterator[Reading]:
    sales = watch.sales
    if sales is None or not sales.dated:
        yield not_given("$.orders[*].placed" if sales else "$.orders", terms.bands("cover")[0][1])
        return
    yield from _cover(sales, terms)
    yield from _sell_through(sales, terms)


def _cover(sales: Sales, terms: Terms) -> Iterator[Reading]:
    """Months of cover: stock at list against a third of the last quarter's verified retail, seller by seller."""
    view = sales.view
    stock = stock_at_list(sales)
    if stock is None:
        yield not_given("$.persons[*].stock_value_at_cost", terms.bands("cover")[0][1])
        return
    retail = _quarter(sales, sales.seller, sales.retail)
    for months, severity in terms.bands("cover"):
        # A third of a quarter's retail is a month's; both sides times three keeps to whole numbers.
        over = np.flatnonzero((stock > 0) & view.participant & (3 * stock > int(months) * retail))
        graver = terms.severity("supplier_knows")
        known = graver is not None and view.snapshot.supplier_informed is True and severity.weight > 1
        message = Text(
            f"{over.size} seller(s) hold stock for more than {months} months of their own sales.",
            f"{over.size} 名销售者的库存超过其 {months} 个月的销量。",
        )
        worst = over[np.argsort(-stock[over], kind="stable")][:_NAMED]
        evidence = {"sellers": int(over.size), "largest": view.names(worst)}
        found = over.size > 0
        yield Reading(found, "$.persons", graver if known else severity, message, evidence)
        if found:
            return


def stock_at_list(sales: Sales) -> npt.NDArray[np.int64] | None:
    """Each person's stock at list: as told, else its cost times what the stock orders say of list against net."""
    view = sales.view
    persons = view.snapshot["persons"]
    if persons.get("stock_value_at_list") is not None:
        return view.total("stock_value_at_list")
    if persons.get("stock_value_at_cost") is None:
        return None
    orders = view.snapshot["orders"]
    stocked = orders.words("kind", *_STOCKING) & orders.words("paid", "true")
    listed = sales.sum_by(sales.buyer, stocked, orders.known("list"))
    paid = sales.sum_by(sales.buyer, stocked, orders.known("net"))
    # In ten-thousandths, so that no product leaves 64 bits; who has no stock orders here is taken at cost.
    mark_up = np.where(paid > 0, listed * 10_000 // np.maximum(paid, 1), 10_000)
    return view.total("stock_value_at_cost") * mark_up // 10_000


def _sell_through(sales: Sales, terms: Terms) -> Iterator[Reading]:
    """Of what sellers stocked in the quarter, how much (at list) left to end customers (Amway's 70 %)."""
    bands = terms.bands("sell_through")
    orders = sales.view.snapshot["orders"]
    # Without these no order can be told to be stock, which is not the same as that none is.
    missing = orders.untold("kind", "paid", "list")
    if missing:
        yield not_given(f"$.orders[*].{missing[0]}", bands[0][1])
        return
    inside = sales.within(QUARTER_DAYS)
    listed = orders.known("list")
    stocked = inside & orders.words("kind", *_STOCKING) & orders.words("paid", "true")
    sold = inside & sales.retail & (sales.seller != -1)
    buys_stock = sales.view.total("purchases_for_resale") > 0
    sold &= buys_stock[sales.seller]
    share = Share(int(listed[sold].sum()), int(listed[stocked].sum()))
    if share.whole:
        words = ("Sell-through of stock bought in the last 90 days", "近 90 天进货的动销率")
        yield from Banded(share, "$.orders", *words).under(bands)


def _quarter(
    sales: Sales, person: npt.NDArray[np.int32], chosen: npt.NDArray[np.bool_]
) -> npt.NDArray[np.int64]:
    return sales.sum_by(person, chosen & sales.within(QUARTER_DAYS), np.maximum(sales.net, 0))


RULE = Rule(
    id="N-06",
    name="INVENTORY_LOAD",
    stage=Stage.NETWORK,
    family=Family.PYRAMID,
    title=Text("Inventory loading", "囤货"),
    mend=Text(
        "Stop further stocking by these sellers and offer their unsold stock back.",
        "停止向这些销售者继续供货，并主动回购其未售库存。",
    ),
    check=check,
)
