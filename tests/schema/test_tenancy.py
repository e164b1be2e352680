"""The second wall: row level security, climbed at with the service's own role."""

from datetime import UTC, datetime

import asyncpg
import pytest

from infra.clock import SetClock
from infra.database import Tx, read_directory, transact
from infra.ids import new_id
from infra.scope import Scope

pytestmark = pytest.mark.usefixtures("database")
AT = datetime(2026, 3, 5, 12, tzinfo=UTC)


async def make_brand_with_customer() -> Scope:
    scope = Scope(brand_id=new_id(), clock=SetClock(AT))

    async def work(tx: Tx) -> None:
        await tx.execute(
            "INSERT INTO brands (id, slug, name, currency, jurisdiction, timezone, created_at)"
            " VALUES ($1, $2, 'Wall', 'CNY', 'CN', 'Asia/Shanghai', $3)",
            tx.brand_id,
            f"b{tx.brand_id.hex[-20:]}",
            tx.now,
        )
        await tx.execute(
            "INSERT INTO customers (brand_id, id, created_at) VALUES ($1, $2, $3)",
            tx.brand_id,
            new_id(),
            tx.now,
        )

    await transact(scope, work)
    return scope


async def test_a_brand_sees_its_own_rows_only() -> None:
    mine, _theirs = await make_brand_with_customer(), await make_brand_with_customer()
    rows = await transact(mine, lambda tx: tx.fetch("SELECT brand_id FROM customers"))
    assert [row["brand_id"] for row in rows] == [mine.brand_id]


async def test_without_a_brand_nothing_is_seen() -> None:
    await make_brand_with_customer()
    for table in ("customers", "accounts", "journal_entries", "postings", "touches", "sellers"):
        assert await read_directory(f"SELECT * FROM {table}") == []


async def test_a_row_of_another_brand_cannot_be_written() -> None:
    mine, theirs = await make_brand_with_customer(), await make_brand_with_customer()
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
        await transact(
            mine,
            lambda tx: tx.execute(
                "INSERT INTO customers (brand_id, id, created_at) VALUES ($1, $2, $3)",
                theirs.brand_id,
                new_id(),
                tx.now,
            ),
        )


async def test_another_brands_rows_cannot_be_changed_or_moved() -> None:
    mine, theirs = await make_brand_with_customer(), await make_brand_with_customer()
    changed = await transact(
        mine, lambda tx: tx.execute("UPDATE customers SET name = 'x' WHERE brand_id = $1", theirs.brand_id)
    )
    assert changed == 0
    renamed = await transact(
        mine, lambda tx: tx.execute("UPDATE brands SET name = 'x' WHERE id = $1", theirs.brand_id)
    )
    assert renamed == 0
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
        await transact(mine, lambda tx: tx.execute("UPDATE customers SET brand_id = $1", theirs.brand_id))


@pytest.mark.parametrize(
    "statement",
    [
        "SET ROLE storelet_owner",
        "ALTER TABLE customers DISABLE ROW LEVEL SECURITY",
        "DROP POLICY own_brand ON customers",
        "CREATE TABLE mine (id int)",
        "SELECT * FROM customers_backdoor",
    ],
)
async def test_the_service_cannot_take_the_wall_down(statement: str) -> None:
    scope = await make_brand_with_customer()
    refusals = (
        asyncpg.InsufficientPrivilegeError,
        asyncpg.UndefinedTableError,
        asyncpg.InvalidParameterValueError,
    )
    with pytest.raises(refusals):
        await transact(scope, lambda tx: tx.execute(statement))


async def test_every_tenant_table_is_behind_the_wall() -> None:
    open_tables = await read_directory(
        "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'brand_id'"
        " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition"
        " AND NOT c.relrowsecurity"
    )
    assert open_tables == []


async def test_every_tenant_key_begins_with_the_brand() -> None:
    others = await read_directory(
        "SELECT c.conrelid::regclass::text AS name, c.conname FROM pg_constraint c"
        " JOIN pg_class t ON t.oid = c.conrelid AND t.relnamespace = 'public'::regnamespace AND NOT t.relispartition"
        " JOIN pg_attribute b ON b.attrelid = t.oid AND b.attname = 'brand_id'"
        " WHERE c.contype IN ('p', 'u') AND c.conkey[1] <> b.attnum AND t.relname <> 'link_codes'"
    )
    assert others == []


async def test_a_commission_line_points_at_a_retail_order_line_and_at_nothing_else() -> None:
    targets = await read_directory(
        "SELECT confrelid::regclass::text AS target FROM pg_constraint"
        " WHERE contype = 'f' AND conrelid = 'commission_lines'::regclass"
    )
    assert [row["target"] for row in targets] == ["retail_order_lines"]
