"""`storelet verify-statement` against the keys of the site itself: one run of the real command."""

import asyncio
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from commission.ledger.entry import Happening
from commission.ledger.recipes.wholesale_paid import wholesale_paid
from infra.clock import SetClock
from infra.database import transact
from infra.embedded.programs import CHECKOUT
from infra.ids import new_id
from infra.settings import Settings
from services.bookkeeping.close_months import close_months
from services.bookkeeping.issue_statement import issue_statement
from services.bookkeeping.post_entry import Caused, post_entries
from services.bookkeeping.signing_keys import rotate_key
from tests.support.world import make_brand


async def test_a_retired_key_of_the_site_still_proves_what_it_signed(
    database: Settings, tmp_path: Path
) -> None:
    scope = await make_brand(SetClock(datetime(2026, 4, 2, tzinfo=UTC)))
    entry = wholesale_paid(Happening("1", datetime(2026, 3, 5, tzinfo=UTC), "CNY"), 500)
    await transact(scope, lambda tx: post_entries(tx, [Caused(entry, "stock_order", new_id())]))
    await close_months(scope)
    path = tmp_path / "statement.pdf"
    path.write_bytes((await issue_statement(scope, "2026-03", "pdf")).body)
    await rotate_key(scope)
    environment = {
        "PATH": "/usr/bin:/bin",
        "STORELET_ENV": "test",
        "STORELET_DATA": str(database.data),
        "DATABASE_URL": database.database_url,
        "DATABASE_OWNER_URL": database.database_owner_url,
        "REDIS_URL": database.redis_url,
        "STORELET_SECRET_KEY": database.secret_key,
    }
    command = [sys.executable, "-m", "cli.main", "verify-statement", str(path), "--json"]
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=CHECKOUT,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, errors = await process.communicate()
    assert process.returncode == 0, errors.decode()
    said = json.loads(out)
    assert (said["genuine"], said["form"]) == (True, "pdf")
