"""One's own account: password, sessions, tokens."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest
from argon2 import PasswordHasher
from litestar import Litestar

from infra.clock import SetClock
from infra.database import transact
from infra.passwords import needs_new_hash
from infra.settings import Settings
from services.people.bearer_secret import read_bearer_secret
from services.people.caller import Caller
from services.people.create_api_token import CreateApiToken, create_api_token
from services.people.errors import TooManyTokens
from services.people.recognise_session import recognise_session
from services.people.recognise_token import recognise_token
from services.people.start_session import start_session
from tests.factories import PASSWORD, MadeAccount, login, make_account, make_brand, make_seller

AT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


async def test_a_changed_password_ends_every_other_session(app: Litestar, client: httpx.AsyncClient) -> None:
    account = await make_account(await make_brand(), "operator")
    address = account.brand.public
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url=client.base_url) as other:
        await login(other, account)
        await login(client, account)
        wrong = await client.post(
            f"{address}/account/password", json={"current": "not it", "new": "a new and long one"}
        )
        assert (wrong.status_code, wrong.json()["errors"][0]["path"]) == (422, "current")
        changed = await client.post(
            f"{address}/account/password", json={"current": PASSWORD, "new": "a new and long one"}
        )
        assert changed.status_code == 201, changed.text
        assert (await other.get(f"{address}/session")).status_code == 401
        assert (await client.get(f"{address}/session")).status_code == 200
        old = await other.post(f"{address}/session", json={"login": account.phone, "password": PASSWORD})
        assert old.status_code == 401
        new = await other.post(
            f"{address}/session", json={"login": account.phone, "password": "a new and long one"}
        )
        assert new.status_code == 201


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("short", "must have at least 10 characters"),
        ("aaaaabbbbbaaaa", "repeats too few characters"),
        ("+8613800138000!", "is too close to your name or contact"),
        ("My name is Ann-Marie", "is too close to your name or contact"),
    ],
)
async def test_a_password_that_is_easy_to_guess_is_refused(
    client: httpx.AsyncClient, password: str, why: str
) -> None:
    brand = await make_brand(locale="en")
    await login(client, await make_account(brand, phone="+8613800138000", display_name="Ann-Marie"))
    answer = await client.post(
        f"{brand.public}/account/password", json={"current": PASSWORD, "new": password}
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "weak_password")
    assert answer.json()["errors"] == [{"path": "new", "message": why}]


async def test_a_hash_of_other_parameters_is_renewed_at_log_in(client: httpx.AsyncClient) -> None:
    account = await make_account(await make_brand())
    old = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1).hash(PASSWORD)

    async def stored() -> str:
        query = "SELECT password_hash FROM accounts WHERE brand_id = $1 AND id = $2"
        value: str = await transact(
            account.brand.scope, lambda tx: tx.fetchval(query, tx.brand_id, account.account_id)
        )
        return value

    await transact(
        account.brand.scope,
        lambda tx: tx.execute(
            "UPDATE accounts SET password_hash = $3 WHERE brand_id = $1 AND id = $2",
            tx.brand_id,
            account.account_id,
            old,
        ),
    )
    assert needs_new_hash(await stored())
    answer = await client.post(
        f"{account.brand.public}/session", json={"login": account.phone, "password": PASSWORD}
    )
    assert answer.status_code == 201
    assert not needs_new_hash(await stored())


async def test_sessions_and_tokens_are_listed_and_ended(client: httpx.AsyncClient) -> None:
    seller = await make_seller(await make_brand())
    address = seller.brand.public
    await login(client, seller)
    await login(client, seller)
    made = await client.post(
        f"{address}/account/tokens", json={"name": "till", "scopes": ["seller:read"], "days": 30}
    )
    assert made.json()["token"].startswith("storelet_")
    access = (await client.get(f"{address}/account/access")).json()
    assert len(access["sessions"]) == 2
    assert [(token["name"], token["scopes"]) for token in access["tokens"]] == [("till", ["seller:read"])]
    assert made.json()["token"] not in str(access)

    bearer = {"Authorization": f"Bearer {made.json()['token']}"}
    anonymous = httpx.AsyncClient(transport=client._transport, base_url=client.base_url)
    assert (await anonymous.get("/api/seller/profile", headers=bearer)).status_code == 200
    gone = await client.delete(f"{address}/account/tokens/{made.json()['token_id']}")
    assert gone.status_code == 204
    assert (await anonymous.get("/api/seller/profile", headers=bearer)).status_code == 401

    older = access["sessions"][1]["session_id"]
    assert (await client.delete(f"{address}/account/sessions/{older}")).status_code == 204
    assert (await client.delete(f"{address}/account/sessions/{older}")).status_code == 404
    assert len((await client.get(f"{address}/account/access")).json()["sessions"]) == 1


async def test_nobody_ends_another_accounts_session(client: httpx.AsyncClient) -> None:
    brand = await make_brand()
    victim, other = await make_account(brand), await make_account(brand)
    await login(client, victim)
    address = f"{brand.public}/account"
    session = (await client.get(f"{address}/access")).json()["sessions"][0]["session_id"]
    await login(client, other)
    assert (await client.delete(f"{address}/sessions/{session}")).status_code == 404


async def test_a_malformed_token_is_refused_and_not_taken_for_a_visitor(client: httpx.AsyncClient) -> None:
    brand = await make_brand()
    for header in ("Bearer x", "Bearer storelet_abc.def", "Basic YTpi", "Bearer"):
        answer = await client.get(f"{brand.public}/", headers={"Authorization": header})
        assert answer.status_code == 401, header


async def _caller(account: MadeAccount, secret: str) -> Caller | None:
    shown = read_bearer_secret(secret.removeprefix("storelet_"))
    assert shown is not None
    if secret.startswith("storelet_"):
        return await recognise_token(account.brand.scope, shown)
    return await recognise_session(account.brand.scope, shown)


@pytest.mark.parametrize(
    ("role", "idle", "longest"),
    [
        ("operator", timedelta(hours=12), timedelta(days=7)),
        ("reseller", timedelta(days=30), timedelta(days=90)),
    ],
)
async def test_a_session_ends_when_idle_and_at_the_latest(
    database: Settings, role: str, idle: timedelta, longest: timedelta
) -> None:
    clock = SetClock(AT)
    account = await make_account(await make_brand(clock=clock), role)
    roles = frozenset({role})

    async def begin() -> str:
        started = await transact(
            account.brand.scope,
            lambda tx: start_session(tx, account.account_id, roles, agent="", second_factor_at=None),
        )
        return started.secret

    secret = await begin()
    clock.move_by(idle)
    assert await _caller(account, secret) is not None
    clock.move_by(idle + timedelta(seconds=1))
    assert await _caller(account, secret) is None

    secret, end = await begin(), clock.now() + longest
    while clock.now() + idle < end:
        clock.move_by(idle)
        assert await _caller(account, secret) is not None
    clock.move_to(end)
    assert await _caller(account, secret) is None


async def test_a_token_ends_and_an_old_one_does_not_outlive_the_second_factor(database: Settings) -> None:
    clock = SetClock(AT)
    account = await make_account(await make_brand(clock=clock), "finance")
    made = await create_api_token(account.scope, CreateApiToken("report", ["brand:read"], days=10))
    caller = await _caller(account, made.token)
    assert caller is not None
    assert caller.second_factor_missing
    clock.move_by(timedelta(days=1))
    await transact(
        account.scope,
        lambda tx: tx.execute(
            "UPDATE accounts SET totp_confirmed_at = $3 WHERE brand_id = $1 AND id = $2",
            tx.brand_id,
            account.account_id,
            tx.now,
        ),
    )
    caller = await _caller(account, made.token)
    assert caller is not None
    assert caller.second_factor_missing
    fresh = await create_api_token(account.scope, CreateApiToken("report", ["brand:read"], days=10))
    caller = await _caller(account, fresh.token)
    assert caller is not None
    assert not caller.second_factor_missing
    clock.move_by(timedelta(days=10))
    assert await _caller(account, fresh.token) is None


async def test_an_account_has_at_most_twenty_tokens(database: Settings) -> None:
    account = await make_account(await make_brand(), "operator")
    for number in range(20):
        await create_api_token(account.scope, CreateApiToken(f"t{number}", ["brand:read"]))
    with pytest.raises(TooManyTokens):
        await create_api_token(account.scope, CreateApiToken("one more", ["brand:read"]))
