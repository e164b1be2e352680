"""Bring the Online Retail file in: whole, once, under the law and in the books."""

import asyncio
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from infra.database import Tx, transact
from infra.errors import Conflict, FieldFault, InvalidInput
from infra.ids import new_id
from infra.json_text import to_json
from infra.scope import Scope
from services.imports.online_retail.load_state import imported_invoices, load_resellers
from services.imports.online_retail.play import Invoice, Rules
from services.imports.online_retail.play_turn import Play, Sums
from services.imports.online_retail.read_lines import Aside, FileLine, SetAside, read_lines
from services.imports.online_retail.report import ImportReport, count_reasons
from services.imports.online_retail.write_masters import write_goods, write_sellers
from services.imports.online_retail.write_rows import OrderRows, write_lots_back, write_orders, write_returns
from services.policies.kinds import RETURN_POLICY, TIER_SCHEDULE
from services.policies.policy_versions import policy_versions

KIND = "online-retail"
CURRENCY = "GBP"
AT_ONCE = 1_000
# Never postings before the end: measuring keeps a lock that the making of their next month would wait for.
MEASURED = [
    "sellers",
    "skus",
    "ledger_accounts",
    "stock_orders",
    "stock_order_lines",
    "lots",
    "journal_entries",
]
TABLES = [*MEASURED, "stock_returns", "stock_return_lines", "postings"]

Progress = Callable[[str, int, int], None]
"""Told the stage (`reading`, `playing`), how much of it is done and how much there is (0: not known yet)."""


class Outcome(NamedTuple):
    """The report, and every line that was set aside, in the file's order."""

    report: ImportReport
    asides: list[Aside]


class FileRead(NamedTuple):
    """The file in memory: its lines of goods by invoice, and what was set aside already."""

    sha256: str
    lines: int
    invoices: list[Invoice]
    asides: list[Aside]


async def import_online_retail(scope: Scope, path: Path, progress: Progress) -> Outcome:
    """Import the file into the brand: one database transaction, so that nothing is ever half in.

    The same file again changes nothing and answers its first report; another part of the year adds what is new.

    Raises:
        InvalidInput: the file is not Online Retail, or the brand's currency is not GBP.
        NoPolicyInForce: an invoice is older than the brand's first tier schedule or return policy.
    """
    brand = await transact(scope, _brand_of)
    if brand["currency"].strip() != CURRENCY:
        raise InvalidInput(
            FieldFault(
                "brand", f"counts in {brand['currency']}; the file is in {CURRENCY}", "品牌币种不是英镑"
            )
        )
    zone = ZoneInfo(brand["timezone"])
    sha256 = _sha256(path)
    known = await transact(scope, lambda tx: _report_of(tx, sha256))
    if known is not None:
        return Outcome(known, [])
    file = read_file(path, sha256, zone, progress)
    return await transact(scope, lambda tx: _import(tx, file, zone, progress))


async def _brand_of(tx: Tx) -> dict[str, str]:
    row = await tx.fetchrow("SELECT currency, timezone FROM brands WHERE id = $1", tx.brand_id)
    if row is None:
        raise Conflict(reason="There is no such brand")
    return dict(row)


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as raw:
            return hashlib.file_digest(raw, "sha256").hexdigest()
    except OSError as error:
        raise InvalidInput(FieldFault("file", f"cannot be read: {error.strerror}", "文件无法读取")) from error


async def _report_of(tx: Tx, sha256: str) -> ImportReport | None:
    """The report of an earlier import of this very file."""
    done = await tx.fetchval(
        "SELECT report FROM import_runs WHERE brand_id = $1 AND kind = $2 AND file_sha256 = $3",
        tx.brand_id,
        KIND,
        sha256,
    )
    if done is None:
        return None
    return msgspec.structs.replace(msgspec.json.decode(done, type=ImportReport), repeated=True)


def read_file(path: Path, sha256: str, zone: ZoneInfo, progress: Progress) -> FileRead:
    """Read the file whole and put its lines of goods together by invoice, in order of instant and number."""
    grouped: dict[str, list[FileLine]] = {}
    asides: list[Aside] = []
    count = 0
    for line in read_lines(path, zone):
        count += 1
        if isinstance(line, Aside):
            asides.append(line)
        else:
            grouped.setdefault(line.invoice, []).append(line)
        if count % 20_000 == 0:
            progress("reading", count, 0)
    progress("reading", count, count)
    invoices = [Invoice(number, lines[0].at, lines[0].customer, lines) for number, lines in grouped.items()]
    invoices.sort(key=lambda invoice: (invoice.at, invoice.number))
    return FileRead(sha256, count, invoices, asides)


