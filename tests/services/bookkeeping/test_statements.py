"""Statements: what a month did to a seller's and the brand's money, the same bytes for ever."""

import asyncio
import io
import zipfile
from base64 import b64decode
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pypdf import PdfReader

from commission.ledger.entry import Happening
from commission.ledger.recipes.wholesale_paid import wholesale_paid
from infra.database import Tx, transact
from infra.errors import InvalidInput, NotFound
from infra.ids import new_id
from infra.scope import Scope
from infra.statement_files.add_up import faults_of
from infra.statement_files.signed import FORMS, genuine, read_signed_file
from services.bookkeeping import build_statement as build_statement_module
from services.bookkeeping import close_months as close_months_module
from services.bookkeeping.books_of_month import HASHES_OF_CLOSED
from services.bookkeeping.build_statement import build_statement
from services.bookkeeping.bundle_statements import bundle_statements
from services.bookkeeping.close_months import close_months
from services.bookkeeping.closed_month import MonthNotClosed, StatementNotProved, read_month
from services.bookkeeping.issue_statement import issue_statement
from services.bookkeeping.post_entry import Caused, post_entries
from services.bookkeeping.prove_books import prove_books
from services.bookkeeping.signing_keys import list_keys, rotate_key
from services.bookkeeping.statement_rows import DETAILS
from services.bookkeeping.verify_statement import verify_statement
from services.queries.statements import list_statements
from services.retail.mature_commissions import mature_commissions
from services.retail.refund_order import RefundedLine, RefundOrder, refund_order
from tests.services.payouts.conftest import Till
from tests.support.shop import Keeper, a_phone
from tests.support.world import rows, run, value

APRIL = datetime(2026, 4, 10, tzinfo=UTC)


async def told(till: Till, month: str, keeper: Keeper | None = None) -> dict[str, Any]:
    """The statement in the JSON form, its signature proved."""
    body = await issue_statement(till.shop.scope, month, "json", keeper.id if keeper else None)
    file = read_signed_file(body.body)
    keys = {key.key_id: b64decode(key.public_key) for key in await list_keys(till.shop.scope)}
    assert genuine(file, keys[file.key_id])
    assert file.statement is not None
    assert faults_of(file.statement) == []
    return file.statement


async def march_and_april(till: Till) -> Keeper:
    """2 March: two units sold for 2,000,000. 1 April: they mature, half is refunded, the rest is paid on the 10th."""
    keeper, order = await till.earned(units=2)
    assert till.shop.clock.now() == datetime(2026, 4, 1, 8, tzinfo=UTC)
    await refund_order(till.shop.scope, order.code, RefundOrder([RefundedLine(1, 1)]))
    till.shop.clock.move_to(APRIL)
    await till.pay(await till.sent())
    return keeper


def parts(
    pending: int = 0, available: int = 0, in_flight: int = 0, paid: int = 0, withheld: int = 0
) -> dict[str, int]:
    return {
        "pending": pending,
        "available": available,
        "in_flight": in_flight,
        "paid": paid,
        "withheld": withheld,
    }


async def test_a_sellers_months_open_where_the_last_closed(till: Till) -> None:
    keeper = await march_and_april(till)
    till.shop.clock.move_to(datetime(2026, 4, 30, 16, 0, tzinfo=UTC))  # midnight in Shanghai: May has begun
    assert (await close_months(till.shop.scope)).months == ["2026-03", "2026-04"]
    assert (await close_months(till.shop.scope)).months == []
    march, april = await told(till, "2026-03", keeper), await told(till, "2026-04", keeper)
    assert (march["from"], march["until"]) == ("2026-02-28T16:00:00+00:00", "2026-03-31T16:00:00+00:00")
    (of_march,), (of_april,) = march["currencies"], april["currencies"]
    assert of_march["opening"] == parts()
    assert of_march["closing"] == of_april["opening"] == parts(pending=2_000_000)
    (sold,) = of_march["lines"]
    assert (sold["event"], sold["pending"]) == ("commission_accrued", 2_000_000)
    (detail,) = sold["details"]
    assert detail == {
        "line": 1,
        "order": None,
        "sku": "GOLD",
        "qty": 2,
        "rule": "rest",
        "terms": "rate 0.10",
        "weight": "1",
        "base": 20_000_000,
        "amount": 2_000_000,
    }
    assert [(line["event"], line["pending"], line["available"]) for line in of_april["lines"]] == [
        ("commission_matured", -2_000_000, 2_000_000),
        ("commission_reversed", 0, -1_000_000),
        ("payout_confirmed", 0, 0),
        ("payout_started", 0, -1_000_000),
    ]
    (matured,) = of_april["lines"][0]["details"]
    assert (matured["order"], matured["sku"], matured["amount"]) == (sold["order"], "GOLD", 2_000_000)
    assert of_april["closing"] == parts(paid=991_000, withheld=9_000)
    assert {name: amount for name, amount in of_april["sums"].items() if amount} == {
        "commission_reversed": 1_000_000,
        "matured": 2_000_000,
        "payouts_started": 1_000_000,
        "payouts_confirmed": 991_000,
        "tax_withheld": 9_000,
    }


