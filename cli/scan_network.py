"""`storelet scan-network`: look at a whole network under anti-pyramid law."""

import json
import zipfile
from pathlib import Path
from typing import Any

import click
import numpy as np

from cli.compliance_output import print_count, print_report
from cli.lint_plan import REFUSED, parse, read_text
from cli.output import emit, fail, json_option
from commission.compliance.lint import NoJurisdiction
from commission.compliance.network.document import decode_snapshot
from commission.compliance.network.rows import snapshot_of_rows
from commission.compliance.network.snapshot import Snapshot, snapshot_of
from commission.compliance.packs import JURISDICTIONS, PackNotFound
from commission.compliance.sarif import sarif
from commission.compliance.scan import scan_network as judge
from commission.compliance.schemas import DocumentRefused


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
    "--plan",
    "plan_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The plan the network runs under (JSON): some findings are graver beside the plan's own.",
)
@click.option("--lang", type=click.Choice(["en", "zh"]), default="en", help="Language of the printed report.")
@click.option("--sarif", "as_sarif", is_flag=True, help="Print SARIF 2.1.0 on stdout.")
@json_option
def scan_network(
    file: Path,
    jurisdictions: tuple[str, ...],
    plan_file: Path | None,
    lang: str,
    as_sarif: bool,
    as_json: bool,
) -> None:
    """Count a network as a prosecutor would, organiser included, and judge it under anti-pyramid law.

    FILE is a snapshot: rows of JSON (the published schema `network_snapshot-1.0.0.json`), or columns in a NumPy archive
    (.npz; docs/compliance/snapshot.md), which is meant for millions of people and orders. It is judged by the packs of
    its own day. People who stand below themselves are refused, each cycle with its members.

    Exit codes: 0 clear (advice at most); 1 a finding of severity I (illegal) or R+ (presumed so); 2 the file is no such
    snapshot; 3 data are needed; 4 only findings of severity R (review by counsel).

    Engineering research for a brand and its counsel, not legal advice.
    """
    if as_json and as_sarif:
        raise click.UsageError("choose one of --json and --sarif")
    plan = None if plan_file is None else parse(read_text(plan_file), str(plan_file))
    try:
        report = judge(_read(file), [name.upper() for name in jurisdictions], plan)
    except DocumentRefused as refused:
        fail("\n".join(f"{file}: {fault}" for fault in refused.faults), REFUSED)
    except (PackNotFound, NoJurisdiction) as missing:
        fail(str(missing), REFUSED)
    if as_sarif:
        click.echo(json.dumps(sarif(report, file.as_posix(), {}), ensure_ascii=False, indent=1))
    elif as_json:
        emit(report.as_document(), as_json=True)
    else:
        print_count(report, lang)
        print_report(report, str(file), lang)
    raise click.exceptions.Exit(report.exit_code)


def _read(file: Path) -> Snapshot:
    if file.suffix != ".npz":
        return snapshot_of_rows(decode_snapshot(file.read_bytes()))
    try:
        with np.load(file, allow_pickle=False) as archive:
            columns: dict[str, Any] = {name: archive[name] for name in archive.files}
    except (ValueError, OSError, zipfile.BadZipFile) as broken:
        fail(f"{file}: not a NumPy archive: {broken}", REFUSED)
    meta = parse(str(columns.pop("meta", "{}")), f"{file} (meta)")
    return snapshot_of(meta if isinstance(meta, dict) else {}, columns)