async def _import(tx: Tx, file: FileRead, zone: ZoneInfo, progress: Progress) -> Outcome:
    # One import of a brand at a time: the second finds the first one's record, or waits for it.
    await tx.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"{KIND}:{tx.brand_id}")
    known = await _report_of(tx, file.sha256)
    if known is not None:
        return Outcome(known, [])
    imported = await imported_invoices(tx)
    fresh = [invoice for invoice in file.invoices if invoice.number not in imported]
    asides = file.asides + [
        Aside(line.number, line.invoice, line.sku, SetAside.ALREADY_IMPORTED)
        for invoice in file.invoices
        if invoice.number in imported
        for line in invoice.lines
    ]
    sums = await _play_year(tx, fresh, zone, asides, progress)
    asides.sort()
    report = _report(file, fresh, asides, sums)
    if not report.adds_up:
        raise AssertionError(f"lines were lost: {report}")
    await tx.execute(
        "INSERT INTO import_runs (brand_id, id, kind, file_sha256, started_at, finished_at, report)"
        " VALUES ($1, $2, $3, $4, $5, $5, $6::jsonb)",
        tx.brand_id,
        new_id(),
        KIND,
        file.sha256,
        tx.now,
        to_json(report),
    )
    return Outcome(report, asides)


class _Sums(msgspec.Struct):
    resellers: int = 0
    orders: int = 0
    returns: int = 0
    return_lines: int = 0
    list_total: int = 0
    net_total: int = 0
    refund_total: int = 0


async def _play_year(
    tx: Tx, invoices: list[Invoice], zone: ZoneInfo, asides: list[Aside], progress: Progress
) -> Sums:
    """Play and write in turns of about a thousand invoices. The next turn is played by a thread while PostgreSQL writes
    the last one: the law needs one core and the database another."""
    rules = Rules(
        await policy_versions(tx, TIER_SCHEDULE, fresh=True),
        await policy_versions(tx, RETURN_POLICY, fresh=True),
        zone,
    )
    lines = [line for invoice in invoices for line in invoice.lines]
    skus = await write_goods(tx, lines)
    bought = (line for line in lines if not line.is_return)
    resellers = await load_resellers(tx, await write_sellers(tx, bought), rules)
    play = Play(tx.brand_id, CURRENCY, rules, skus, resellers)
    writing: asyncio.Task[None] | None = None
    try:
        for start in range(0, len(invoices), AT_ONCE):
            rows = await asyncio.to_thread(play.turn, invoices[start : start + AT_ONCE])
            if writing is not None:
                await writing
            # Checks of foreign keys keep the plan they made while the tables were empty, and read them whole for every
            # row, until new figures about their size make them plan again.
            measured = start in (0, 2 * AT_ONCE, 8 * AT_ONCE)
            writing = asyncio.create_task(_write_turn(tx, rows, measure=measured))
            progress("playing", min(start + AT_ONCE, len(invoices)), len(invoices))
    finally:
        # Also where the law refused a turn: the connection is not ours before its last statement has ended.
        if writing is not None:
            await writing
    asides += play.asides
    await write_returns(tx, CURRENCY, play.returns)
    await write_lots_back(tx, list(play.changed.values()))
    await tx.execute("SELECT storelet_analyze($1::text[])", TABLES)
    return play.sums


async def _write_turn(tx: Tx, rows: OrderRows, *, measure: bool) -> None:
    await write_orders(tx, rows)
    if measure:
        await tx.execute("SELECT storelet_analyze($1::text[])", MEASURED)


def _report(file: FileRead, fresh: list[Invoice], asides: list[Aside], sums: Sums) -> ImportReport:
    return ImportReport(
        lines=file.lines,
        order_lines=sum(len(invoice.lines) for invoice in fresh if not invoice.lines[0].is_return),
        return_lines=sums.return_lines,
        set_aside=count_reasons(asides),
        resellers=sums.resellers,
        stock_orders=sums.orders,
        stock_returns=sums.returns,
        list_total=sums.list_total,
        net_total=sums.net_total,
        refund_total=sums.refund_total,
        first_at=file.invoices[0].at if file.invoices else None,
        last_at=file.invoices[-1].at if file.invoices else None,
    )
