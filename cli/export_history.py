"""`storelet export-history`: a brand's own history as a scenario file."""

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TextIO
from zoneinfo import ZoneInfo

import click
import msgspec

from cli.output import emit, fail, json_option, progress, say
from cli.runtime import run
from commission.money.reading import parse_instant
from commission.replay.refused import ScenarioRefused
from commission.replay.replay import replay
from infra.scope import Scope
from services.history.compare_history import HistoryCompared, compare_history
from services.history.export_history import HistoryExported, export_history
from services.people.find_brand import BrandFacts, find_brand

SHOWN = 20


@click.command("export-history")
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path), required=False)
@click.option("--brand", required=True, help="The brand's short name (slug).")
@click.option(
    "--from",
    "since",
    help="First day (2026-07-01, in the brand's time zone) or instant of the period. What came before is in the file"
    " all the same, for balances rest on it; `replay --with-plan` counts the period alone.",
)
@click.option("--to", "until", help="Last day or instant; both ends are included. Default: now.")
@click.option("--check", is_flag=True, help="Replay the file and compare every balance with the live books.")
@click.option("--force", is_flag=True, help="Write over FILE where it is there already.")
@json_option
def history(
    file: Path | None,
    brand: str,
    since: str | None,
    until: str | None,
    *,
    check: bool,
    force: bool,
    as_json: bool,
) -> None:
    """Write the history of a brand to FILE (default: BRAND-history.json; `-`: standard output) as a scenario that
    `storelet replay` understands. Replayed as it is, it gives the brand's balances to the cent. No personal data:
    people are ids.

    Exit code 1: with --check, the replay differs from the books, and where was printed.
    """
    path = file or Path(f"{brand}-history.json")
    to_stdout = str(path) == "-"
    if to_stdout and (as_json or check):
        raise click.UsageError("--json and --check need a FILE: standard output is the history's.")
    if path.exists() and not force and not to_stdout:
        raise click.UsageError(f"{path} is there already; --force writes over it.")
    exported, compared = run(_export(brand, since, until, path, check=check))
    result = {"file": str(path), **msgspec.to_builtins(exported)}
    if compared is not None:
        result["check"] = msgspec.to_builtins(compared)
    if to_stdout:
        say(summary(path, exported))
    else:
        emit(result, as_json=as_json, text=summary(path, exported, compared))
    if compared is not None and not compared.same:
        fail("The replay of this file is not what the books say: do not use it, and please tell us.")


async def _export(
    brand: str, since: str | None, until: str | None, path: Path, *, check: bool
) -> tuple[HistoryExported, HistoryCompared | None]:
    facts = await find_brand(brand)
    scope = Scope(facts.brand_id)
    start = instant(since, facts, "--from")
    end = instant(until, facts, "--to", end_of_day=True)
    with _bar() as reached, writing(path) as out:
        exported = await export_history(scope, out, reached, since=start, until=end)
    if not check:
        return exported, None
    say("Replaying the file …")
    with path.open(encoding="utf-8") as written:
        document = json.load(written)
    try:
        outcome = replay(document)
    except ScenarioRefused as refused:
        fail("\n".join(f"{path}: {fault}" for fault in refused.faults[:SHOWN]))
    return exported, await compare_history(scope, outcome, exported.until)


@contextmanager
def _bar() -> Iterator[Callable[[int, int], None]]:
    """A bar that begins when the export knows how much there is to write."""
    written = 0
    advance: Callable[[int], None] | None = None
    with ExitStack() as stack:

        def reach(done: int, total: int) -> None:
            nonlocal written, advance
            if advance is None:
                advance = stack.enter_context(progress("Writing events", total))
            advance(done - written)
            written = done

        yield reach


@contextmanager
def writing(path: Path) -> Iterator[TextIO]:
    """The file appears whole or not at all, and for its owner's eyes: it holds the brand's business."""
    if str(path) == "-":
        yield sys.stdout
        return
    part = path.with_name(f"{path.name}.part")
    try:
        with os.fdopen(
            os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w", encoding="utf-8"
        ) as out:
            yield out
        part.replace(path)
    except OSError as error:
        fail(f"{path} cannot be written: {error.strerror}")
    finally:
        part.unlink(missing_ok=True)


def instant(
    written: str | None, brand: BrandFacts, option: str, *, end_of_day: bool = False
) -> datetime | None:
    """A day of the brand's calendar (its first instant, or its last) or an instant with an offset."""
    if written is None:
        return None
    try:
        day = date.fromisoformat(written)
    except ValueError:
        try:
            return parse_instant(written)
        except ValueError as error:
            raise click.UsageError(
                f"{option}: {written} is no day (2026-07-01), and an instant {error}"
            ) from error
    zone = ZoneInfo(brand.timezone)
    if not end_of_day:
        return datetime.combine(day, time(), zone).astimezone(UTC)
    last = datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC) - timedelta(microseconds=1)
    # Today has not ended yet.
    return min(last, datetime.now(UTC)) if day == datetime.now(zone).date() else last


def summary(path: Path, exported: HistoryExported, compared: HistoryCompared | None = None) -> str:
    """What was written, for people."""
    kinds = ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in exported.events.items())
    lines = [
        f"{path}: {exported.since.isoformat()} to {exported.until.isoformat()}",
        f"  {exported.sellers:,} sellers, {exported.skus:,} SKUs, {exported.coupons:,} coupons",
        f"  {kinds or 'no events'}",
    ]
    if exported.carried:
        lines.append("  What came before is in the file too: balances, lots, volumes and caps rest on it.")
    apart = exported.left_out
    notes = {
        "owed for payments that no order took (cash that a replay does not have)": apart.customer_refunds_due,
        "payouts that failed or came back (they left nothing behind)": apart.failed_payouts,
        "of shipping given back without goods": apart.shipping_refunds,
        "due and not matured yet: a replay matures it": apart.late_maturity,
    }
    lines += [f"  Not in the file: {count:,} {note}." for note, count in notes.items() if count]
    if compared is not None:
        lines += check_lines(compared)
    return "\n".join(lines)


def check_lines(compared: HistoryCompared) -> list[str]:
    """The comparison, for people."""
    figures = "pending, available, in flight, paid" + (", tier, volume" if compared.standing else "")
    lines = [f"  Replayed: {compared.sellers:,} sellers' {figures}, and the trial balance."]
    if compared.same:
        return [*lines, "  All of it is what the books say, to the cent."]
    for each in compared.differences[:SHOWN]:
        lines.append(f"  differs  {each.what}: {each.live} in the books, {each.replayed} replayed")
    lines += [f"  refused  {each['event']}: {each['reason']}" for each in compared.rejected[:SHOWN]]
    return [
        *lines,
        f"  {len(compared.differences):,} differences, {len(compared.rejected):,} events refused.",
    ]
