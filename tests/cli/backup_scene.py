"""A brand with one sale in its books, made in the data folder that STORELET_DATA names; or, with the word `wreck`, the
books of that folder emptied by somebody who may do anything."""

import os
import subprocess
import sys

from cli.output import say
from cli.runtime import run
from infra.backup.make_backup import tools_of
from infra.clock import SetClock
from infra.embedded.servers import servers_for_command
from infra.settings import load_settings
from tests.support.shop import Shop
from tests.support.world import START, make_brand

_WRECK = "SET session_replication_role = replica; DELETE FROM postings; DELETE FROM commission_lines"


async def sell_something() -> None:
    clock = SetClock(START)
    shop = await Shop(await make_brand(clock), clock).open()
    keeper = await shop.keeper("staff")
    await shop.sku("MUG", 2_000)
    await shop.sell(keeper, {"MUG": 3})


def wreck() -> None:
    with servers_for_command(load_settings(), say) as settings:
        tools_of(settings).ask(_WRECK)


def in_folder(data: str, *words: str) -> None:
    """Play the scene in a process of its own, for a process has one database."""
    done = subprocess.run(
        [sys.executable, "-m", __name__, *words],
        env={**os.environ, "STORELET_DATA": data, "DATABASE_URL": "", "REDIS_URL": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


if __name__ == "__main__":
    if sys.argv[1:] == ["wreck"]:
        wreck()
    else:
        run(sell_something())