async def test_the_brands_statement_is_its_trial_balance(till: Till) -> None:
    keeper = await march_and_april(till)
    sku = await till.shop.sku("SCARF", 1_000, stock=0)
    await till.shop.lot(keeper, sku, 10, paid_at=till.shop.clock.now(), net=7_000)
    till.shop.clock.move_to(datetime(2026, 5, 2, tzinfo=UTC))
    await close_months(till.shop.scope)
    statement = await told(till, "2026-04")
    (of_april,) = statement["currencies"]
    assert {row["code"]: (row["opening"], row["closing"]) for row in of_april["accounts"]} == {
        "cash": (20_000_000, 20_000_000 - 10_000_000 - 991_000 + 7_000),
        "retail_revenue": (-20_000_000, -10_000_000),
        "commission_expense": (2_000_000, 1_000_000),
        "seller_pending": (-2_000_000, 0),
        "seller_available": (0, 0),
        "payout_in_flight": (0, 0),
        "tax_withheld": (0, -9_000),
        "wholesale_revenue": (0, -7_000),
    }
    assert {name: amount for name, amount in of_april["figures"].items() if amount} == {
        "retail_refunds": 10_000_000,
        "commission_reversed": 1_000_000,
        "wholesale_sales": 7_000,
        "payouts_started": 1_000_000,
        "payouts_confirmed": 991_000,
        "tax_withheld": 9_000,
    }
    (seller,) = of_april["sellers"]
    assert (seller["id"], seller["closing"]) == (str(keeper.id), parts(paid=991_000, withheld=9_000))


async def test_nothing_that_comes_later_changes_a_byte(till: Till) -> None:
    """Refunds, payouts, a new name, a new key and an entry that comes late leave every form as it was."""
    keeper, order = await till.earned(units=2)
    clock, scope = till.shop.clock, till.shop.scope
    await close_months(scope)
    before = await _files(till, keeper, "2026-03")
    await refund_order(scope, order.code, RefundOrder([RefundedLine(1, 1)]))
    await run(scope, "UPDATE sellers SET display_name = '李梅', kind = 'staff' WHERE brand_id = $1")
    await run(scope, "UPDATE brands SET name = 'Other', timezone = 'Europe/London' WHERE id = $1")
    clock.move_to(APRIL)
    await till.pay(await till.sent())
    await rotate_key(scope)
    sku = await till.shop.sku("SCARF", 1_000, stock=0)
    await till.shop.lot(keeper, sku, 1, paid_at=datetime(2026, 3, 5, tzinfo=UTC), net=500)
    clock.move_to(datetime(2026, 6, 2, tzinfo=UTC))
    await mature_commissions(scope)
    assert (await close_months(scope)).months == ["2026-04", "2026-05"]
    assert await _files(till, keeper, "2026-03") == before
    # The late entry is told of in the first month that was open when it came.
    (of_april,) = (await told(till, "2026-04"))["currencies"]
    assert of_april["figures"]["wholesale_sales"] == 500
    assert (await told(till, "2026-04", keeper))["seller"]["name"] == "李梅"
    assert (await prove_books(scope)).proved


async def _files(till: Till, keeper: Keeper, month: str) -> list[bytes]:
    whose = (keeper.id, None)
    return [
        (await issue_statement(till.shop.scope, month, form, one)).body for one in whose for form in FORMS
    ]


