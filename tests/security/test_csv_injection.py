"""No cell of any file that the site writes runs as a formula in a spreadsheet (OWASP: CSV injection)."""

import ast
import csv
import io
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import msgspec
import pytest

from infra.csv_text import plain_cell, without_apostrophe
from infra.rails.csv_file import CsvFile
from infra.rails.rail import PayoutAsked
from services.exports.csv_row import csv_row
from services.exports.tables import TABLES
from tests.api.test_checkout import Till, till
from tests.factories import login, make_account, make_seller
from tests.support.shop import a_phone

__all__ = ["till"]
ROOT = Path(__file__).parents[2]
BEGINNINGS = ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"]
FORMULA = "cmd|' /C calc'!A0"
# Modules that write CSV, each with how it keeps what people wrote from running.
WRITERS = {
    "infra/csv_text.py": "the one place that knows how",
    "infra/rails/csv_file.py": "plain_cell on every text that is not ours",
    "infra/statement_files/csv_form.py": "plain_cell on every text",
    "services/exports/export_rows.py": "csv_row, which calls plain_cell",
    "services/compliance/evidence_files.py": "plain_cell on every text",
    "services/trials/dry_run_in_background.py": "plain_cell on every text",
    "services/queries/numbers.py": "plain_cell on every text",
    "cli/import_data.py": "plain_cell on every text of the file it read",
}


def test_every_module_that_writes_csv_is_known() -> None:
    writers = set()
    for package in ("api", "cli", "infra", "services", "tasks"):
        for file in (ROOT / package).rglob("*.py"):
            text = file.read_text("utf-8")
            if "csv" not in text:
                continue
            called = {
                node.attr if isinstance(node, ast.Attribute) else node.id
                for node in ast.walk(ast.parse(text))
                if isinstance(node, ast.Attribute | ast.Name)
            }
            if called & {"csv_lines", "DictWriter"} or ("writer" in called and "csv" in called):
                writers.add(file.relative_to(ROOT).as_posix())
    assert writers - WRITERS.keys() == set(), "make its cells plain (infra/csv_text.py), then name it here"


@pytest.mark.parametrize("beginning", BEGINNINGS)
def test_a_text_that_begins_like_a_formula_gets_an_apostrophe_and_comes_back_as_it_was(
    beginning: str,
) -> None:
    wicked = beginning + FORMULA
    assert plain_cell(wicked) == f"'{wicked}"
    assert without_apostrophe(plain_cell(wicked)) == wicked
    assert plain_cell(f"a{wicked}") == f"a{wicked}"


def test_a_bank_file_runs_nothing() -> None:
    asked = PayoutAsked(
        key="K",
        amount=1,
        currency="CNY",
        legal_name=f"={FORMULA}",
        account_number="=1+1",
        bank_code=f"@{FORMULA}",
        memo="m",
    )
    told = CsvFile().export("P-1", {}, [asked]).decode("utf-8-sig")
    (_, row) = list(csv.reader(io.StringIO(told)))
    assert (row[1], row[3]) == (f"'={FORMULA}", f"'@{FORMULA}")
    assert row[2] == "\t=1+1", "a tab before it: a number of an account stays a text, and nothing runs"


@pytest.mark.parametrize("name", TABLES)
def test_no_table_has_a_text_column_that_is_written_as_it_is(name: str) -> None:
    """Each list's row with a formula wherever a text may stand."""
    row_type = TABLES[name].row
    texts = {each.name for each in msgspec.structs.fields(row_type) if each.type in (str, str | None)}
    given = {name: f"=1+{FORMULA}" if name in texts else "{}" for name in row_type.__struct_fields__}
    row = row_type(**given | ({"currency": "CNY"} if "currency" in given else {}))
    cells = csv_row(row, frozenset(), "CNY", ZoneInfo("UTC"))
    assert [cell for cell in cells if cell.startswith("=")] == []


async def test_what_shoppers_and_sellers_write_runs_nowhere(till: Till, client: httpx.AsyncClient) -> None:
    wicked = f"={FORMULA}"
    await make_seller(till.brand, display_name=wicked)
    body = till.cart(COAT=1) | {"buyer": {"name": wicked, "phone": "13800000001"}}
    placed = await till.client.post(till.orders, json=body, headers={"Idempotency-Key": a_phone()})
    assert placed.status_code == 201
    await login(till.client, await make_account(till.brand, "admin"))
    for name, column in (("sellers", "display_name"), ("customers", "name"), ("orders", "customer_name")):
        answer = await till.client.get(f"/api/brand/exports/{name}")
        found = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert f"'{wicked}" in {row[column] for row in found}, name
        assert not [cell for row in found for cell in row.values() if cell.startswith("=")]
