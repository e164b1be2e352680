"""The wall between brands, climbed at with SQL under the service's own role: what an injected statement could try.

One brand's database transaction sees that brand. An attacker who may run any SQL in it can name another brand, for the
service itself must; what is tried here is everything short of that, and that nothing of it outlives the transaction.
"""

from contextlib import suppress
from typing import Any

import asyncpg
import pytest

from infra.database import Tx, ensure_months, read_directory, transact
from infra.ids import new_id
from infra.scope import Scope
from tests.schema.test_tenancy import AT, make_brand_with_customer
from tests.support.world import run, value

pytestmark = pytest.mark.usefixtures("database")
REFUSED = (
    asyncpg.InsufficientPrivilegeError,
    asyncpg.UndefinedTableError,
    asyncpg.UndefinedFunctionError,
    asyncpg.InvalidParameterValueError,
    asyncpg.FeatureNotSupportedError,
    asyncpg.DuplicateTableError,
)


async def two_brands() -> tuple[Scope, Scope]:
    mine, theirs = await make_brand_with_customer(), await make_brand_with_customer()
    await run(theirs, "UPDATE customers SET name = 'theirs' WHERE brand_id = $1")
    return mine, theirs


READS = {
    "a join that begins at a table that everybody reads": (
        "SELECT c.name FROM brands AS b LEFT JOIN customers AS c ON c.brand_id = b.id WHERE b.id = $1"
    ),
    "a sub-query": "SELECT (SELECT name FROM customers WHERE brand_id = $1 LIMIT 1)",
    "a lateral join": "SELECT c.name FROM brands AS b, LATERAL (SELECT name FROM customers WHERE brand_id = b.id) AS c"
    " WHERE b.id = $1",
    "a common table expression": "WITH c AS MATERIALIZED (SELECT * FROM customers) SELECT name FROM c WHERE brand_id = $1",
    "an aggregate": "SELECT string_agg(name, ',') FROM customers WHERE brand_id = $1",
    "a row as JSON": "SELECT to_jsonb(c) ->> 'name' FROM customers AS c WHERE brand_id = $1",
    "a setting that is read before it is set": (
        "SELECT name FROM customers WHERE brand_id = $1 AND current_setting('storelet.brand_id') <> $1::text"
    ),
    "an operator that leaks through the plan": "SELECT name FROM customers WHERE brand_id = $1 AND name LIKE '%'",
    "statistics": (
        "SELECT most_common_vals::text FROM pg_stats WHERE tablename = 'customers' AND attname = 'name'"
        " AND $1::uuid IS NOT NULL AND most_common_vals::text LIKE '%theirs%'"
    ),
}


@pytest.mark.parametrize("way", READS)
async def test_no_way_of_reading_shows_another_brands_row(way: str) -> None:
    mine, theirs = await two_brands()
    found = await transact(mine, lambda tx: tx.fetch(READS[way], theirs.brand_id))
    assert [row[0] for row in found if row[0] is not None] == []


WRITES = {
    "insert": "INSERT INTO customers (brand_id, id, created_at) VALUES ($1, gen_random_uuid(), now())",
    "insert from a select": (
        "INSERT INTO customers (brand_id, id, created_at) SELECT id, gen_random_uuid(), now() FROM brands WHERE id = $1"
    ),
    "merge": (
        "MERGE INTO customers AS c USING (SELECT $1::uuid AS brand) AS n ON false"
        " WHEN NOT MATCHED THEN INSERT (brand_id, id, created_at) VALUES (n.brand, gen_random_uuid(), now())"
    ),
    "upsert": (
        "INSERT INTO customers (brand_id, id, created_at) VALUES ($1, gen_random_uuid(), now())"
        " ON CONFLICT (brand_id, id) DO UPDATE SET name = 'x'"
    ),
    "move one's own": "UPDATE customers SET brand_id = $1",
}