async def test_every_form_is_signed_and_a_changed_byte_is_found(till: Till) -> None:
    keeper, _ = await till.earned()
    await run(till.maker, "UPDATE sellers SET display_name = '=HYPERLINK(\"x\")' WHERE brand_id = $1")
    await close_months(till.shop.scope)
    (key,) = await list_keys(till.shop.scope)
    public = b64decode(key.public_key)
    for body in await _files(till, keeper, "2026-03"):
        file = read_signed_file(body)
        assert genuine(file, public)
        assert not genuine(file, bytes(32))
        changed = (
            body.replace(b"1000000", b"9000000") if file.form == "json" else body.replace(b"2026", b"2027", 1)
        )
        assert not genuine(read_signed_file(changed), public)
    brand = (await issue_statement(till.shop.scope, "2026-03", "csv")).body.decode("utf-8-sig")
    assert '"\'=HYPERLINK(""x"")"' in brand
    pdf = (await issue_statement(till.shop.scope, "2026-03", "pdf", keeper.id)).body
    text = PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
    assert "卖家对账单 Seller statement" in text
    assert "10000.00" in text


async def test_a_running_month_has_no_statement_and_an_idle_seller_none(till: Till) -> None:
    keeper, _ = await till.earned()
    idle = await till.shop.keeper()
    for month in ("2026-03", "2026-04"):
        with pytest.raises(MonthNotClosed):
            await issue_statement(till.shop.scope, month, "json", keeper.id)
    await close_months(till.shop.scope)
    with pytest.raises(NotFound):
        await issue_statement(till.shop.scope, "2026-03", "json", idle.id)
    with pytest.raises(NotFound):
        await issue_statement(till.shop.scope, "2026-02", "json", keeper.id)
    assert [one.month for one in await list_statements(till.shop.scope, keeper.id)] == ["2026-03"]
    assert [one.sellers for one in await list_statements(till.shop.scope)] == [1]


async def test_the_archive_of_a_month_holds_them_all_and_is_the_same_again(till: Till) -> None:
    keeper, _ = await till.earned()
    await close_months(till.shop.scope)
    first, again = [
        b"".join([piece async for piece in await bundle_statements(till.shop.scope, "2026-03", "csv")])
        for _ in "12"
    ]
    assert first == again
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert archive.testzip() is None
        bodies = {archive.read(name) for name in archive.namelist()}
    assert bodies == {
        (await issue_statement(till.shop.scope, "2026-03", "csv", one)).body for one in (None, keeper.id)
    }


