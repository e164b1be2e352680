"""Every list as a file: its columns, its money, what a spreadsheet must not run, and who may have it."""

import csv
import io
from datetime import timedelta

import httpx
import pytest
from litestar import Litestar

from api.app import audience_routes
from api.guards import guard_of
from infra.clock import SetClock
from infra.csv_text import plain_cell, without_apostrophe
from infra.errors import InvalidInput, NotAllowed, NotFound
from infra.money_text import major_text, minor_of
from infra.scope import Actor, Scope
from services.exports import export_rows as streaming
from services.exports.export_in_background import StartExport, start_export
from services.exports.export_rows import export_rows
from services.exports.tables import TABLES
from services.queries.jobs import read_job_file
from services.queries.pages import PageRequest
from tests.factories import login, make_account
from tests.factories import make_brand as make_full_brand
from tests.factories import make_seller as make_full_seller
from tests.services.jobs.test_jobs import person
from tests.support.workers import finished
from tests.support.world import make_lot, make_seller, make_sku, run

# Lists that are read inside a page of their own, or by other means.
NOT_EXPORTED: dict[str, str] = {}


def parsed(text: bytes) -> list[dict[str, str]]:
    assert text.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"))))


async def exported(scope: Scope, name: str, request: PageRequest | None = None) -> list[dict[str, str]]:
    return parsed(
        b"".join([piece.content async for piece in export_rows(scope, name, request or PageRequest())])
    )


@pytest.fixture
def reader(scope: Scope) -> Scope:
    return scope.acting_as(Actor("account", None, None, frozenset({"operator"})))


async def test_amounts_are_in_major_units_and_instants_by_the_brands_clock(
    scope: Scope, reader: Scope, clock: SetClock
) -> None:
    seller = (await make_seller(scope)).seller_id
    assert seller is not None
    sku = await make_sku(scope, "COAT")
    await make_lot(scope, seller, sku, 3, paid_at=clock.now(), net=12_345)
    (row,) = await exported(reader, "stock-orders")
    assert (row["currency"], row["net_total"], row["list_total"]) == ("CNY", "123.45", "123.45")
    assert row["paid_at"] == "2026-03-02T16:00:00+08:00"
    (lot,) = await exported(reader, "lots")
    assert (lot["qty"], lot["net"], lot["sku"]) == ("3", "123.45", "COAT")
    (priced,) = await exported(reader, "skus")
    assert (priced["code"], priced["list_price"], priced["tier_eligible"]) == ("COAT", "100.00", "true")


async def test_what_a_spreadsheet_would_run_it_does_not(scope: Scope, reader: Scope) -> None:
    seller = (await make_seller(scope)).seller_id
    formula = '=HYPERLINK("http://x","y")'
    await run(scope, "UPDATE sellers SET display_name = $2 WHERE brand_id = $1 AND id = $3", formula, seller)
    (row,) = await exported(reader, "sellers")
    assert row["display_name"] == f"'{formula}"
    for text in ("=1", "+1", "-1", "@x", "\tx", "\rx", "plain", "'quoted", "-", ""):
        assert without_apostrophe(plain_cell(text)) == text
        assert not plain_cell(text).startswith(("=", "+", "-", "@", "\t", "\r"))


async def test_filters_search_and_sort_are_those_of_the_list(scope: Scope, reader: Scope) -> None:
    for kind in ("staff", "reseller", "reseller"):
        await make_seller(scope, kind)
    assert len(await exported(reader, "sellers")) == 3
    found = await exported(reader, "sellers", PageRequest(filters={"kind": "reseller"}, sort="code"))
    assert [row["kind"] for row in found] == ["reseller", "reseller"]
    assert [row["code"] for row in found] == sorted(row["code"] for row in found)
    with pytest.raises(InvalidInput):
        await exported(reader, "sellers", PageRequest(filters={"colour": "red"}))


