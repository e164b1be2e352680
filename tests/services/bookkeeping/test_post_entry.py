"""The journal's writer against real PostgreSQL: once, balanced, balances beside it, unchangeable afterwards."""

import asyncio
from datetime import UTC, datetime
from uuid import UUID

import asyncpg
import pytest

from commission.ledger.accounts import Account, Code
from commission.ledger.entry import Happening, JournalEntry, Posting, entry
from infra.clock import SetClock
from infra.database import Tx, transact
from infra.ids import new_id
from infra.scope import Scope
from infra.settings import Settings
from services.bookkeeping.post_entry import Caused, EntryKeyReused, account_id, post_entries
from services.bookkeeping.prove_books import prove_books

pytestmark = pytest.mark.usefixtures("database")
AT = datetime(2026, 3, 5, 12, tzinfo=UTC)


async def make_scope() -> Scope:
    scope = Scope(brand_id=new_id(), clock=SetClock(AT))

    async def work(tx: Tx) -> None:
        await tx.execute(
            "INSERT INTO brands (id, slug, name, currency, jurisdiction, timezone, created_at)"
            " VALUES ($1, $2, 'Books', 'CNY', 'CN', 'Asia/Shanghai', $3)",
            tx.brand_id,
            f"b{tx.brand_id.hex[-20:]}",
            tx.now,
        )

    await transact(scope, work)
    return scope


async def make_seller(scope: Scope) -> UUID:
    seller = new_id()

    async def work(tx: Tx) -> None:
        await tx.execute(
            "INSERT INTO sellers (brand_id, id, kind, code, display_name, joined_at)"
            " VALUES ($1, $2, 'staff', $3, 'Lin', $4)",
            tx.brand_id,
            seller,
            seller.hex,
            tx.now,
        )

    await transact(scope, work)
    return seller


def accrued(seller: UUID, amount: int, key: str) -> JournalEntry:
    return entry(
        "commission_accrued",
        Happening(key, AT, "CNY"),
        [(Account(Code.COMMISSION_EXPENSE), amount), (Account(Code.SELLER_PENDING, str(seller)), -amount)],
    )


async def post(scope: Scope, *entries: JournalEntry) -> int:
    return await transact(
        scope, lambda tx: post_entries(tx, [Caused(one, "order", new_id()) for one in entries])
    )


async def balances(scope: Scope, seller: UUID) -> tuple[int, int]:
    async def work(tx: Tx) -> tuple[int, int]:
        row = await tx.fetchrow("SELECT pending, available FROM seller_balances WHERE seller_id = $1", seller)
        return (row["pending"], row["available"]) if row else (0, 0)

    return await transact(scope, work)


async def test_an_entry_is_written_once_with_its_balance() -> None:
    scope = await make_scope()
    seller = await make_seller(scope)
    assert await post(scope, accrued(seller, 900, "o1"), accrued(seller, 250, "o2")) == 2
    assert await balances(scope, seller) == (1150, 0)
    assert await post(scope, accrued(seller, 900, "o1")) == 0
    assert await balances(scope, seller) == (1150, 0)


async def test_the_same_key_with_other_amounts_is_refused() -> None:
    scope = await make_scope()
    seller = await make_seller(scope)
    await post(scope, accrued(seller, 900, "o1"))
    with pytest.raises(EntryKeyReused):
        await post(scope, accrued(seller, 901, "o1"))
    assert await balances(scope, seller) == (900, 0)


async def test_twenty_writers_of_one_event_write_it_once() -> None:
    scope = await make_scope()
    seller = await make_seller(scope)
    written = await asyncio.gather(*(post(scope, accrued(seller, 900, "o1")) for _ in range(20)))
    assert sorted(written) == [0] * 19 + [1]
    assert await balances(scope, seller) == (900, 0)


