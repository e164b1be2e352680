"""`storelet demo`: the whole site with the demo brand in it."""

import asyncio
import time
from datetime import UTC, datetime
from pathlib import Path

import click
import msgspec
import pyotp

from cli.import_data import two_bars
from cli.output import emit, fail, json_option, say
from cli.prove_books import proof_text
from cli.runtime import run
from cli.up import addresses
from infra.database import close_database, open_database
from infra.redis import close_redis, open_redis
from infra.settings import Settings, current_settings, load_settings, use_settings
from infra.setup_errors import SettingsError
from infra.supervisor import Site, serve
from services.demo import cast
from services.demo.found_brand import SECOND_FACTORS
from services.demo.load_demo import DemoLoaded, load_demo
from services.demo.numbers import FirstNumbers

FILE = Path(__file__).parent.parent / "data" / "online_retail.csv.xz"


@click.command()
@click.option("--load-only", is_flag=True, help="Load the demo and stop again, without API, worker and beat.")
@click.option("--logs", is_flag=True, help="Show the logs of all processes here as well.")
@json_option
def demo(*, load_only: bool, logs: bool, as_json: bool) -> None:
    """Load the demo brand (a real year of wholesale, 240 stores, three months of shoppers, a payout batch), prove its
    books, start the site and stay until Ctrl-C. A second time nothing is loaded again."""
    settings = load_settings()
    if settings.production:
        raise SettingsError(
            "The demo is not for production: its log-ins and second factors are printed for everybody.",
            "Leave out STORELET_ENV, or make a brand of your own: storelet create-brand",
        )
    started = time.monotonic()
    link = ""

    def finish(loaded: DemoLoaded) -> None:
        nonlocal link
        link = loaded.link
        tell(loaded, round(time.monotonic() - started), as_json=as_json)
        if not loaded.proof.proved:
            fail("The books of the demo do not prove. Please keep the data folder and tell us.")

    def load(settings: Settings) -> None:
        finish(asyncio.run(_load_into(settings)))

    def ready(settings: Settings, pids: dict[str, int]) -> None:
        shared = f"{settings.public_url}{link}"
        result = {
            "event": "ready",
            "address": settings.address,
            "link": shared,
            "processes": pids,
            "logins": logins(),
        }
        visit = f"A store as shoppers see it, by staff1's link: {shared}"
        text = f"{addresses(settings)}\n\n{visit}\n\n{logins_text()}"
        emit(result, as_json=as_json, text=text)

    if load_only:
        finish(run(_load()))
    else:
        serve(settings, Site(follow_logs=logs, load=load, ready=ready), say)


async def _load_into(settings: Settings) -> DemoLoaded:
    use_settings(settings)
    await open_database(settings.database_url)
    try:
        return await _load()
    finally:
        await close_database()


async def _load() -> DemoLoaded:
    # The sandbox bank remembers in Redis what it paid.
    open_redis(current_settings().redis_url)
    try:
        with two_bars() as progress:
            return await load_demo(FILE, datetime.now(UTC), progress)
    finally:
        await close_redis()


def tell(loaded: DemoLoaded, seconds: int, *, as_json: bool) -> None:
    """The proof of the books, and the five numbers an admin looks at first."""
    result = {
        "event": "loaded" if loaded.fresh else "already_loaded",
        "seconds": seconds,
        "numbers": msgspec.to_builtins(loaded.numbers),
        "proof": msgspec.to_builtins(loaded.proof),
    }
    how = f"loaded in {seconds} s" if loaded.fresh else "was loaded before: nothing was changed"
    text = f"\n{proof_text(loaded.brand, loaded.proof)}\n\nThe demo {how}.\n{numbers_text(loaded.numbers)}\n"
    emit(result, as_json=as_json, text=text)


def numbers_text(numbers: FirstNumbers) -> str:
    """The five numbers for people."""
    pounds = f"£{numbers.sales // 100:,}.{numbers.sales % 100:02d}"
    rows = [
        ("Sales to customers, net of refunds", pounds),
        ("Paid orders", f"{numbers.orders:,}"),
        ("Conversion (orders by people who opened a link)", percent(numbers.conversion)),
        ("Commission by the sales it is paid on", percent(numbers.commission_share)),
        ("Refunded by paid", percent(numbers.refund_share)),
    ]
    return "\n".join([f"The last {cast.DAYS} days:", *(f"  {name:<50}{value:>14}" for name, value in rows)])


def percent(hundredths: int) -> str:
    return f"{hundredths // 100}.{hundredths % 100:02d} %"


def logins() -> dict[str, dict[str, str]]:
    """The demo's log-ins. They belong to a demo on loopback: there is nothing to guard."""
    people = {
        "admin": "admin",
        "finance": "finance",
        "operator": "operator",
        "staff": "staff1",
        "reseller": "reseller1",
    }
    return {
        role: {"brand": cast.SLUG, "login": f"{name}@demo.example", "password": cast.PASSWORD}
        | ({"second_factor_secret": SECOND_FACTORS[role]} if role in SECOND_FACTORS else {})
        for role, name in people.items()
    }


def logins_text() -> str:
    """The log-ins for people, with a second-factor code that works now."""
    lines = [f"Log-ins of the brand {cast.SLUG!r}, password {cast.PASSWORD!r}:"]
    for role, login in logins().items():
        secret = login.get("second_factor_secret")
        code = f"   second factor now {pyotp.TOTP(secret).now()} (secret {secret})" if secret else ""
        lines.append(f"  {role:<9} {login['login']}{code}")
    return "\n".join(lines)