@pytest.mark.parametrize("way", WRITES)
async def test_no_way_of_writing_makes_a_row_of_another_brand(way: str) -> None:
    mine, theirs = await two_brands()
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
        await transact(mine, lambda tx: tx.execute(WRITES[way], theirs.brand_id))


@pytest.mark.parametrize(
    "verb", ["UPDATE customers SET name = 'x'", "DELETE FROM addresses", "DELETE FROM sessions"]
)
async def test_another_brands_rows_are_not_there_to_be_changed(verb: str) -> None:
    mine, theirs = await two_brands()
    assert await transact(mine, lambda tx: tx.execute(f"{verb} WHERE brand_id = $1", theirs.brand_id)) == 0
    assert await value(theirs, "SELECT name FROM customers WHERE brand_id = $1") == "theirs"


FORBIDDEN = [
    "SET ROLE postgres",
    "SET SESSION AUTHORIZATION DEFAULT; SET row_security = off; SELECT * FROM customers",
    "SET LOCAL row_security = off; SELECT 1 FROM customers",
    "COPY customers FROM PROGRAM 'true'",
    "COPY customers TO '/tmp/customers'",
    "COPY customers FROM STDIN",
    "SELECT pg_read_file('/etc/passwd')",
    "SELECT lo_import('/etc/passwd')",
    "CREATE VIEW all_customers AS SELECT * FROM customers",
    "CREATE FUNCTION own() RETURNS SETOF customers LANGUAGE sql SECURITY DEFINER AS 'SELECT * FROM customers'",
    "CREATE SCHEMA mine",
    "CREATE EXTENSION dblink",
    "ALTER TABLE customers NO FORCE ROW LEVEL SECURITY",
    "ALTER TABLE customers OWNER TO storelet_service",
    "CREATE POLICY all_of_them ON customers USING (true)",
    "CREATE TRIGGER mine BEFORE INSERT ON customers FOR EACH ROW EXECUTE FUNCTION storelet_refuse_change()",
    "ALTER ROLE storelet_service BYPASSRLS",
    "ALTER FUNCTION storelet_brand() RENAME TO another",
    "CREATE OR REPLACE FUNCTION storelet_brand() RETURNS uuid LANGUAGE sql AS 'SELECT NULL::uuid'",
    "TRUNCATE customers",
    "TRUNCATE postings",
    "DELETE FROM postings",
    "UPDATE journal_entries SET event = 'x'",
    "DELETE FROM audit_log",
    "DELETE FROM customers",
    "DELETE FROM touches",
    "DROP TABLE customers",
    "LOCK TABLE pg_authid",
    "SELECT * FROM pg_authid",
    "SELECT * FROM pg_shadow",
    "SELECT storelet_detach_months('postings', now())",
    "SELECT storelet_ensure_months('customers', now(), now())",
]


@pytest.mark.parametrize("statement", FORBIDDEN)
async def test_what_the_role_may_not_do(statement: str) -> None:
    scope = await make_brand_with_customer()
    refused = (*REFUSED, asyncpg.RaiseError, asyncpg.ObjectNotInPrerequisiteStateError)
    with pytest.raises(refused):
        await transact(scope, lambda tx: tx.connection.execute(statement))


async def test_a_right_that_one_does_not_have_is_not_given_on() -> None:
    scope = await make_brand_with_customer()
    # PostgreSQL warns and goes on: nothing was granted.
    await transact(scope, lambda tx: tx.execute("GRANT ALL ON customers TO PUBLIC"))
    given = await read_directory("SELECT relacl::text AS rights FROM pg_class WHERE relname = 'customers'")
    assert "{=" not in given[0]["rights"]
    assert ",=" not in given[0]["rights"]


