"""The limits that hold by default: each is configurable, refused out of its range, kept, and told on its page."""

import re
from pathlib import Path

import asyncpg
import httpx
import pytest
from msgspec.structs import replace

from api.app import create_app
from api.limits import Limits, limits_by
from infra.caps import RANGES, Caps, variable
from infra.database import Patience, tortoise_config
from infra.errors import FieldFault
from infra.settings import Settings, load_settings, use_settings
from infra.setup_errors import SettingsError
from infra.supervisor import programs_of
from services.people import find_brand
from services.pictures.draw import draw
from services.pictures.errors import PictureRefused
from tests.factories import login, make_account, make_brand, make_seller
from tests.services.shoppers.test_reviews import photo

PAGE = Path(__file__).parents[2] / "docs" / "limits.md"
HERE = {"STORELET_DATA": "nowhere", "STORELET_SECRET_KEY": "only for the limits: 0123456789 abc"}


def test_the_page_says_every_limit_with_its_default_and_its_range() -> None:
    told = {
        row[0]: (int(row[1].replace(" ", "")), int(row[2].replace(" ", "")), int(row[3].replace(" ", "")))
        for row in re.findall(
            r"^\| `(\w+)` \| [^|]+ \| ([\d ]+) \| ([\d ]+) \| ([\d ]+) \|$",
            PAGE.read_text("utf-8"),
            re.MULTILINE,
        )
    }
    assert told == {
        variable(name): (getattr(Caps(), name), RANGES[name].least, RANGES[name].most)
        for name in Caps.__struct_fields__
    }


@pytest.mark.parametrize("name", Caps.__struct_fields__)
def test_each_is_read_from_the_environment_handed_on_and_refused_out_of_its_range(name: str) -> None:
    least, most = RANGES[name]
    settings = load_settings(HERE | {variable(name): str(least)})
    assert settings.caps == replace(Caps(), **{name: least})
    assert load_settings({k: v for k, v in settings.child_environment().items() if v}).caps == settings.caps
    for wrong in (str(least - 1), str(most + 1), "many", "-1"):
        with pytest.raises(SettingsError, match=variable(name)):
            load_settings(HERE | {variable(name): wrong})


def test_the_rates_are_those_of_the_settings() -> None:
    assert limits_by(Caps()) == Limits()
    caps = Caps(
        login_tries=3,
        account_tries=11,
        address_tries=12,
        code_tries=4,
        public_writes=13,
        coupon_tries=5,
        link_tries=14,
    )
    made = limits_by(caps)
    assert [
        (limit.name, limit.times, limit.seconds)
        for limit in (getattr(made, name) for name in Limits.__struct_fields__)
    ] == [
        ("login-here", 3, 900),
        ("login", 11, 3600),
        ("login-address", 12, 900),
        ("second-factor", 4, 900),
        ("password", 4, 900),
        ("public-write", 13, 60),
        ("refused-coupon", 5, 600),
        ("unknown-link", 14, 60),
    ]


async def test_a_smaller_body_and_a_shorter_page(database: Settings, own_redis: None) -> None:
    caps = Caps(largest_body=64 * 1024, most_rows=10)
    app = create_app(replace(database, caps=caps), connect=False)
    brand = await make_brand()
    for number in range(11):
        await make_seller(brand, display_name=f"Rui {number}")
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=database.public_url) as client:
        body = b'{"login": "' + b"x" * (64 * 1024) + b'"}'
        answer = await client.post(
            f"{brand.public}/session", content=body, headers={"Content-Type": "application/json"}
        )
        assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")
        await login(client, await make_account(brand, "admin"))
        page = (await client.get("/api/brand/sellers")).json()
        assert (len(page["rows"]), page["next_cursor"] is not None) == (10, True)
        more = await client.get("/api/brand/sellers?limit=11")
        assert (more.status_code, more.json()["errors"][0]["path"]) == (422, "limit")


def test_a_smaller_picture(settings: Settings) -> None:
    use_settings(replace(settings, caps=Caps(largest_picture=64 * 1024)))
    try:
        assert draw(photo()).width == 40
        with pytest.raises(PictureRefused) as refused:
            draw(b"\0" * (64 * 1024 + 1), "photos[0]")
        assert refused.value.faults == (FieldFault("photos[0]", "has more than 0.0625 MB", "超过 0.0625 MB"),)
    finally:
        use_settings(settings)


async def test_postgresql_gives_up_what_takes_too_long(settings: Settings) -> None:
    config = tortoise_config(settings.database_url, patience=Patience(1, 7))
    credentials = config["connections"]["default"]["credentials"]
    of_the_pool = ("minsize", "maxsize", "init")
    connection = await asyncpg.connect(
        **{name: value for name, value in credentials.items() if name not in of_the_pool}
    )
    try:
        assert await connection.fetchval("SHOW idle_in_transaction_session_timeout") == "7s"
        await connection.execute("SET statement_timeout = '20ms'")
        with pytest.raises(asyncpg.QueryCanceledError):
            await connection.execute("SELECT pg_sleep(5)")
    finally:
        await connection.close()


async def test_what_took_too_long_is_said_in_words(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def slow(*_: object) -> None:
        raise asyncpg.QueryCanceledError("canceling statement due to statement timeout")

    monkeypatch.setattr(find_brand, "read_directory", slow)
    answer = await client.get("/api/public/never-asked-for/session")
    assert (answer.status_code, answer.json()["code"]) == (503, "took_too_long")
    assert answer.headers["retry-after"] == "5"


def test_the_server_is_told_how_long_it_waits_and_how_many_it_serves(settings: Settings) -> None:
    caps = Caps(keep_alive_seconds=9, open_requests=123)
    api = next(each for each in programs_of(replace(settings, caps=caps)) if "uvicorn" in each.command)
    told = list(api.command)
    assert told[told.index("--timeout-keep-alive") + 1] == "9"
    assert told[told.index("--limit-concurrency") + 1] == "123"