async def test_what_does_not_follow_from_the_books_is_not_told(
    till: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper, _ = await till.earned()
    await close_months(till.shop.scope)
    # The database lets nobody change a commission line, so the reading of it is.
    wrong = DETAILS.replace("c.amount FROM commission_lines", "c.amount + 1 AS amount FROM commission_lines")
    assert wrong != DETAILS
    monkeypatch.setattr(build_statement_module, "DETAILS", wrong)
    with pytest.raises(StatementNotProved, match="the lines behind commission_accrued"):
        await transact(till.maker, lambda tx: build_statement(tx, read_month("2026-03"), keeper.id))


async def test_a_month_closes_after_what_is_being_written_and_before_what_comes_then(till: Till) -> None:
    """A writer that began in March and commits while the month closes is in March's statement, or late: never lost."""
    _keeper, _ = await till.earned()
    scope, march = till.shop.scope, datetime(2026, 3, 31, 15, 59, tzinfo=UTC)
    begun, closing = asyncio.Event(), asyncio.Event()

    async def slowly(tx: Tx) -> None:
        entry = wholesale_paid(Happening("slow", march, "CNY"), 700)
        await post_entries(tx, [Caused(entry, "lot", new_id())])
        begun.set()
        await closing.wait()

    writer = asyncio.create_task(transact(scope, slowly))
    await begun.wait()
    closer = asyncio.create_task(close_months(scope))
    await asyncio.sleep(0.05)
    assert not closer.done()
    closing.set()
    await asyncio.gather(writer, closer)
    assert (await told(till, "2026-03"))["currencies"][0]["figures"]["wholesale_sales"] == 700
    after = Happening("after", march, "CNY")
    await transact(scope, lambda tx: post_entries(tx, [Caused(wholesale_paid(after, 9), "lot", new_id())]))
    assert (
        await value(
            scope,
            "SELECT late_month::text FROM journal_entries WHERE brand_id = $1 AND late_month IS NOT NULL",
        )
        == "2026-04-01"
    )
    assert (await told(till, "2026-03"))["currencies"][0]["figures"]["wholesale_sales"] == 700


async def test_nothing_closes_under_an_import(till: Till) -> None:
    await till.earned()
    await run(
        till.maker,
        "INSERT INTO import_runs (brand_id, id, kind, file_sha256, started_at) VALUES ($1, $2, 'x', 'x', $3)",
        new_id(),
        till.shop.clock.now() - timedelta(hours=1),
    )
    assert (await close_months(till.shop.scope)).months == []
    till.shop.clock.move_by(timedelta(days=1))
    assert (await close_months(till.shop.scope)).months == ["2026-03"]


async def test_own_stock_and_its_refund_are_told_line_by_line(till: Till) -> None:
    keeper = await till.shop.keeper(ships_from="own_stock")
    sku = await till.shop.sku("SCARF", 1_000, stock=0)
    await till.shop.lot(keeper, sku, 10, paid_at=till.shop.clock.now(), net=7_000)
    order = await till.shop.sell(keeper, {"SCARF": 3}, phone=a_phone())
    await refund_order(till.shop.scope, order.code, RefundOrder([RefundedLine(1, 1)]))
    till.shop.clock.move_to(APRIL)
    await close_months(till.shop.scope)
    (of_march,) = (await told(till, "2026-03", keeper))["currencies"]
    found = [
        (line["event"], line["pending"], [(d["qty"], d["amount"]) for d in line["details"]])
        for line in of_march["lines"]
    ]
    assert found == [
        ("own_stock_paid", 3_000, [(3, 3_000)]),
        ("own_stock_refunded", -1_000, [(1, -1_000)]),
    ]
    assert of_march["closing"] == parts(pending=2_000)


async def test_the_proof_finds_a_closed_month_that_was_tampered_with(till: Till) -> None:
    """Nobody's rights go so far; the hash is there for what rights do not stop."""
    await till.earned()
    await close_months(till.shop.scope)
    hashes = await rows(till.maker, HASHES_OF_CLOSED)
    assert [(str(month), kept == found) for month, kept, found in hashes] == [("2026-03-01", True)]
    other = HASHES_OF_CLOSED.replace("p.amount,", "p.amount + 1,")
    assert [kept == found for _, kept, found in await rows(till.maker, other)] == [False]


async def test_several_who_close_at_once_close_once(till: Till) -> None:
    keeper, _ = await till.earned()
    done = await asyncio.gather(*(close_months(till.shop.scope) for _ in range(5)))
    assert sorted(one.months for one in done) == [[], [], [], [], ["2026-03"]]
    assert len(await list_keys(till.shop.scope)) == 1
    assert [one.sellers for one in await list_statements(till.shop.scope)] == [1]
    assert (await told(till, "2026-03", keeper))["currencies"][0]["closing"] == parts(pending=1_000_000)


async def test_a_closing_that_died_before_its_statements_is_made_good_by_the_next(till: Till) -> None:
    keeper, _ = await till.earned()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(close_months_module, "make_out_statements", _dies)
        with pytest.raises(ConnectionError):
            await close_months(till.shop.scope)
    with pytest.raises(NotFound):
        await issue_statement(till.shop.scope, "2026-03", "json", keeper.id)
    assert (await close_months(till.shop.scope)).months == []
    assert (await told(till, "2026-03", keeper))["month"] == "2026-03"


async def _dies(scope: Scope) -> int:
    raise ConnectionError


async def test_the_brand_proves_a_file_that_somebody_brings(till: Till) -> None:
    keeper = await march_and_april(till)
    await close_months(till.shop.scope)
    for form in FORMS:
        body = (await issue_statement(till.shop.scope, "2026-03", form, keeper.id)).body
        proved = await verify_statement(till.shop.scope, body)
        assert (proved.genuine, proved.form, proved.faults) == (True, form, [])
    altered = (await issue_statement(till.shop.scope, "2026-03", "csv")).body.replace(
        b"2026-03", b"2026-04", 1
    )
    assert not (await verify_statement(till.shop.scope, altered)).genuine
    with pytest.raises(InvalidInput, match="file"):
        await verify_statement(till.shop.scope, b"not a statement at all")
