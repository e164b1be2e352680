"""The models say what the database is: no column, type or nullability apart, and nothing for Tortoise to migrate."""

import pytest
from tortoise import Tortoise
from tortoise.fields import Field
from tortoise.migrations.autodetector import MigrationAutodetector

from infra.database import read_directory, tortoise_config
from infra.settings import Settings

pytestmark = pytest.mark.usefixtures("database")

# The database keeps to itself what no code reads.
UNMAPPED = {("journal_entries", "written_in")}
TYPES = {
    "UUIDField": {"uuid"},
    "TextField": {"text"},
    "CharField": {"character", "text"},
    "CharEnumFieldInstance": {"text"},
    "DatetimeField": {"timestamp with time zone"},
    "BigIntField": {"bigint"},
    "IntField": {"integer"},
    "BooleanField": {"boolean"},
    "JSONField": {"jsonb"},
    "BinaryField": {"bytea"},
    "DateField": {"date"},
    "DecimalField": {"numeric"},
    "ArrayField": {"ARRAY"},
}


async def test_models_and_catalogue_agree() -> None:
    rows = await read_directory(
        "SELECT c.table_name, c.column_name, c.data_type, c.is_nullable FROM information_schema.columns c"
        " JOIN pg_class t ON t.relname = c.table_name AND t.relnamespace = 'public'::regnamespace"
        " WHERE c.table_schema = 'public' AND t.relkind IN ('r', 'p') AND NOT t.relispartition"
    )
    live = {
        (row["table_name"], row["column_name"]): (row["data_type"], row["is_nullable"] == "YES")
        for row in rows
        if row["table_name"] != "tortoise_migrations"
    }
    wanted: dict[tuple[str, str], Field[object]] = {
        (model._meta.db_table, name): field
        for model in Tortoise.apps["storelet"].values()
        for name, field in model._meta.fields_map.items()
    }
    assert set(live) - set(wanted) == UNMAPPED
    assert set(wanted) - set(live) == set()
    wrong = [
        (where, type(field).__name__, live[where])
        for where, field in wanted.items()
        if live[where][0] not in TYPES[type(field).__name__] or live[where][1] != field.null
    ]
    assert wrong == []


async def test_tortoise_finds_nothing_to_migrate(settings: Settings) -> None:
    config = tortoise_config(settings.database_url)
    detector = MigrationAutodetector(Tortoise.apps, config["apps"])
    assert [writer.as_string() for writer in await detector.changes()] == []
