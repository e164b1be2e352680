"""Count a period from touches and credited sales themselves."""

import asyncpg

from infra.database import Tx
from services.numbers.people import KNOWN_AS, PERSON, ROOTS
from services.queries.number_shapes import Asked, By, Counted, Span

# What a touch or a credited sale is counted under; `{at}` its instant, `$4` the zone.
_KEYS: dict[By, str] = {
    "all": "''::text",
    "day": "(({at} AT TIME ZONE $4)::date)::text",
    "store": "x.store_id::text",
    "channel": "x.channel",
    "campaign": "x.campaign",
    "link": "x.link_id::text",
    "card": "x.card_variant_id::text",
    "landing": "x.landing_variant_id::text",
}
_CAME = """
WITH RECURSIVE {roots}, x AS (
  SELECT t.at, t.store_id, t.channel, t.campaign, t.link_id, t.kind, v.card_variant_id, v.landing_variant_id,
    {person} AS person
  FROM touches AS t {known_as} LEFT JOIN landing_views AS v ON v.brand_id = t.brand_id AND v.touch_id = t.id
  WHERE t.brand_id = $1 AND t.at >= $2 AND t.at < $3 AND $4::text <> '' {filters}
)
SELECT GROUPING(x.key) = 1 AS total, x.key, count(*) FILTER (WHERE x.kind IN ('click', 'scan')) AS clicks,
  count(DISTINCT x.person) FILTER (WHERE x.kind IN ('click', 'scan')) AS people,
  count(*) FILTER (WHERE x.kind = 'preview') AS previews, count(*) FILTER (WHERE x.kind = 'bot') AS bots
FROM (SELECT x.*, {key} AS key FROM x) AS x GROUP BY GROUPING SETS ((), (x.key))
"""
_SOLD = """
SELECT GROUPING(x.key) = 1 AS total, x.key, count(DISTINCT x.order_id) AS orders, sum(x.sales)::bigint AS sales,
  sum(x.refunded)::bigint AS refunded, sum(x.commission)::bigint AS commission, sum(x.reversed)::bigint AS reversed
FROM (
  SELECT x.*, {key} AS key FROM credited_sales AS x
  WHERE x.brand_id = $1 AND x.paid_at >= $2 AND x.paid_at < $3 AND $4::text <> '' {filters}
) AS x GROUP BY GROUPING SETS ((), (x.key))
"""
_FILTERS = ("seller_id", "link_id", "store_id", "channel", "campaign")


async def count_exactly(tx: Tx, asked: Asked, span: Span) -> tuple[Counted, dict[str, Counted]]:
    """The sum, and each row by its key. People and orders of the sum are told apart over all rows: somebody who came by
    two links is one."""
    total, rows = Counted(), dict[str, Counted]()
    conditions, args = _filters(asked, "t")
    query = _CAME.format(
        roots=ROOTS,
        person=PERSON,
        known_as=KNOWN_AS,
        filters=conditions,
        key=_KEYS[asked.by].format(at="x.at"),
    )
    for row in await tx.fetch(query, tx.brand_id, span.begins, span.ends, str(span.zone), *args):
        into = _row(row, total, rows)
        into.clicks, into.people = row["clicks"], row["people"]
        into.previews, into.bots = row["previews"], row["bots"]
    conditions, args = _filters(asked, "x")
    query = _SOLD.format(filters=conditions, key=_KEYS[asked.by].format(at="x.paid_at"))
    for row in await tx.fetch(query, tx.brand_id, span.begins, span.ends, str(span.zone), *args):
        into = _row(row, total, rows)
        into.orders, into.sales, into.refunded = row["orders"], row["sales"] or 0, row["refunded"] or 0
        into.commission, into.reversed = row["commission"] or 0, row["reversed"] or 0
    if asked.by == "all":
        rows.clear()
    return total, rows


def _row(row: asyncpg.Record, total: Counted, rows: dict[str, Counted]) -> Counted:
    """Where a row is counted; what has no link or variant is in the sum alone."""
    if row["total"]:
        return total
    return Counted() if row["key"] is None else rows.setdefault(row["key"], Counted())


async def people_exactly(tx: Tx, asked: Asked, span: Span) -> tuple[int, dict[str, int]]:
    """The people alone, in all and by key."""
    conditions, args = _filters(asked, "t")
    query = _CAME.format(
        roots=ROOTS,
        person=PERSON,
        known_as=KNOWN_AS,
        filters=conditions + " AND t.kind IN ('click', 'scan')",
        key=_KEYS[asked.by].format(at="x.at"),
    )
    found = await tx.fetch(query, tx.brand_id, span.begins, span.ends, str(span.zone), *args)
    in_all = next((row["people"] for row in found if row["total"]), 0)
    return in_all, {row["key"]: row["people"] for row in found if not row["total"] and row["key"] is not None}


def _filters(asked: Asked, table: str) -> tuple[str, list[object]]:
    given = [(name, getattr(asked, name)) for name in _FILTERS if getattr(asked, name) is not None]
    pieces = [f" AND {table}.{name} = ${at}" for at, (name, _) in enumerate(given, 5)]
    return "".join(pieces), [value for _, value in given]
