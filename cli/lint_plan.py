"""`storelet lint-plan`: judge a remuneration plan under anti-pyramid law."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from cli.compliance_output import print_report
from cli.output import emit, fail, json_option
from commission.compliance.lint import NoJurisdiction
from commission.compliance.lint import lint_plan as judge
from commission.compliance.packs import JURISDICTIONS, PackNotFound
from commission.compliance.positions import positions
from commission.compliance.sarif import sarif
from commission.compliance.schemas import DocumentRefused

REFUSED = 2


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--jurisdiction",
    "jurisdictions",
    multiple=True,
    type=click.Choice(JURISDICTIONS, case_sensitive=False),
    help="Judge here; may be given several times. Default: those the plan names.",
)
@click.option(
    "--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="Judge by the packs of this day. Default: today."
)
@click.option("--lang", type=click.Choice(["en", "zh"]), default="en", help="Language of the printed report.")
@click.option("--sarif", "as_sarif", is_flag=True, help="Print SARIF 2.1.0 on stdout, for editors and CI.")
@json_option
def lint_plan(
    file: Path, jurisdictions: tuple[str, ...], day: datetime | None, lang: str, as_sarif: bool, as_json: bool
) -> None:
    """Judge a remuneration plan (JSON) under anti-pyramid law, jurisdiction by jurisdiction.

    FILE follows the published schema `plan-1.0.0.json`. What is null or missing is not known, and never passes.

    Exit codes: 0 clear (advice at most); 1 a finding of severity I (illegal) or R+ (presumed so); 2 the file is not
    such a plan; 3 data are needed; 4 only findings of severity R (review by counsel).

    Engineering research for a brand and its counsel, not legal advice.
    """
    if as_json and as_sarif:
        raise click.UsageError("choose one of --json and --sarif")
    text = read_text(file)
    on = day.date() if day else today()
    try:
        report = judge(parse(text, str(file)), on, [name.upper() for name in jurisdictions])
    except DocumentRefused as refused:
        fail("\n".join(f"{file}: {fault}" for fault in refused.faults), REFUSED)
    except (PackNotFound, NoJurisdiction) as missing:
        fail(str(missing), REFUSED)
    if as_sarif:
        click.echo(json.dumps(sarif(report, file.as_posix(), positions(text)), ensure_ascii=False, indent=1))
    elif as_json:
        emit(report.as_document(), as_json=True)
    else:
        print_report(report, str(file), lang)
    raise click.exceptions.Exit(report.exit_code)


def today() -> date:
    return datetime.now(UTC).date()


def read_text(file: Path) -> str:
    """A file of UTF-8. Ends the command where it is none."""
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as broken:
        fail(f"{file}: not UTF-8: {broken}", REFUSED)


def parse(text: str, name: str) -> Any:
    """JSON with exact decimals. Ends the command where the text is none."""
    try:
        return json.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError) as broken:
        fail(f"{name}: not JSON: {broken}", REFUSED)