async def test_payout_events_move_between_the_parts_of_a_balance() -> None:
    scope = await make_scope()
    seller = await make_seller(scope)
    pending = Account(Code.SELLER_PENDING, str(seller))
    available = Account(Code.SELLER_AVAILABLE, str(seller))
    flight = Account(Code.PAYOUT_IN_FLIGHT, str(seller))
    withheld = Account(Code.TAX_WITHHELD, str(seller))
    await post(
        scope,
        accrued(seller, 1000, "o1"),
        entry("commission_matured", Happening("m1", AT, "CNY"), [(pending, 1000), (available, -1000)]),
        entry(
            "payout_started",
            Happening("p1", AT, "CNY"),
            [(available, 1000), (flight, -800), (withheld, -200)],
        ),
        entry("payout_confirmed", Happening("p1", AT, "CNY"), [(flight, 800), (Account(Code.CASH), -800)]),
    )

    async def read(tx: Tx) -> tuple[int, ...]:
        row = await tx.fetchrow(
            "SELECT pending, available, in_flight, paid, withheld FROM seller_balances WHERE seller_id = $1",
            seller,
        )
        return tuple(row) if row else ()

    assert await transact(scope, read) == (0, 0, 0, 800, 200)


async def test_the_proof_finds_a_balance_without_lines() -> None:
    scope = await make_scope()
    seller = await make_seller(scope)
    await post(scope, accrued(seller, 900, "o1"))
    proof = await prove_books(scope)
    assert not proof.proved
    assert {outcome.name: outcome.breached for outcome in proof.outcomes if outcome.breached} == {
        "balances_are_their_lines": 1
    }
    assert proof.trial_balance == {"CNY": {"commission_expense": 900, "seller_pending": -900}}
    assert (proof.entries, proof.postings) == (1, 2)


async def test_the_proof_of_empty_books_holds() -> None:
    proof = await prove_books(await make_scope())
    assert proof.proved
    assert len(proof.outcomes) == 14


async def insert_entry(tx: Tx, key: str) -> UUID:
    made = new_id()
    await tx.execute(
        "INSERT INTO journal_entries (brand_id, id, idempotency_key, occurred_at, recorded_at, event, cause_kind,"
        " cause_id)"
        " VALUES ($1, $2, $3, $4, $4, 'test', 'test', $2)",
        tx.brand_id,
        made,
        key,
        AT,
    )
    return made


async def insert_posting(tx: Tx, entry_id: UUID, code: Code, amount: int) -> None:
    await tx.execute(
        "INSERT INTO postings (brand_id, id, entry_id, account_id, amount, currency, occurred_at)"
        " VALUES ($1, $2, $3, $4, $5, 'CNY', $6)",
        tx.brand_id,
        new_id(),
        entry_id,
        account_id(tx.brand_id, Account(code), "CNY"),
        amount,
        AT,
    )


async def with_cash_and_revenue(scope: Scope) -> None:
    sale = [(Account(Code.CASH), 10), (Account(Code.RETAIL_REVENUE), -10)]
    await post(scope, entry("retail_paid", Happening("first", AT, "CNY"), sale))


async def test_the_database_refuses_an_entry_that_does_not_sum_to_zero() -> None:
    scope = await make_scope()
    await with_cash_and_revenue(scope)

    async def lopsided(tx: Tx) -> None:
        made = await insert_entry(tx, "lopsided")
        await insert_posting(tx, made, Code.CASH, 100)
        await insert_posting(tx, made, Code.RETAIL_REVENUE, -99)

    with pytest.raises(Exception, match="does not sum to zero"):
        await transact(scope, lopsided)


async def test_the_database_refuses_an_entry_without_postings() -> None:
    scope = await make_scope()
    with pytest.raises(Exception, match="does not sum to zero"):
        await transact(scope, lambda tx: insert_entry(tx, "empty"))


async def test_no_posting_joins_an_entry_of_an_earlier_transaction() -> None:
    scope = await make_scope()
    await with_cash_and_revenue(scope)

    async def join(tx: Tx) -> None:
        old = await tx.fetchval("SELECT id FROM journal_entries LIMIT 1")
        await insert_posting(tx, old, Code.CASH, 5)
        await insert_posting(tx, old, Code.RETAIL_REVENUE, -5)

    with pytest.raises(asyncpg.RestrictViolationError, match="already in the books"):
        await transact(scope, join)