async def test_a_month_of_a_table_is_no_way_around_it() -> None:
    mine, theirs = await two_brands()
    await ensure_months("touches", AT, AT)
    await run(
        theirs,
        "INSERT INTO touches (brand_id, id, link_id, seller_id, store_id, visitor_id, kind, channel, at)"
        " VALUES ($1, $2, $2, $2, $2, $2, 'click', 'x', $3)",
        new_id(),
        AT,
    )
    for statement in (
        "SELECT * FROM touches_2026_03",
        "SELECT * FROM ONLY touches_2026_03",
        "TABLE touches_2026_03",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await transact(mine, lambda tx, said=statement: tx.fetch(said))  # type: ignore[misc]
    assert await value(mine, "SELECT count(*) FROM touches WHERE $1::uuid IS NOT NULL") == 0


@pytest.mark.parametrize(
    "how",
    [
        "SELECT set_config('storelet.brand_id', $1, true)",
        "SELECT set_config('storelet.brand_id', $1, false)",
    ],
)
async def test_a_brand_named_in_one_database_transaction_is_forgotten_with_it(how: str) -> None:
    """The pool's connection goes on to somebody else: what is set in it, for the session too, must not go along."""
    mine, theirs = await two_brands()

    async def forge(tx: Tx) -> None:
        await tx.execute(how, str(theirs.brand_id))
        raise RuntimeError("the request fails")

    with pytest.raises(RuntimeError, match="the request fails"):
        await transact(mine, forge)
    assert await read_directory("SELECT * FROM customers") == []
    await transact(mine, lambda tx: tx.execute(how, str(theirs.brand_id)))
    names = await transact(mine, lambda tx: tx.fetch("SELECT name FROM customers"))
    assert [row["name"] for row in names] == [""]


@pytest.mark.parametrize("brand", ["", "not a brand", "00000000-0000-0000-0000-000000000000", "%"])
async def test_a_brand_that_is_none_sees_nothing_or_is_refused(brand: str) -> None:
    mine, _ = await two_brands()

    async def look(tx: Tx) -> list[Any]:
        await tx.execute("SELECT set_config('storelet.brand_id', $1, true)", brand)
        return await tx.fetch("SELECT * FROM customers")

    seen: list[Any] = []
    with suppress(asyncpg.DataError):
        seen = await transact(mine, look)
    assert seen == []


async def test_no_view_sequence_or_function_of_the_owner_shows_rows() -> None:
    views = await read_directory(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('v', 'm', 'f')"
    )
    assert [row["relname"] for row in views] == [], (
        "a view runs with its owner's rights: say security_invoker"
    )
    sequences = await read_directory(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'S'"
        " AND CASE relkind WHEN 'S' THEN has_sequence_privilege('storelet_service', oid, 'UPDATE') END"
    )
    assert [row["relname"] for row in sequences] == [], (
        "a counter for all brands tells each how busy the others are"
    )
    definers = await read_directory(
        "SELECT proname, prosecdef, proconfig::text AS settings FROM pg_proc"
        " WHERE pronamespace = 'public'::regnamespace AND prosecdef ORDER BY proname"
    )
    assert {row["proname"] for row in definers} == {
        "storelet_analyze",
        "storelet_brands_with_outbox",
        "storelet_detach_months",
        "storelet_ensure_months",
    }, "a function with the owner's rights is a door: look at it, then name it here"
    assert all("search_path=public, pg_temp" in row["settings"] for row in definers)


async def test_what_everybody_may_read_holds_no_secret() -> None:
    """Tables that show rows without a brand: the directory. Their columns are these and no others."""
    open_to_all = await read_directory(
        "SELECT p.tablename AS name FROM pg_policies AS p WHERE p.schemaname = 'public' AND p.policyname <> 'own_brand'"
    )
    assert {row["name"] for row in open_to_all} == {"brands", "link_codes", "link_domains"}
    columns = await read_directory(
        "SELECT table_name || '.' || column_name AS name FROM information_schema.columns WHERE table_schema = 'public'"
        " AND table_name IN ('brands', 'link_codes', 'link_domains')"
    )
    secret = {
        row["name"] for row in columns if any(word in row["name"] for word in ("secret", "password", "token"))
    }
    assert secret == set()
