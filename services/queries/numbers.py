"""What shares brought in a period, as a table and as a file."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import msgspec

from infra.csv_text import BYTE_ORDER_MARK, csv_lines, plain_cell
from infra.database import Tx, transact
from infra.errors import NotFound
from infra.scope import Scope
from services.numbers.credit_sales import credit_sales
from services.numbers.period_counts import counts_of
from services.queries.count_exactly import count_exactly
from services.queries.count_rolled import closed_people, count_rolled, holds
from services.queries.number_shapes import (
    Asked,
    By,
    Counted,
    Figures,
    NumberRow,
    Numbers,
    figures,
    span_of,
)

MOST_ROWS = 1000
_BRAND = "SELECT timezone, currency FROM brands WHERE id = $1"
# `whole`: no day is left that an earlier release added up, which knew less of it.
_ROLLED = """
SELECT max(r.rolled_at) AS at, max(r.day) AS last, coalesce(bool_and(s.starts IS NOT NULL), false) AS whole
FROM rolled_days AS r LEFT JOIN sales_sums AS s ON s.brand_id = r.brand_id AND s.grain = 'day' AND s.dimension = 'all'
  AND s.starts = r.day AND s.key = '' WHERE r.brand_id = $1
"""
# A seller's few days are few touches: they are counted as they lie, and a click of this second is among them.
_COUNTED_LIVE = timedelta(days=2)
# Older than this and nobody adds up any more: better slow than behind.
_FRESH = timedelta(minutes=10)
_LABELS: dict[By, str] = {
    "store": "SELECT id::text AS key, name AS label FROM stores WHERE brand_id = $1 AND id::text = ANY($2::text[])",
    "link": """SELECT id::text AS key, concat_ws(' · ', code, nullif(target_ref, ''), channel, nullif(campaign, ''))
        AS label FROM links WHERE brand_id = $1 AND id::text = ANY($2::text[])""",
    "card": """SELECT id::text AS key, rule || '/' || variant AS label FROM share_variants
        WHERE brand_id = $1 AND id::text = ANY($2::text[])""",
    "landing": """SELECT id::text AS key, rule || '/' || variant AS label FROM share_variants
        WHERE brand_id = $1 AND id::text = ANY($2::text[])""",
}
_COLUMNS = (
    "clicks",
    "people",
    "previews",
    "bots",
    "orders",
    "sales",
    "refunded",
    "commission",
    "reversed",
    "conversion",
    "earnings_per_click",
)


class NumbersFile(msgspec.Struct, frozen=True):
    name: str
    body: bytes


async def show_numbers(scope: Scope, asked: Asked, *, most: int = MOST_ROWS) -> Numbers:
    """The numbers of a period; with `asked.seller_id`, what is that seller's alone. Rows by most clicks, days in order.

    Raises InvalidInput for a period turned round or longer than 400 days, or an unknown time zone.
    """
    now = scope.clock.now()
    brand, rolled = await transact(scope, _brand)
    span = span_of(asked, brand["timezone"], now)
    today = now.astimezone(span.zone).date()
    live = asked.seller_id is not None and span.ends - span.begins <= _COUNTED_LIVE
    added_up = (
        rolled["at"] is not None
        and rolled["whole"]
        and now - rolled["at"] <= _FRESH
        # Just after midnight today is not there yet; further behind, days are still being added up for the first time.
        and rolled["last"] >= min(span.last, today) - timedelta(days=1)
        and str(span.zone) == brand["timezone"]
        and holds(asked)
    )
    exact = asked.exact or live or not added_up
    if exact:
        # What was paid a moment ago is credited first; older sales the tasks have credited long since.
        settled = now - _COUNTED_LIVE if rolled["at"] is not None else span.begins
        await credit_sales(scope, max(span.begins, settled))

    closed = None if exact or rolled["last"] < span.last else closed_people(asked, span, today)
    days = (span.first, span.last)
    people = None if closed is None else (await counts_of(scope, closed, [days]))[days]

    async def work(tx: Tx) -> Numbers:
        if exact:
            total, rows = await count_exactly(tx, asked, span)
        else:
            total, rows = await count_rolled(tx, asked, span, today, people)
        shown = _ordered(asked.by, rows)
        labels = await _labels(tx, asked.by, [key for key, _ in shown[:most]])
        return Numbers(
            span.first,
            span.last,
            str(span.zone),
            brand["currency"],
            asked.by,
            now if exact else rolled["at"],
            exact,
            figures(total),
            [NumberRow(key, labels.get(key, key), figures(counted)) for key, counted in shown[:most]],
            more=len(shown) > most,
        )

    return await transact(scope, work, snapshot=True)


async def numbers_file(scope: Scope, asked: Asked) -> NumbersFile:
    """The same as CSV, every row, the sum last; UTF-8 with a byte order mark, which spreadsheets ask for. Amounts are
    minor units, as everywhere."""
    found = await show_numbers(scope, asked, most=1_000_000)
    rows: list[list[object]] = [[found.by, "label", *_COLUMNS, "currency"]]
    rows += [
        [plain_cell(row.key), plain_cell(row.label), *_cells(row.figures), found.currency]
        for row in found.rows
    ]
    rows.append(["", "total", *_cells(found.total), found.currency])
    name = f"numbers-{found.by}-{found.first}-{found.last}.csv"
    return NumbersFile(name, BYTE_ORDER_MARK + csv_lines(rows))


async def _brand(tx: Tx) -> tuple[dict[str, Any], dict[str, Any]]:
    brand = await tx.fetchrow(_BRAND, tx.brand_id)
    rolled = await tx.fetchrow(_ROLLED, tx.brand_id)
    if brand is None or rolled is None:
        raise NotFound(what="brand", ref=tx.brand_id)
    return dict(brand), dict(rolled)


def _ordered(by: By, rows: dict[str, Counted]) -> list[tuple[str, Counted]]:
    if by == "day":
        return sorted(rows.items())
    return sorted(rows.items(), key=lambda row: (-row[1].clicks, -row[1].sales, row[0]))


async def _labels(tx: Tx, by: By, keys: Sequence[str]) -> dict[str, str]:
    query = _LABELS.get(by)
    if query is None or not keys:
        return {}
    return {row["key"]: row["label"] for row in await tx.fetch(query, tx.brand_id, list(keys))}


def _cells(shown: Figures) -> list[object]:
    return ["" if value is None else value for value in (getattr(shown, name) for name in _COLUMNS)]