async def test_no_posting_goes_to_an_account_that_is_not_there() -> None:
    scope = await make_scope()

    async def stray(tx: Tx) -> None:
        await insert_posting(tx, await insert_entry(tx, "stray"), Code.CASH, 5)

    with pytest.raises(asyncpg.ForeignKeyViolationError, match="needs an account"):
        await transact(scope, stray)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE postings SET amount = amount + 1",
        "DELETE FROM postings",
        "UPDATE journal_entries SET event = 'x'",
        "DELETE FROM journal_entries",
        "TRUNCATE postings CASCADE",
        "DELETE FROM audit_log",
    ],
)
async def test_the_service_role_has_no_right_to_change_the_books(statement: str) -> None:
    scope = await make_scope()
    await with_cash_and_revenue(scope)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await transact(scope, lambda tx: tx.execute(statement))


def test_a_posting_of_the_law_is_debit_positive() -> None:
    assert accrued(new_id(), 5, "k").postings[0] == Posting(Account(Code.COMMISSION_EXPENSE), 5, "CNY")


async def test_the_swift_proof_says_what_the_full_one_says() -> None:
    scope = await make_scope()
    sellers = [await make_seller(scope) for _ in range(3)]
    for number, seller in enumerate(sellers):
        await post(scope, accrued(seller, 900 + number, f"o{number}"))
    swift, full = await prove_books(scope, swift=True), await prove_books(scope)
    assert (swift.proved, swift.entries, swift.postings) == (full.proved, 3, 6)
    assert swift.trial_balance == full.trial_balance
    left = {"entries_sum_to_zero", "closed_months_stand"}
    assert swift.outcomes == tuple(outcome for outcome in full.outcomes if outcome.name not in left)
    assert len(full.outcomes) == len(swift.outcomes) + 2


async def test_the_swift_proof_finds_entries_that_make_up_for_each_other(database: Settings) -> None:
    """Both entries are wrong and all accounts are right: only entry by entry can it be seen."""
    scope = await make_scope()
    seller = await make_seller(scope)
    await post(scope, accrued(seller, 900, "o1"), accrued(seller, 900, "o2"))
    owner = await asyncpg.connect(database.database_owner_url)
    try:
        await owner.execute("SELECT set_config('storelet.brand_id', $1, false)", str(scope.brand_id))
        async with owner.transaction():
            await owner.execute("ALTER TABLE postings DISABLE TRIGGER append_only")
            await owner.execute(
                "UPDATE postings AS p SET amount = p.amount + CASE e.idempotency_key WHEN $2 THEN 1 ELSE -1 END"
                " FROM journal_entries AS e WHERE e.brand_id = $1 AND e.id = p.entry_id AND p.brand_id = $1"
                " AND p.amount > 0",
                scope.brand_id,
                (await keys(scope))[0],
            )
            await owner.execute("ALTER TABLE postings ENABLE TRIGGER append_only")
    finally:
        await owner.close()
    for swift in (True, False):
        proof = await prove_books(scope, swift=swift)
        broken = {outcome.name: outcome.breached for outcome in proof.outcomes if outcome.breached}
        assert broken == {"entries_sum_to_zero": 2, "balances_are_their_lines": 1}
    assert proof.trial_balance == {"CNY": {"commission_expense": 1800, "seller_pending": -1800}}


async def test_amounts_too_large_to_weigh_are_proved_in_full() -> None:
    scope = await make_scope()
    seller = await make_seller(scope)
    await post(scope, accrued(seller, 2**62, "o1"))
    proof = await prove_books(scope, swift=True)
    assert len(proof.outcomes) == 14
    assert proof.trial_balance == {"CNY": {"commission_expense": 2**62, "seller_pending": -(2**62)}}


async def keys(scope: Scope) -> list[str]:
    query = "SELECT idempotency_key FROM journal_entries WHERE brand_id = $1 ORDER BY 1"
    return [row["idempotency_key"] for row in await transact(scope, lambda tx: tx.fetch(query, tx.brand_id))]
