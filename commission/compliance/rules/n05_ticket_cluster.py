"""N-05: people who buy exactly what a tier costs, and then nothing: a ticket, not demand."""

from collections.abc import Iterator

import numpy as np

from commission.compliance.counting.sentinels import NOBODY, UNKNOWN_DAY
from commission.compliance.findings import Reading, Rule, not_given
from commission.compliance.network.shares import Banded, Share
from commission.compliance.network.watch import Watch
from commission.compliance.terms import Terms
from commission.compliance.vocabulary import Family, Stage, Text

_BOUGHT = ("purchases_own", "purchases_for_resale")


def check(watch: Watch, terms: Terms) -> Iterator[Reading]:
    persons = watch.view.snapshot["persons"]
    if persons.get("tier_threshold") is None:
        yield not_given("$.persons[*].tier_threshold", terms.bands()[0][1])
        return
    share = ticket_share(watch, int(terms.number("quiet_days")))
    words = (
        "Share of participants whose purchases lie within 5 % above a tier's threshold and then stop",
        "累计购买额落在等级门槛及其上浮 5% 之内、随后停止购买的参加者占比",
    )
    yield from Banded(share, "$.persons[*].tier_threshold", *words).over(terms.bands())


def ticket_share(watch: Watch, quiet_days: int) -> Share:
    view = watch.view
    persons = view.snapshot["persons"]
    threshold = np.zeros(view.persons, dtype=np.int64)
    np.maximum.at(threshold, view.person, persons.known("tier_threshold"))
    bought = view.total(_BOUGHT[0]) + view.total(_BOUGHT[1])
    # bought <= 1.05 threshold, in whole numbers; the first tier, which costs nothing, is no ticket.
    near = (threshold > 0) & (bought >= threshold) & (20 * bought <= 21 * threshold) & view.participant
    silent = np.zeros(view.persons, dtype=np.bool_)
    unknown = np.zeros(view.persons, dtype=np.bool_)
    last = _last_purchase(watch)
    if last is None:
        unknown[:] = True
    else:
        silent = last <= view.today - quiet_days
        unknown = last == UNKNOWN_DAY
    unsaid = (
        view.anyone(persons.known("tier_threshold") != persons.columns["tier_threshold"]) & view.participant
    )
    certain = int(np.count_nonzero(near & silent & ~unknown))
    open_part = int(np.count_nonzero((near & unknown) | unsaid))
    return Share(certain, int(np.count_nonzero(view.participant)), open_part)


def _last_purchase(watch: Watch) -> np.ndarray | None:
    """The day of each person's last purchase of his own; UNKNOWN_DAY where there is none on record."""
    sales = watch.sales
    placed = None if sales is None else watch.view.snapshot["orders"].get("placed")
    if sales is None or placed is None:
        return None
    own = sales.by_participant & (sales.buyer != NOBODY) & (placed != UNKNOWN_DAY)
    last = np.full(watch.view.persons, UNKNOWN_DAY, dtype=np.int32)
    np.maximum.at(last, sales.buyer[own], placed[own])
    return last


RULE = Rule(
    id="N-05",
    name="TICKET_CLUSTER",
    stage=Stage.NETWORK,
    family=Family.PYRAMID,
    title=Text("Purchases that cluster at a tier's price", "购买额聚集于等级门槛"),
    mend=Text(
        "Qualify tiers by sales to end customers; offer the stock of those who stopped back.",
        "改按终端销售定级；向已停止购买者主动回购库存。",
    ),
    check=check,
)
