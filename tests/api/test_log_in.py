"""Log-in over HTTP: who gets a session, what it carries, and how it ends."""

import httpx
import pytest

from infra import passwords
from infra.database import transact
from tests.factories import PASSWORD, login, make_account, make_brand, make_seller


async def test_log_in_by_phone_gives_a_session_that_knows_who_is_there(client: httpx.AsyncClient) -> None:
    brand = await make_brand()
    seller = await make_seller(brand, "staff", display_name="Li Na")
    made = await client.post(
        f"{brand.public}/session", json={"login": seller.account.phone, "password": PASSWORD}
    )
    assert made.status_code == 201, made.text
    assert made.json()["second_factor"] == "not_needed"
    cookie = made.headers["set-cookie"]
    assert cookie.startswith("storelet_session=")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie
    me = await client.get(f"{brand.public}/session")
    assert me.status_code == 200
    assert me.json()["display_name"] == "Li Na"
    assert me.json()["roles"] == ["staff"]
    assert me.json()["seller_id"] == str(seller.seller_id)
    assert me.json()["brand"]["slug"] == brand.slug


async def test_a_phone_number_may_be_written_as_in_the_brands_country(client: httpx.AsyncClient) -> None:
    brand = await make_brand()
    account = await make_account(brand, phone="+8613800138000")
    for written in ("13800138000", "138 0013 8000", "+86 138-0013-8000", "008613800138000"):
        answer = await client.post(
            f"{brand.public}/session", json={"login": written, "password": account.password}
        )
        assert answer.status_code == 201, written


async def test_a_wrong_password_and_an_unknown_account_get_one_answer(client: httpx.AsyncClient) -> None:
    brand = await make_brand()
    account = await make_account(brand)
    answers = []
    for who in (
        {"login": account.phone, "password": "x" * 12},
        {"login": "no@where.cn", "password": "y" * 12},
    ):
        answer = await client.post(f"{brand.public}/session", json=who)
        body = answer.json()
        answers.append((answer.status_code, body["code"], body["title"], body["detail"], body["errors"]))
    assert answers[0] == answers[1] == (401, "login_refused", "账号或密码错误", "账号或密码错误", [])


async def test_another_brands_account_is_unknown_here(client: httpx.AsyncClient) -> None:
    account = await make_account(await make_brand())
    elsewhere = await make_brand()
    answer = await client.post(
        f"{elsewhere.public}/session", json={"login": account.phone, "password": account.password}
    )
    assert answer.status_code == 401


async def test_a_session_ends_at_log_out(client: httpx.AsyncClient) -> None:
    brand = await make_brand()
    await login(client, await make_account(brand, "operator"))
    kept = dict(client.cookies)
    assert (await client.delete(f"{brand.public}/session")).status_code == 204
    client.cookies.update(kept)
    assert (await client.get(f"{brand.public}/session")).status_code == 401


async def test_what_changes_something_needs_the_csrf_token_and_our_origin(client: httpx.AsyncClient) -> None:
    brand = await make_brand()
    await login(client, await make_account(brand, "operator"))
    address = f"{brand.public}/session"
    token = client.headers.pop("X-CSRF-Token")
    assert (await client.delete(address)).json()["code"] == "csrf_refused"
    assert (await client.delete(address, headers={"X-CSRF-Token": "x" + token[1:]})).status_code == 403
    foreign = {"X-CSRF-Token": token, "Origin": "https://elsewhere.example"}
    assert (await client.delete(address, headers=foreign)).status_code == 403
    own = {"X-CSRF-Token": token, "Origin": str(client.base_url).rstrip("/")}
    assert (await client.delete(address, headers=own)).status_code == 204


async def test_a_foreign_page_cannot_log_its_reader_in(client: httpx.AsyncClient) -> None:
    brand = await make_brand()
    account = await make_account(brand)
    answer = await client.post(
        f"{brand.public}/session",
        json={"login": account.phone, "password": account.password},
        headers={"Origin": "https://elsewhere.example"},
    )
    assert answer.json()["code"] == "csrf_refused"
    assert "set-cookie" not in answer.headers


async def test_an_unknown_account_costs_the_same_work(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counted, not timed: each refusal verifies one argon2 hash, whatever was wrong."""
    brand = await make_brand()
    account = await make_account(brand)
    invited = await make_account(brand)
    await transact(
        brand.scope,
        lambda tx: tx.execute(
            "UPDATE accounts SET status = 'suspended' WHERE brand_id = $1 AND id = $2",
            tx.brand_id,
            invited.account_id,
        ),
    )
    verified: list[str] = []
    verify = passwords._verify
    monkeypatch.setattr(passwords, "_verify", lambda *args: verified.append(args[1][:9]) or verify(*args))
    for login_name in (account.phone, invited.phone, "+8613000000001", "no@where.cn", "not a login"):
        verified.clear()
        answer = await client.post(
            f"{brand.public}/session", json={"login": login_name, "password": "wrong password"}
        )
        assert answer.status_code == 401
        assert verified == ["$argon2id"], login_name


async def test_a_session_planted_beforehand_is_worth_nothing(client: httpx.AsyncClient) -> None:
    brand = await make_brand()
    attacker, victim = await make_account(brand), await make_account(brand)
    await login(client, attacker)
    planted = client.cookies["storelet_session"]
    made = await client.post(f"{brand.public}/session", json={"login": victim.phone, "password": PASSWORD})
    assert made.status_code == 201
    assert made.cookies["storelet_session"] != planted
    client.cookies.clear()
    client.cookies.set("storelet_session", planted)
    assert (await client.get(f"{brand.public}/session")).status_code == 401


async def test_passwords_cannot_be_tried_out(client: httpx.AsyncClient) -> None:
    brand = await make_brand()
    account = await make_account(brand)
    address = f"{brand.public}/session"
    tries = [
        await client.post(address, json={"login": account.phone, "password": f"guess {n}"}) for n in range(12)
    ]
    assert [answer.status_code for answer in tries] == [401] * 10 + [429] * 2
    assert tries[-1].json()["code"] == "too_many_requests"
    assert 1 <= int(tries[-1].headers["retry-after"]) <= 90
    right = await client.post(address, json={"login": account.phone, "password": PASSWORD})
    assert right.status_code == 429, "the right password tells nothing either"
    other = await make_account(brand)
    assert (await client.post(address, json={"login": other.phone, "password": PASSWORD})).status_code == 201
