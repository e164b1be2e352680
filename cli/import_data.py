"""`storelet import`: bring a history in, through the same law and books as live orders."""

import csv
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import msgspec
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from cli.output import console, emit, json_option, say
from cli.runtime import run
from infra.csv_text import plain_cell
from infra.scope import Scope
from services.imports.online_retail.import_online_retail import Outcome, import_online_retail
from services.imports.online_retail.read_lines import Aside
from services.people.find_brand import find_brand


@click.group(name="import")
def import_data() -> None:
    """Import a history into a brand. Imported twice, it changes nothing."""


@import_data.command("online-retail")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--brand", default="demo", show_default=True, help="The brand's short name (slug).")
@click.option(
    "--report",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write every line that was set aside, with its reason, to this CSV file.",
)
@json_option
def online_retail(file: Path, brand: str, report: Path | None, as_json: bool) -> None:
    """Import the UCI Online Retail FILE (.csv or .csv.xz): each customer a reseller, each invoice a stock order at the
    brand's tier schedule, each cancellation a return of that reseller's newest lots.

    Every line is imported or set aside with its reason; the counts add up to the lines of the file.
    """
    started = time.monotonic()
    with two_bars() as progress:
        outcome = run(_import(brand, file, progress))
    seconds = round(time.monotonic() - started, 1)
    result = msgspec.to_builtins(outcome.report) | {"seconds": seconds}
    emit(result, as_json=as_json, text=summary(outcome, seconds))
    if report is not None:
        say(list_asides(report, outcome))


async def _import(brand: str, file: Path, progress: Callable[[str, int, int], None]) -> Outcome:
    facts = await find_brand(brand)
    return await import_online_retail(Scope(facts.brand_id), file, progress)


@contextmanager
def two_bars() -> Iterator[Callable[[str, int, int], None]]:
    """Yields what the import tells its progress to: a bar for reading, one for playing; lines where there is no
    terminal."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as bars:
        tasks = {"reading": bars.add_task("Reading lines", total=None)}
        told = [time.monotonic()]

        def progress(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task("Playing orders and returns", total=total)
            bars.update(tasks[stage], completed=done, total=total or None)
            if not console.is_terminal and (time.monotonic() - told[0] > 5 or done == total):
                told[0] = time.monotonic()
                say(f"{stage}: {done:,}" + (f" of {total:,}" if total else ""))

        yield progress


def list_asides(path: Path, outcome: Outcome) -> str:
    """Write the list and say so. A repeated import has none, and does not empty the list of the first."""
    if outcome.report.repeated:
        return f"{path} was not written: the lines were listed when the file was imported. Import it into a new brand."
    write_asides(path, outcome.asides)
    return f"The {len(outcome.asides):,} lines that were set aside are listed in {path}."


def write_asides(path: Path, asides: list[Aside]) -> None:
    """The lines set aside as CSV: line of the file, invoice, stock code, reason, detail."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["line", "invoice", "stock_code", "reason", "detail"])
        # They come out of somebody's file, and a spreadsheet runs what begins like a formula.
        writer.writerows(
            (a.number, plain_cell(a.invoice), plain_cell(a.sku), a.reason.value, plain_cell(a.detail))
            for a in asides
        )


def summary(outcome: Outcome, seconds: float) -> str:
    """The report for people."""
    report = outcome.report
    if report.repeated:
        known = f"{report.lines:,} lines, {report.stock_orders:,} stock orders"
        return f"This file was imported before ({known}): nothing was changed."
    reasons = "\n".join(
        f"    {count:>9,}  {reason.replace('_', ' ')}" for reason, count in report.set_aside.items()
    )
    return (
        f"{report.lines:,} lines in {seconds} s\n"
        f"  {report.order_lines:>9,}  in {report.stock_orders:,} stock orders of {report.resellers:,} resellers\n"
        f"  {report.return_lines:>9,}  in {report.stock_returns:,} returns\n"
        f"  {report.set_aside_total:>9,}  set aside:\n{reasons}\n"
        f"List value {pounds(report.list_total)}, charged {pounds(report.net_total)},"
        f" refunded {pounds(report.refund_total)}."
    )


def pounds(pence: int) -> str:
    return f"£{pence // 100:,}.{pence % 100:02d}"
