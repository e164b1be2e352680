"""Steps of a migration: SQL from files, and a model's description for Tortoise's own bookkeeping."""

from pathlib import Path

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.migrations.operations import CreateModel, RunSQL
from tortoise.migrations.schema_editor.base import BaseSchemaEditor
from tortoise.migrations.schema_generator.state import State

SQL_FOLDER = Path(__file__).parent.parent / "migrations" / "sql"


class DescribeModel(CreateModel):
    """Tells Tortoise of a model whose table the migration's SQL makes: composite keys, partitions, row level security
    and deferred triggers are beyond what its own CREATE TABLE writes."""

    async def database_forward(
        self, app_label: str, old_state: State, new_state: State, state_editor: BaseSchemaEditor | None = None
    ) -> None:
        return None

    async def database_backward(
        self, app_label: str, old_state: State, new_state: State, state_editor: BaseSchemaEditor | None = None
    ) -> None:
        return None

    async def run_sql(self, db_connection: BaseDBAsyncClient | None = None) -> None:
        return None


def run_sql_folder(name: str) -> RunSQL:
    """All `*.sql` of `migrations/sql/<name>` in order of their names, undone by its `down.sql`."""
    folder = SQL_FOLDER / name
    ups = sorted(path for path in folder.glob("*.sql") if path.name != "down.sql")
    if not ups:
        raise FileNotFoundError(f"no SQL in {folder}")
    return RunSQL(
        [path.read_text("utf-8") for path in ups], reverse_sql=[(folder / "down.sql").read_text("utf-8")]
    )
