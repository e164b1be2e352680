"""The same migrations up, down and up again."""

import asyncpg
import pytest

from infra.migrate import LATEST, ZERO, migrate
from infra.reach import reach_postgres
from infra.settings import Settings
from infra.setup_errors import ServerDownError, SettingsError
from tests.support.databases import empty_database
from tests.support.servers import TestServers

# A fingerprint of everything a migration makes: relations, columns, constraints, functions, triggers, policies, rights.
_SCHEMA = """
WITH ours AS (
  SELECT * FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relname NOT LIKE '%tortoise_mi%'
)
SELECT 'relation', concat_ws(' ', relname, relkind, relacl::text, relrowsecurity, relforcerowsecurity) FROM ours
UNION ALL SELECT 'column', concat_ws(' ', relname, attname, format_type(atttypid, atttypmod), attnotnull)
  FROM pg_attribute JOIN ours ON ours.oid = attrelid WHERE attnum > 0
UNION ALL SELECT 'constraint', relname || ' ' || pg_get_constraintdef(c.oid)
  FROM pg_constraint AS c JOIN ours ON ours.oid = conrelid
UNION ALL SELECT 'function', oid::regprocedure || prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace
UNION ALL SELECT 'trigger', pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT 'policy', concat_ws(' ', polrelid::regclass, polname, pg_get_expr(polqual, polrelid)) FROM pg_policy
UNION ALL SELECT 'type', typname FROM pg_type WHERE typnamespace = 'public'::regnamespace AND typtype IN ('e', 'd')
ORDER BY 1, 2
"""


async def _schema(url: str) -> list[tuple[str, str]]:
    connection = await reach_postgres(url)
    try:
        return [tuple(row) for row in await connection.fetch(_SCHEMA)]
    finally:
        await connection.close()


async def test_up_down_up_ends_where_it_began(servers: TestServers) -> None:
    async with empty_database(servers, "up_down_up") as url:
        empty = await _schema(url)

        first = await migrate(url)
        after_up = await _schema(url)
        assert first.applied[0] == "0001_initial"
        assert first.rolled_back == ()
        assert first.version == first.applied[-1]
        assert len(after_up) > 500

        down = await migrate(url, ZERO)
        assert down.rolled_back == tuple(reversed(first.applied))
        assert down.version is None
        assert await _schema(url) == empty

        again = await migrate(url, LATEST)
        assert again.applied == first.applied
        assert await _schema(url) == after_up


async def test_nothing_to_do_changes_nothing(settings: Settings) -> None:
    report = await migrate(settings.database_owner_url)
    assert (report.applied, report.rolled_back) == ((), ())
    assert report.version is not None


async def test_a_version_by_the_beginning_of_its_name(servers: TestServers) -> None:
    async with empty_database(servers, "by_name") as url:
        assert (await migrate(url, "0001")).version == "0001_initial"


async def test_an_unknown_version_is_refused_by_name(settings: Settings) -> None:
    with pytest.raises(SettingsError, match="no single migration '9999'"):
        await migrate(settings.database_owner_url, "9999")


async def test_a_step_that_fails_leaves_no_trace(servers: TestServers) -> None:
    async with empty_database(servers, "failing") as url:
        connection = await reach_postgres(url)
        # The last file of the migration meets a function that is already there.
        await connection.execute(
            "CREATE FUNCTION storelet_brand() RETURNS uuid LANGUAGE sql AS 'SELECT NULL::uuid'"
        )
        before = await _schema(url)
        with pytest.raises(Exception, match="already exists"):
            await migrate(url)
        assert await _schema(url) == before
        await connection.execute("DROP FUNCTION storelet_brand()")
        await connection.close()
        assert (await migrate(url)).applied[0] == "0001_initial"


async def test_a_server_that_does_not_answer_is_a_clear_sentence() -> None:
    with pytest.raises(
        ServerDownError, match=r"PostgreSQL at 127\.0\.0\.1:1/storelet does not answer"
    ) as caught:
        await migrate("postgresql://someone:hidden@127.0.0.1:1/storelet")
    assert "DATABASE_URL" in caught.value.advice
    assert "hidden" not in str(caught.value)


async def test_the_service_role_may_not_change_the_schema(settings: Settings) -> None:
    connection = await reach_postgres(settings.database_url)
    try:
        # What every pool does, and all that a log-in of one's own can do when it is the owner as well.
        await connection.execute("SET ROLE storelet_service")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute("CREATE TABLE mine (id int)")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute("ALTER TABLE postings DISABLE TRIGGER append_only")
        assert (
            await connection.fetchval(
                "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
            )
            is False
        )
    finally:
        await connection.close()
