"""A file of products and prices, brought in while nobody waits: checked whole, then written whole or not at all."""

from typing import Annotated, Any

import asyncpg
import msgspec
from msgspec import Meta

from infra.csv_reader import CsvFile
from infra.database import Tx, transact
from infra.errors import DomainError, InvalidInput
from infra.fields import Instant
from infra.scope import Scope
from services.catalogue.product_csv import FileFaults, LineFault, products_of_file, read_product_file
from services.catalogue.upsert_products import UpsertProducts, write_catalogue
from services.jobs.outcome import JobMade
from services.jobs.start_job import JobStarted, start_job
from services.jobs.turn import JobTurn

KIND = "import_products"
LARGEST_FILE = 8 * 1024 * 1024


class ImportProducts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`csv` is the file's text; one SKU a line, prices in major units. `check` true: say what it would do, and do
    nothing."""

    csv: Annotated[str, Meta(min_length=1, max_length=LARGEST_FILE)]
    file_name: Annotated[str, Meta(max_length=200)] = ""
    check: bool = False
    effective_from: Instant | None = None


class ProductsImported(msgspec.Struct, frozen=True):
    """`faults` non-empty: nothing was written. Codes of what is new or changed; `written` false after a mere check."""

    written: bool
    lines: int
    products: int
    new_products: list[str]
    new_skus: list[str]
    repriced: list[str]
    faults: list[LineFault]


class _OnlyAsked(Exception):
    """Ends the database transaction of a check, which rolls it back."""


async def start_import(scope: Scope, command: ImportProducts) -> JobStarted:
    """Leave the file to a worker. Raises InvalidInput at once where it cannot be read as a file of products."""
    file = read_product_file(command.csv)
    given = {"check": command.check, "effective_from": command.effective_from}
    return await start_job(
        scope,
        KIND,
        given,
        title=command.file_name,
        file=command.csv.encode(),
        total=len(file.lines),
    )


async def import_products(turn: JobTurn) -> JobMade:
    """The work of the job. The same file twice changes nothing the second time."""
    file = read_product_file((await turn.file()).decode())
    command = msgspec.convert(turn.given, _Given)
    await turn.tell(0, len(file.lines))
    found: list[ProductsImported] = []

    async def work(tx: Tx) -> ProductsImported:
        done = await _write(tx, file, command)
        if command.check:
            found.append(done)
            raise _OnlyAsked
        return done

    try:
        done = await transact(turn.scope, work)
    except _OnlyAsked:
        done = found[-1]
    except FileFaults as error:
        done = ProductsImported(False, len(file.lines), 0, [], [], [], list(error.faults))
    return JobMade(msgspec.to_builtins(done))


class _Given(msgspec.Struct, frozen=True):
    check: bool = False
    effective_from: Instant | None = None


async def _write(tx: Tx, file: CsvFile, command: _Given) -> ProductsImported:
    brand = await tx.fetchrow("SELECT currency FROM brands WHERE id = $1", tx.brand_id)
    if brand is None:
        raise LookupError("the brand of a database transaction is not there")
    read = await products_of_file(tx, file, brand["currency"])
    before = await _codes(tx)
    try:
        done = await write_catalogue(tx, UpsertProducts(read.items, command.effective_from))
    except InvalidInput as refused:
        raise FileFaults([_on_its_line(fault, read.lines) for fault in refused.faults]) from refused
    except DomainError as refused:
        raise FileFaults([LineFault(1, "", refused.title, refused.title_zh)]) from refused
    return ProductsImported(
        written=not command.check,
        lines=len(file.lines),
        products=len(done.products),
        new_products=sorted(set(done.products) - before["products"]),
        new_skus=sorted(set(done.skus) - before["skus"]),
        repriced=done.repriced,
        faults=[],
    )


async def _codes(tx: Tx) -> dict[str, set[str]]:
    rows: list[asyncpg.Record] = await tx.fetch(
        "SELECT 'products' AS what, code FROM products WHERE brand_id = $1"
        " UNION ALL SELECT 'skus', code FROM skus WHERE brand_id = $1",
        tx.brand_id,
    )
    found: dict[str, set[str]] = {"products": set(), "skus": set()}
    for row in rows:
        found[row["what"]].add(row["code"])
    return found


def _on_its_line(fault: Any, lines: dict[str, int]) -> LineFault:
    longest = max((path for path in lines if fault.path.startswith(path)), key=len, default="")
    column = fault.path.rpartition(".")[2]
    return LineFault(lines.get(longest, 1), column, fault.message, fault.message_zh or fault.message)
