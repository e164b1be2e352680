"""Steps of a migration: SQL from files, and a model's description for Tortoise's own bookkeeping."""

from copy import deepcopy
from pathlib import Path
from typing import Any, cast

from tortoise.fields import Field
from tortoise.migrations.operations import AddField, CreateModel, RunSQL, TortoiseOperation
from tortoise.migrations.schema_editor.base import BaseSchemaEditor
from tortoise.migrations.schema_generator.state import ModelState, State

SQL_FOLDER = Path(__file__).parent.parent / "migrations" / "sql"


class DescribeModel(CreateModel):
    """A model whose table the migration's SQL makes: composite keys, partitions, row level security and deferred
    triggers are beyond what Tortoise's own CREATE TABLE writes."""


class DescribeField(AddField):
    """A column that the migration's SQL adds to a table that is there."""


class DescribeModels(TortoiseOperation):
    """Tells Tortoise of models without touching the database.

    All of them in one step: Tortoise copies and renders every model it knows before and after each step, so a step
    for each of sixty models takes seconds where this takes a tenth of one.
    """

    def __init__(self, *models: CreateModel) -> None:
        self.models = models

    def describe(self) -> str:
        return f"Describe {len(self.models)} models"

    def state_forward(self, app_label: str, state: State) -> None:
        for described in self.models:
            state.models[app_label, described.name] = ModelState.make_from_model(app_label, described.model)
        state.reload_models({(app_label, described.name) for described in self.models})

    async def database_forward(
        self, app_label: str, old_state: State, new_state: State, state_editor: BaseSchemaEditor | None = None
    ) -> None:
        return None

    async def database_backward(
        self, app_label: str, old_state: State, new_state: State, state_editor: BaseSchemaEditor | None = None
    ) -> None:
        return None


class DescribeFields(DescribeModels):
    """Tells Tortoise of columns without touching the database, all in one step as well."""

    def __init__(self, *fields: DescribeField) -> None:
        super().__init__()
        self.fields = fields

    def describe(self) -> str:
        return f"Describe {len(self.fields)} fields"

    def state_forward(self, app_label: str, state: State) -> None:
        for described in self.fields:
            column = deepcopy(cast("Field[Any]", described.field))
            self.get_model_state(state, app_label, described.model_name).fields[described.name] = column
        state.reload_models({(app_label, described.model_name) for described in self.fields})


def run_sql_folder(name: str) -> RunSQL:
    """All `*.sql` of `migrations/sql/<name>` in order of their names, undone by its `down.sql`."""
    folder = SQL_FOLDER / name
    ups = sorted(path for path in folder.glob("*.sql") if path.name != "down.sql")
    if not ups:
        raise FileNotFoundError(f"no SQL in {folder}")
    return RunSQL(
        [path.read_text("utf-8") for path in ups], reverse_sql=[(folder / "down.sql").read_text("utf-8")]
    )
