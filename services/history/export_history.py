"""Write a brand's history as a scenario file: replaying it gives the brand's own balances to the cent."""

from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime
from typing import TextIO
from zoneinfo import ZoneInfo

import msgspec

from infra.database import Tx
from infra.errors import FieldFault, InvalidInput
from infra.json_text import to_json
from infra.replica import read
from infra.scope import Scope
from services.history.event_streams import STREAMS, Stream
from services.history.left_out import LeftOut, left_out
from services.history.masters import BRAND, LISTS, POLICIES

AT_ONCE = 2_000
Progress = Callable[[int, int], None]
"""Told how many events are written, and how many there will be."""

_BEGAN = """
SELECT least((SELECT min(paid_at) FROM stock_orders WHERE brand_id = $1),
  (SELECT min(paid_at) FROM retail_orders WHERE brand_id = $1), (SELECT min(at) FROM touches WHERE brand_id = $1),
  (SELECT min(at) FROM bindings WHERE brand_id = $1), (SELECT min(at) FROM identifications WHERE brand_id = $1))
"""


class HistoryExported(msgspec.Struct, frozen=True):
    """What was written: the history's bounds, its events by kind, and what a scenario cannot say.

    `carried` says whether the file tells of days before `since`: they are in it, because balances, lots, volumes and
    caps rest on them; comparing plans counts the orders of the period alone.
    """

    since: datetime
    until: datetime
    carried: bool
    sellers: int
    skus: int
    coupons: int
    events: dict[str, int]
    left_out: LeftOut


async def export_history(
    scope: Scope,
    out: TextIO,
    progress: Progress,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
) -> HistoryExported:
    """Stream the file to `out`, read in one snapshot: sales go on meanwhile, and the file knows nothing of them.

    `since` and `until` are both included; without them the history is whole, up to now. No personal data is written:
    sellers, customers and visitors are ids, and that two are one person is said by their ids alone.

    Raises InvalidInput where `until` lies ahead or before `since`.
    """

    async def work(tx: Tx) -> HistoryExported:
        end = tx.now if until is None else until
        began = await tx.fetchval(_BEGAN, tx.brand_id) or end
        start = min(began, end) if since is None else since
        if end > tx.now:
            raise InvalidInput(FieldFault("to", "lies in the future", "不能晚于当前时间"))
        if start > end:
            raise InvalidInput(FieldFault("to", "must not be earlier than from", "不能早于开始时间"))
        counts = await write_history(tx, out, progress, (start, end), end)
        return HistoryExported(
            since=start,
            until=end,
            carried=start > began,
            sellers=counts.pop("sellers"),
            skus=counts.pop("skus"),
            coupons=counts.pop("coupons"),
            events={name: count for name, count in counts.items() if count},
            left_out=await left_out(tx, end),
        )

    return await read(scope, work, snapshot=True)


async def write_history(
    tx: Tx,
    out: TextIO,
    progress: Progress | None,
    period: tuple[datetime, datetime],
    end: datetime,
    streams: Sequence[Stream] = STREAMS,
) -> dict[str, int]:
    """The document up to `end`, about `period` (both included), a line a thing, so that it can be read by eye and
    compared by `diff`; how much of what is in it."""
    utc = ZoneInfo("UTC")
    about = {"from": period[0].astimezone(utc), "to": period[1].astimezone(utc)}
    out.write(f'{{"brand": {await tx.fetchval(BRAND, tx.brand_id)},\n"period": {to_json(about)}')
    for name, query in POLICIES.items():
        versions = [row[0] for row in await tx.fetch(query, tx.brand_id, end)]
        if versions:
            out.write(f',\n"{name}": [\n' + ",\n".join(versions) + "\n]")
    counts = {name: await _list(tx, out, name, query, end) for name, query in LISTS.items()}
    out.write(',\n"events": [')
    total = 1
    for stream in streams if progress else ():
        total += await tx.fetchval(stream.counted, tx.brand_id, end)
    done = 0
    for stream in streams:
        counts[stream.name] = 0
        async for text in _rows(tx, stream.query, end, *stream.more):
            out.write(("\n" if not done else ",\n") + text)
            done += 1
            counts[stream.name] += 1
            if progress and done % AT_ONCE == 0:
                progress(done, total)
    # Time passes until the end: what is due by then matures.
    clock = {"id": "z", "at": end.astimezone(utc), "type": "clock"}
    out.write(("\n" if not done else ",\n") + to_json(clock) + "\n]}\n")
    if progress:
        progress(total, total)
    return counts


async def _list(tx: Tx, out: TextIO, name: str, query: str, end: datetime) -> int:
    out.write(f',\n"{name}": [')
    count = 0
    arguments = (end,) if "$2" in query else ()
    async for text in _rows(tx, query, *arguments):
        out.write(("\n" if not count else ",\n") + text)
        count += 1
    out.write("\n]" if count else "]")
    return count


async def _rows(tx: Tx, query: str, *arguments: object) -> AsyncIterator[str]:
    async for row in tx.connection.cursor(query, tx.brand_id, *arguments, prefetch=AT_ONCE):
        yield row[0]
