"""TOTP: set up, confirmed, asked for, never accepted twice."""

from datetime import UTC, datetime, timedelta

import httpx
import pyotp
import pytest
from litestar import Litestar

from api.app import create_app
from infra.clock import SetClock
from infra.database import read_directory, transact
from infra.settings import Settings
from tests.factories import PASSWORD, MadeAccount, login, make_account, make_brand

AT = datetime(2026, 3, 2, 8, 0, 5, tzinfo=UTC)


@pytest.fixture
def clock() -> SetClock:
    return SetClock(AT)


@pytest.fixture
def client(app: Litestar, database: Settings, clock: SetClock) -> httpx.AsyncClient:
    """Like the usual one, on a clock that stands still."""
    transport = httpx.ASGITransport(app=create_app(database, clock=clock, connect=False))
    return httpx.AsyncClient(transport=transport, base_url=database.public_url)


async def _enrolled(client: httpx.AsyncClient, account: MadeAccount, clock: SetClock) -> pyotp.TOTP:
    """Log in, set the second factor up and confirm it."""
    address = account.brand.public
    made = await client.post(f"{address}/session", json={"login": account.phone, "password": PASSWORD})
    assert made.json()["second_factor"] == "enrol"
    client.headers["X-CSRF-Token"] = made.json()["csrf_token"]
    enrolled = await client.post(f"{address}/account/second-factor")
    assert enrolled.json()["uri"].startswith("otpauth://totp/Storelet%20Brand%20")
    totp = pyotp.TOTP(enrolled.json()["secret"])
    confirmed = await client.post(
        f"{address}/account/second-factor/confirmation", json={"code": totp.at(clock.now())}
    )
    assert confirmed.status_code == 201, confirmed.text
    client.headers["X-CSRF-Token"] = confirmed.json()["csrf_token"]
    return totp


async def test_an_admin_sets_it_up_before_any_brand_route(client: httpx.AsyncClient, clock: SetClock) -> None:
    brand = await make_brand(clock=clock, locale="en")
    admin = await make_account(brand, "admin")
    await login(client, admin, second_factor=False)
    refused = await client.get("/api/brand/sellers")
    assert (refused.status_code, refused.json()["code"]) == (403, "second_factor_needed")
    client.cookies.clear()
    await _enrolled(client, admin, clock)
    assert (await client.get("/api/brand/sellers")).status_code == 200


async def test_the_session_from_before_is_worth_nothing_afterwards(
    client: httpx.AsyncClient, clock: SetClock
) -> None:
    admin = await make_account(await make_brand(clock=clock), "admin")
    await login(client, admin, second_factor=False)
    before = client.cookies["storelet_session"]
    client.cookies.clear()
    await _enrolled(client, admin, clock)
    assert client.cookies["storelet_session"] != before
    client.cookies.clear()
    client.cookies.set("storelet_session", before)
    answer = await client.get("/api/brand/sellers")
    assert answer.json()["code"] == "second_factor_needed"


async def test_one_code_opens_one_door_once(client: httpx.AsyncClient, clock: SetClock) -> None:
    admin = await make_account(await make_brand(clock=clock), "admin")
    totp = await _enrolled(client, admin, clock)
    address = admin.brand.public
    again = await client.post(f"{address}/session", json={"login": admin.phone, "password": PASSWORD})
    assert again.json()["second_factor"] == "confirm"
    client.headers["X-CSRF-Token"] = again.json()["csrf_token"]

    async def confirm(code: str) -> httpx.Response:
        return await client.post(f"{address}/account/second-factor/confirmation", json={"code": code})

    used = await confirm(totp.at(clock.now()))
    assert (used.status_code, used.json()["code"]) == (422, "second_factor_refused")
    assert used.json()["errors"][0]["path"] == "code"
    # The step before is older than the one used; two steps ahead is too far; one ahead is a fast clock.
    assert (await confirm(totp.at(clock.now() - timedelta(seconds=30)))).status_code == 422
    assert (await confirm(totp.at(clock.now() + timedelta(seconds=60)))).status_code == 422
    assert (await confirm(totp.at(clock.now() + timedelta(seconds=30)))).status_code == 201


async def test_codes_cannot_be_tried_out(client: httpx.AsyncClient, clock: SetClock) -> None:
    admin = await make_account(await make_brand(clock=clock), "admin")
    await _enrolled(client, admin, clock)
    address = f"{admin.brand.public}/account/second-factor/confirmation"
    answers = [(await client.post(address, json={"code": f"{n:06d}"})).status_code for n in range(12)]
    # The confirmation of the enrolment was one of ten.
    assert answers[:9] == [422] * 9
    assert answers[9:] == [429] * 3


async def test_whoever_has_one_shows_it_everywhere(client: httpx.AsyncClient, clock: SetClock) -> None:
    admin = await make_account(await make_brand(clock=clock), "admin")
    await _enrolled(client, admin, clock)
    await login(client, admin, second_factor=False)
    address = admin.brand.public
    for method, path in (
        ("GET", "/account/access"),
        ("POST", "/account/tokens"),
        ("POST", "/account/password"),
    ):
        answer = await client.request(method, address + path)
        assert answer.json()["code"] == "second_factor_needed", path
    again = await client.post(f"{address}/account/second-factor")
    assert (again.status_code, again.json()["code"]) == (409, "second_factor_exists")


async def test_the_secret_lies_encrypted_and_bound_to_its_row(
    client: httpx.AsyncClient, clock: SetClock
) -> None:
    brand = await make_brand(clock=clock)
    admin, other = await make_account(brand, "admin"), await make_account(brand, "admin")
    totp = await _enrolled(client, admin, clock)
    stored = await transact(
        brand.scope,
        lambda tx: tx.fetchval(
            "SELECT totp_secret FROM accounts WHERE brand_id = $1 AND id = $2", tx.brand_id, admin.account_id
        ),
    )
    assert totp.secret.encode() not in stored
    await transact(
        brand.scope,
        lambda tx: tx.execute(
            "UPDATE accounts SET totp_secret = $3 WHERE brand_id = $1 AND id = $2",
            tx.brand_id,
            other.account_id,
            stored,
        ),
    )
    await login(client, other, second_factor=False)
    code = totp.at(clock.now() + timedelta(seconds=30))
    answer = await client.post(f"{brand.public}/account/second-factor/confirmation", json={"code": code})
    assert answer.json()["code"] == "second_factor_refused"
    assert await read_directory("SELECT 1 FROM accounts") == []


async def test_a_lost_phone_is_taken_off_by_another_admin(client: httpx.AsyncClient, clock: SetClock) -> None:
    brand = await make_brand(clock=clock)
    lost, helper = await make_account(brand, "admin"), await make_account(brand, "admin")
    await _enrolled(client, lost, clock)
    address = f"/api/brand/accounts/{lost.account_id}/second-factor"
    own = await client.delete(address)
    assert (own.status_code, own.json()["code"]) == (403, "self_change")
    await login(client, helper)
    assert (await client.delete(address)).status_code == 204
    made = await client.post(f"{brand.public}/session", json={"login": lost.phone, "password": PASSWORD})
    assert made.json()["second_factor"] == "enrol"
