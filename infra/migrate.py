"""Bring the schema to a version, up or down: the same migrations on the embedded and on any other server."""

from dataclasses import dataclass

from tortoise.connection import get_connection
from tortoise.context import TortoiseContext
from tortoise.migrations.executor import MigrationExecutor, MigrationTarget
from tortoise.migrations.schema_editor import AsyncpgSchemaEditor
from tortoise.transactions import in_transaction

from infra.database import tortoise_config
from infra.reach import reach_postgres
from infra.setup_errors import SettingsError

LATEST = "latest"
ZERO = "zero"

_APP = "storelet"
# "stlt" as a number: one migrator at a time on a server, whichever host it runs on.
_LOCK = 0x73746C74
_LOCK_PATIENCE = "10s"
_DIRECTIONS = {"up": "forward", "down": "backward", "both": "both"}


@dataclass(frozen=True)
class MigrationReport:
    """What changed, in order, and the newest version in place afterwards (None: an empty schema)."""

    applied: tuple[str, ...]
    rolled_back: tuple[str, ...]
    version: str | None


async def migrate(owner_url: str, target: str = LATEST, direction: str = "both") -> MigrationReport:
    """Go up or down to `target`: LATEST, ZERO, or the name (or its beginning, such as "0001") of a migration.

    `direction` "up" or "down" refuses to move the other way.

    All steps and their record are one database transaction: a migration that is killed never happened.
    Raises SettingsError for a target that is unknown or the wrong way, ServerDownError when PostgreSQL does not answer.
    """
    lock = await reach_postgres(owner_url)
    try:
        await lock.execute("SELECT pg_advisory_lock($1)", _LOCK)
        config = tortoise_config(owner_url, role=None, pool=(1, 2))
        async with TortoiseContext() as context:
            await context.init(config=config)
            async with in_transaction("default") as connection:
                # Waiting for a table's lock stops all who come after: rather give up, and be run again.
                await connection.execute_script(f"SET LOCAL lock_timeout = '{_LOCK_PATIENCE}'")
                return await _move(config["apps"], target, direction)
    finally:
        await lock.close()


async def _move(apps: dict[str, dict[str, object]], target: str, direction: str) -> MigrationReport:
    connection = get_connection("default")
    executor = MigrationExecutor(connection, apps)
    # First of all: a look at a record that is not there would abort the database transaction.
    await executor.recorder.ensure_schema(AsyncpgSchemaEditor(connection, atomic=False))
    await executor.loader.build_graph()
    names = sorted(key.name for key in executor.loader.graph.nodes if key.app_label == _APP)
    done: dict[str, list[str]] = {"apply_done": [], "rollback_done": []}

    def note(event: str, _app: str, name: str) -> None:
        if event in done:
            done[event].append(name)

    try:
        await executor.migrate(
            [MigrationTarget(_APP, _resolve(target, names))], progress=note, direction=_DIRECTIONS[direction]
        )
    except ValueError as error:
        # Tortoise refuses so before the first step: the target lies the other way.
        raise SettingsError(
            f"{target} does not lie {direction} from where the schema is.", "Nothing was changed."
        ) from error
    version = max((key.name for key in await executor.recorder.applied_migrations()), default=None)
    return MigrationReport(tuple(done["apply_done"]), tuple(done["rollback_done"]), version)


def _resolve(target: str, names: list[str]) -> str:
    if target in (LATEST, ZERO):
        return {LATEST: "__latest__", ZERO: "__first__"}[target]
    found = [name for name in names if name.startswith(target)]
    if target in names or len(found) == 1:
        return target if target in names else found[0]
    raise SettingsError(
        f"There is no single migration {target!r}.", f"Use {LATEST}, {ZERO}, or one of: {', '.join(names)}."
    )
