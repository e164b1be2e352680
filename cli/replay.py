"""`storelet replay`: the law over a scenario file."""

import json
from pathlib import Path
from typing import Any

import click

from cli.output import emit, fail, json_option
from commission.replay.compare import compare_plans
from commission.replay.refused import ScenarioRefused
from commission.replay.replay import replay as run_scenario

REFUSED = 2


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path))
@click.option(
    "--with-plan",
    "plan_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Compare with this commission plan: who gains, who loses, what it costs.",
)
@json_option
def replay(file: Path, plan_file: Path | None, as_json: bool) -> None:
    """Run the scenario FILE (`-` reads standard input) through the law that live orders go through, with no database
    and no clock, and print the outcome as JSON.

    Exit code 2: the file breaks the format; every fault was printed with its path.
    """
    document = read_json(file)
    try:
        if plan_file is not None:
            comparison = compare_plans(document, read_json(plan_file))
            emit(comparison, as_json=as_json, text=comparison_text(comparison))
            return
        outcome = run_scenario(document)
    except ScenarioRefused as refused:
        fail("\n".join(f"{file}: {fault}" for fault in refused.faults), REFUSED)
    click.echo(json.dumps(outcome, ensure_ascii=False, indent=None if as_json else 2))


def read_json(file: Path) -> Any:
    """The file's JSON. Ends the command, as for any file that breaks the format, where it is none."""
    try:
        with click.open_file(str(file), encoding="utf-8-sig") as source:
            return json.load(source)
    except (ValueError, RecursionError) as broken:
        fail(f"{file}: not JSON: {broken}", REFUSED)


def comparison_text(comparison: dict[str, Any]) -> str:
    """The comparison for people, in minor units."""
    lines = [f"{'seller':<24}{'before':>14}{'after':>14}{'difference':>14}"]
    rows = [*comparison["sellers"].items(), ("total cost", comparison["total_cost"])]
    lines += [
        f"{name:<24}{row['before']:>14,}{row['after']:>14,}{row['difference']:>+14,}" for name, row in rows
    ]
    share = comparison["share_of_sales"]
    lines.append(f"Share of sales paid out: {share['before'] or '-'} before, {share['after'] or '-'} after.")
    lines.append(f"{len(comparison['gains'])} sellers gain, {len(comparison['loses'])} lose.")
    return "\n".join(lines)