async def test_an_export_of_many_pieces_has_every_row_once(
    scope: Scope, reader: Scope, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streaming, "ROWS_A_PIECE", 2)
    for _ in range(5):
        await make_seller(scope)
    rows = await exported(reader, "sellers")
    assert len({row["seller_id"] for row in rows}) == len(rows) == 5
    assert parsed_heading(await exported_bytes(reader, "stores")) == list(
        TABLES["stores"].row.__struct_fields__
    )


async def exported_bytes(scope: Scope, name: str) -> bytes:
    return b"".join([piece.content async for piece in export_rows(scope, name, PageRequest())])


def parsed_heading(text: bytes) -> list[str]:
    return text.decode("utf-8-sig").splitlines()[0].split(",")


async def test_an_export_in_the_background_has_the_same_rows(
    scope: Scope, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streaming, "ROWS_A_PIECE", 2)
    operator = await person(scope, "operator")
    for _ in range(3):
        await make_seller(scope)
        clock.move_by(timedelta(minutes=1))
    started = await start_export(operator, StartExport("sellers", sort="joined_at"))
    job = await finished(operator, started.job_id)
    assert (job.state, job.done, job.total, job.file_name) == ("done", 3, 3, "sellers.csv")
    kept = b"".join([piece async for piece in read_job_file(operator, started.job_id)])
    assert parsed(kept) == await exported(operator, "sellers", PageRequest(sort="joined_at"))


async def test_who_may_not_read_a_list_may_not_have_it_as_a_file(scope: Scope, reader: Scope) -> None:
    for name in ("audit-log", "entries", "payout-batches", "payout-items"):
        with pytest.raises(NotAllowed):
            await exported(reader, name)
        with pytest.raises(NotAllowed):
            await start_export(reader, StartExport(name))
    with pytest.raises(NotFound):
        await exported(reader, "secrets")


def test_every_list_of_the_console_is_exported_to_whom_it_is_shown(app: Litestar) -> None:
    """A new list has its line in services/exports/tables.py."""
    lists = {
        sorted(handler.paths)[0].rsplit("/", 1)[-1]: guard_of(handler).roles
        for handler in audience_routes(app)
        if handler.opt["audience"] == "brand" and "table" in handler.opt and handler.http_methods == {"GET"}
    }
    lists["payout-items"] = lists.pop("items")
    assert {name: roles for name, roles in lists.items() if name not in NOT_EXPORTED} == {
        name: table.roles for name, table in TABLES.items()
    }


async def test_over_http_it_is_a_file(client: httpx.AsyncClient) -> None:
    brand = await make_full_brand()
    await make_full_seller(brand, display_name="Rui")
    await login(client, await make_account(brand, "operator"))
    answer = await client.get("/api/brand/exports/sellers?kind=reseller")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="sellers.csv"'
    assert [row["display_name"] for row in parsed(answer.content)] == ["Rui"]
    refused = await client.get("/api/brand/exports/sellers?colour=red")
    assert (refused.status_code, refused.json()["errors"][0]["path"]) == (422, "colour")
    assert (await client.get("/api/brand/exports/audit-log")).status_code == 403


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("123.45", "CNY", 12345),
        ("-0.05", "CNY", -5),
        ("1,234", "CNY", 123400),
        ("1234", "JPY", 1234),
        (" 7.5 ", "GBP", 750),
    ],
)
def test_amounts_are_read_back_exactly(text: str, currency: str, minor: int) -> None:
    assert minor_of(text, currency) == minor
    assert minor_of(major_text(minor, currency), currency) == minor


@pytest.mark.parametrize(
    ("text", "currency"),
    [("1.005", "CNY"), ("1.5", "JPY"), ("NaN", "CNY"), ("1e", "CNY"), ("", "CNY"), ("Infinity", "CNY")],
)
def test_what_is_no_amount_is_refused(text: str, currency: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        minor_of(text, currency)
