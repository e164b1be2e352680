"""The evidence of a brand and a period: every figure with the query behind it, for an inspector to repeat."""

from datetime import datetime
from typing import Any

from msgspec import Struct

from infra.database import Tx, transact
from infra.errors import FieldFault, InvalidInput
from infra.json_text import content_hash, from_json
from infra.scope import Scope
from services.compliance import evidence_sql as sql

MOST_ROWS = 2_000


class Figure(Struct, frozen=True):
    """`name` is stable; `value` a whole number, a share as text to four places, or null where there is nothing to
    divide by; `money` says that it is in minor units. `query` with `args` yields it again."""

    name: str
    value: int | str | None
    money: bool
    query: str


class Listing(Struct, frozen=True):
    """Rows of a table, as text; `more` where there were more than two thousand."""

    name: str
    columns: list[str]
    rows: list[list[str]]
    more: bool
    query: str


class Evidence(Struct, frozen=True):
    """`args` are those of every query: the brand, the first instant, the first instant after it. `hash` pins the
    content: the same state of the books gives the same report."""

    brand: str
    slug: str
    jurisdiction: str
    currency: str
    timezone: str
    since: datetime
    until: datetime
    made_at: datetime
    args: list[str]
    figures: list[Figure]
    levels: list[int]
    levels_query: str
    listings: list[Listing]
    hash: str


async def evidence(scope: Scope, since: datetime, until: datetime) -> Evidence:
    """The report of `since <= t < until`. One instant of the database. Raises InvalidInput for an empty period."""
    if since >= until:
        raise InvalidInput(FieldFault("until", "must lie after `since`", "须晚于起始时间"))
    return await transact(scope, lambda tx: _gather(tx, since, until), snapshot=True)


async def _gather(tx: Tx, since: datetime, until: datetime) -> Evidence:
    span = (tx.brand_id, since, until)
    brand = await tx.fetchrow(
        "SELECT name, slug, jurisdiction, currency, timezone FROM brands WHERE id = $1", tx.brand_id
    )
    if brand is None:
        raise LookupError("the brand of a database transaction is not there")
    figures = [Figure(f.name, await _value(tx, f.query, span), f.money, _plain(f.query)) for f in sql.FIGURES]
    levels = await tx.fetchval(sql.LEVELS, *span)
    listings = [await _listing(tx, each, span) for each in sql.LISTINGS]
    content: dict[str, Any] = {
        "brand": brand["slug"],
        "span": [since, until],
        "figures": [[one.name, one.value] for one in figures],
        "listings": [[one.name, one.rows] for one in listings],
    }
    return Evidence(
        brand["name"],
        brand["slug"],
        brand["jurisdiction"],
        brand["currency"],
        brand["timezone"],
        since,
        until,
        tx.now,
        [str(tx.brand_id), since.isoformat(), until.isoformat()],
        figures,
        [] if levels is None else from_json(levels),
        _plain(sql.LEVELS),
        listings,
        content_hash(content),
    )


async def _value(tx: Tx, query: str, span: tuple[object, ...]) -> int | str | None:
    found = await tx.fetchval(query, *span)
    return found if found is None or isinstance(found, int) else str(found)


async def _listing(tx: Tx, each: sql.Asked, span: tuple[object, ...]) -> Listing:
    rows = await tx.fetch(f"{each.query} LIMIT {MOST_ROWS + 1}", *span)
    shown = [["" if cell is None else str(cell) for cell in row] for row in rows[:MOST_ROWS]]
    return Listing(each.name, list(each.columns), shown, len(rows) > MOST_ROWS, _plain(each.query))


def _plain(query: str) -> str:
    """On one line, as it is shown."""
    return " ".join(query.split())
