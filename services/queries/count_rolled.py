"""Count a period from days that were added up."""

from datetime import date

import msgspec

from infra.database import Tx
from services.numbers.people import NOBODYS
from services.numbers.period_counts import Counted as Closed
from services.queries.count_exactly import people_exactly
from services.queries.number_shapes import Asked, Counted, Span

_DAYS = """
SELECT {key} AS key, sum(clicks)::bigint AS clicks, sum(people)::bigint AS people, sum(previews)::bigint AS previews,
  sum(bots)::bigint AS bots, sum(orders)::bigint AS orders, sum(sales)::bigint AS sales,
  sum(refunded)::bigint AS refunded, sum(commission)::bigint AS commission, sum(reversed)::bigint AS reversed
FROM number_days
WHERE brand_id = $1 AND dimension = $2 AND day BETWEEN $3 AND $4
  AND ($5::uuid IS NULL OR seller_id = $5) AND ($6::text IS NULL OR key = $6)
GROUP BY 1
"""
# Who came until now came last on one of these days.
_SEEN = """
SELECT key, sum(people)::int AS people FROM people_last_days
WHERE brand_id = $1 AND dimension = $2 AND last_day >= $3 AND ($4::text IS NULL OR key = $4) GROUP BY 1
"""
_STORE = "SELECT id::text FROM stores WHERE brand_id = $1 AND seller_id = $2"
_SINGLE = ("link_id", "store_id", "channel", "campaign")
_NAMES = {"link_id": "link", "store_id": "store", "channel": "channel", "campaign": "campaign"}
_SUMS = ("clicks", "previews", "bots", "orders", "sales", "refunded", "commission", "reversed")


class _Where(msgspec.Struct, frozen=True):
    """Which rows of number_days: `seller` is the brand's zeros, a seller, or null for whoever."""

    dimension: str
    seller: str | None
    key: str | None


def holds(asked: Asked) -> bool:
    """Whether days were added up by what is asked: one filter at most, and no split beside it but by day."""
    given = [name for name in _SINGLE if getattr(asked, name) is not None]
    return len(given) <= 1 and (not given or asked.by in ("all", "day"))


def closed_people(asked: Asked, span: Span, today: date) -> Closed | None:
    """Whose people are to be counted over a period that is over (services/numbers/period_counts.py); None where they
    are known otherwise, or must be counted from touches."""
    if span.first == span.last or span.last >= today:
        return None
    whole = _where(asked if asked.by in ("all", "day") else msgspec.structs.replace(asked, by="all"))
    if whole.seller is None or whole.dimension not in ("all", "channel", "campaign"):
        return None
    if whole.seller == NOBODYS:
        return Closed("people", whole.dimension, whole.key or "")
    return Closed("people", seller=whole.seller) if whole.dimension == "all" else None


async def count_rolled(
    tx: Tx, asked: Asked, span: Span, today: date, closed: int | None
) -> tuple[Counted, dict[str, Counted]]:
    """The sum, and each row by its key, as of the last turn of the task. `closed` is the count of `closed_people`."""
    where = _where(asked)
    key = "day::text" if asked.by == "day" else "key"
    rows = await _read(tx, where, span, key)
    if asked.by in ("all", "day"):
        total = _sum(rows)
        total.people = await _people(tx, asked, where, span, today, rows) if closed is None else closed
        return total, {} if asked.by == "all" else rows
    whole = msgspec.structs.replace(asked, by="all")
    of_all = await _read(tx, _where(whole), span, "key")
    total = _sum(of_all)
    total.people = await _people(tx, whole, _where(whole), span, today, of_all) if closed is None else closed
    if span.first != span.last:
        await _people_by_key(tx, asked, span, today, rows)
    return total, rows


def _where(asked: Asked) -> _Where:
    whose = str(asked.seller_id) if asked.seller_id else NOBODYS
    for name in _SINGLE:
        value = getattr(asked, name)
        if value is not None:
            dimension = _NAMES[name]
            return _Where(dimension, _whose(dimension, asked, whose), str(value))
    dimension = "all" if asked.by in ("all", "day") else asked.by
    return _Where(dimension, _whose(dimension, asked, whose), None)


def _whose(dimension: str, asked: Asked, whose: str) -> str | None:
    # A link's days are kept once, under its seller.
    return None if dimension == "link" and asked.seller_id is None else whose


async def _read(tx: Tx, where: _Where, span: Span, key: str) -> dict[str, Counted]:
    query = _DAYS.format(key=key)
    found = await tx.fetch(
        query, tx.brand_id, where.dimension, span.first, span.last, where.seller, where.key
    )
    return {
        row["key"]: Counted(row["clicks"], row["people"], **{name: row[name] for name in _SUMS[1:]})
        for row in found
    }


def _sum(rows: dict[str, Counted]) -> Counted:
    return Counted(**{name: sum(getattr(row, name) for row in rows.values()) for name in _SUMS})


async def _people(
    tx: Tx, asked: Asked, where: _Where, span: Span, today: date, rows: dict[str, Counted]
) -> int:
    """People of the whole period: of one day as added up, until today by who came last when, else counted."""
    if span.first == span.last:
        one = rows or await _read(tx, where, span, "key")
        return sum(row.people for row in one.values())
    if span.last >= today:
        seen = await _seen_as(tx, asked, where)
        if seen is not None:
            found = await tx.fetch(_SEEN, tx.brand_id, seen[0], span.first, seen[1])
            return sum(row["people"] for row in found)
    return (await people_exactly(tx, msgspec.structs.replace(asked, by="all"), span))[0]


async def _seen_as(tx: Tx, asked: Asked, where: _Where) -> tuple[str, str] | None:
    """How people_seen calls what is asked. A seller's links lead to the seller's store and nowhere else."""
    if asked.seller_id is not None:
        store = await tx.fetchval(_STORE, tx.brand_id, asked.seller_id) if where.dimension == "all" else None
        return ("store", store) if store else None
    if where.dimension in ("all", "store", "channel", "campaign"):
        return where.dimension, where.key or ""
    return None


async def _people_by_key(tx: Tx, asked: Asked, span: Span, today: date, rows: dict[str, Counted]) -> None:
    if span.last >= today and asked.seller_id is None and asked.by in ("store", "channel", "campaign"):
        found = await tx.fetch(_SEEN, tx.brand_id, asked.by, span.first, None)
        people = {row["key"]: row["people"] for row in found}
    else:
        _, people = await people_exactly(tx, asked, span)
    for key, row in rows.items():
        row.people = people.get(key, 0)
