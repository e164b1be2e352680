"""A short run of the faults, each once, in an order and at moments that the seed decides; nothing is waited for by the
clock but the pauses between them. A longer one: `make chaos`.

The seed that failed is in the message; `make chaos ARGS='--seed N'` goes on from there.
"""

import asyncio
import os
import random
import shutil
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from infra.database import close_database, open_database
from infra.settings import Settings, use_settings
from tests.chaos.faults import FAULTS
from tests.chaos.run import run_chaos

SEED = int(os.environ.get("STORELET_CHAOS_SEED", "20261125"))
# One of each kind: what is told of the bank may be told at once, for it goes on beside the others.
KINDS = (
    "the bank times out",
    "kill the worker",
    "cut Redis off",
    "kill the API",
    "kill beat",
    "kill Redis",
    "fill the disk",
    "kill PostgreSQL",
)


@pytest.fixture
async def folder(database: Settings) -> AsyncIterator[Path]:
    """A short path, for a socket lies below it; the test's own settings and database come back afterwards."""
    await close_database()
    made = Path(tempfile.mkdtemp(prefix="storelet-chaos-"))
    yield made
    use_settings(database)
    await open_database(database.database_url)
    await asyncio.to_thread(shutil.rmtree, made, ignore_errors=True)


async def test_promises_are_kept_whatever_falls(folder: Path) -> None:
    chance = random.Random(SEED)
    plan = [(chance.uniform(0.2, 1.2), name) for name in chance.sample(KINDS, len(KINDS))]
    report = await run_chaos(folder / "site", SEED, plan, lambda _: None)
    assert report.broken == [], report.text()
    done = report.promises.count()
    assert {name for _, name in report.faults} == set(KINDS) <= set(FAULTS)
    assert all((done["links opened"], done["orders placed"])), done
