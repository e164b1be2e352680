"""Inviting people, giving and taking roles, standing of accounts and sellers, and what the audit log says of it."""

import asyncio

import httpx
import pytest

from infra.database import transact
from infra.scope import Actor
from infra.settings import Settings
from services.people.errors import LastAdmin
from services.people.revoke_role import revoke_role
from tests.factories import MadeBrand, login, make_account, make_brand, make_seller

PASSWORD = "what they chose themselves"


async def _audit(brand: MadeBrand, action: str) -> list[tuple[object, ...]]:
    query = """SELECT subject_kind, before #>> '{}', after #>> '{}' FROM audit_log
               WHERE brand_id = $1 AND action = $2 ORDER BY at, id"""
    rows = await transact(brand.scope, lambda tx: tx.fetch(query, tx.brand_id, action))
    return [tuple(row) for row in rows]


async def test_an_invited_reseller_sets_a_password_and_logs_in(client: httpx.AsyncClient) -> None:
    brand = await make_brand()
    operator = await make_account(brand, "operator")
    await login(client, operator)
    invited = await client.post(
        "/api/brand/invitations",
        json={"display_name": "Wu Mei", "login": "13900001111", "seller": "reseller", "cohort": "spring"},
    )
    assert invited.status_code == 201, invited.text
    token = invited.json()["link"]["token"]
    client.cookies.clear()
    address = brand.public
    early = await client.post(f"{address}/session", json={"login": "13900001111", "password": PASSWORD})
    assert early.status_code == 401
    weak = await client.post(f"{address}/invitations/acceptance", json={"token": token, "password": "short"})
    assert weak.json()["code"] == "weak_password"
    accepted = await client.post(
        f"{address}/invitations/acceptance", json={"token": token, "password": PASSWORD}
    )
    assert accepted.status_code == 201, accepted.text
    again = await client.post(
        f"{address}/invitations/acceptance", json={"token": token, "password": "something else again"}
    )
    assert (again.status_code, again.json()["code"]) == (409, "invitation_refused")
    made = await client.post(f"{address}/session", json={"login": "139 0000 1111", "password": PASSWORD})
    assert made.status_code == 201
    profile = (await client.get("/api/seller/profile")).json()
    assert profile["seller"]["display_name"] == "Wu Mei"
    assert profile["seller"]["kind"] == "reseller"
    assert profile["seller"]["cohort"] == "spring"
    assert [change["status"] for change in profile["history"]] == ["active"]


async def test_a_link_of_another_brand_or_a_forged_one_opens_nothing(client: httpx.AsyncClient) -> None:
    brand, elsewhere = await make_brand(), await make_brand()
    await login(client, await make_account(brand, "operator"))
    invited = await client.post(
        "/api/brand/invitations", json={"display_name": "Wu", "login": "wu@x.cn", "seller": "staff"}
    )
    token = invited.json()["link"]["token"]
    for address, shown in (
        (elsewhere.public, token),
        (brand.public, token[:-2] + ("AA" if token[-2:] != "AA" else "BB")),
        (brand.public, token.replace(".", "")),
        (brand.public, "é.é"),
    ):
        answer = await client.post(
            f"{address}/invitations/acceptance", json={"token": shown, "password": PASSWORD}
        )
        assert (answer.status_code, answer.json()["code"]) == (409, "invitation_refused")


async def test_console_roles_are_given_by_admins_alone(client: httpx.AsyncClient) -> None:
    brand = await make_brand()
    await login(client, await make_account(brand, "operator"))
    wish = {"display_name": "Eve", "login": "eve@x.cn", "roles": ["admin"]}
    refused = await client.post("/api/brand/invitations", json=wish)
    assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")
    await login(client, await make_account(brand, "admin"))
    assert (await client.post("/api/brand/invitations", json=wish)).status_code == 201
    twice = await client.post("/api/brand/invitations", json=wish)
    assert (twice.status_code, twice.json()["code"]) == (409, "contact_taken")
    nothing = await client.post("/api/brand/invitations", json={"display_name": "Eve", "login": "e@x.cn"})
    assert (nothing.status_code, nothing.json()["errors"][0]["path"]) == (422, "roles")


async def test_a_role_counts_from_the_next_request_on(client: httpx.AsyncClient) -> None:
    brand = await make_brand()
    admin, other = await make_account(brand, "admin"), await make_account(brand)
    await login(client, other)
    assert (await client.get("/api/brand/sellers")).json()["code"] == "not_allowed"
    watching = dict(client.cookies)
    await login(client, admin)
    roles = f"/api/brand/accounts/{other.account_id}/roles"
    assert (await client.post(roles, json={"role": "operator"})).status_code == 204
    assert (await client.post(roles, json={"role": "operator"})).status_code == 204
    admins = dict(client.cookies)
    client.cookies.update(watching)
    assert (await client.get("/api/brand/sellers")).status_code == 200
    client.cookies.update(admins)
    assert (await client.delete(f"{roles}/operator")).status_code == 204
    assert (await client.delete(f"{roles}/operator")).status_code == 404
    assert (await client.delete(f"{roles}/emperor")).status_code == 422
    client.cookies.update(watching)
    assert (await client.get("/api/brand/sellers")).json()["code"] == "not_allowed"
    held = f'{{"role": "operator", "account_id": "{other.account_id}"}}'
    assert [(a, b) for _, a, b in await _audit(brand, "revoke_role")] == [(held, None)]
    assert (await _audit(brand, "grant_role"))[-1][2] == held
    assert len([1 for _, _, after in await _audit(brand, "grant_role") if after == held]) == 1


async def test_the_last_admin_stays_even_when_two_revoke_each_other(database: Settings) -> None:
    brand = await make_brand()
    first, second = await make_account(brand, "admin"), await make_account(brand, "admin")
    outcomes = await asyncio.gather(
        revoke_role(first.scope, second.account_id, "admin"),
        revoke_role(second.scope, first.account_id, "admin"),
        return_exceptions=True,
    )
    assert sorted(type(outcome) for outcome in outcomes if outcome is not None) == [LastAdmin]
    # The first call revoked the second admin, the second call the first: who failed tells who is left.
    left = second if isinstance(outcomes[0], LastAdmin) else first
    with pytest.raises(LastAdmin):
        await revoke_role(left.scope.acting_as(Actor("system")), left.account_id, "admin")


async def test_a_suspended_account_is_out_at_once(client: httpx.AsyncClient) -> None:
    brand = await make_brand()
    admin, seller = await make_account(brand, "admin"), await make_seller(brand)
    await login(client, seller)
    sellers = dict(client.cookies)
    await login(client, admin)
    status = f"/api/brand/accounts/{seller.account.account_id}/status"
    assert (await client.post(status, json={"status": "suspended"})).status_code == 204
    own = await client.post(f"/api/brand/accounts/{admin.account_id}/status", json={"status": "closed"})
    assert own.json()["code"] == "self_change"
    admins = dict(client.cookies)
    client.cookies.update(sellers)
    assert (await client.get("/api/seller/profile")).status_code == 401
    again = {"login": seller.account.phone, "password": seller.account.password}
    assert (await client.post(f"{brand.public}/session", json=again)).status_code == 401
    client.cookies.update(admins)
    assert (await client.post(status, json={"status": "active"})).status_code == 204
    client.cookies.clear()
    assert (await client.post(f"{brand.public}/session", json=again)).status_code == 201


async def test_a_sellers_status_has_a_history_with_reasons(client: httpx.AsyncClient) -> None:
    brand = await make_brand()
    seller = await make_seller(brand)
    await login(client, await make_account(brand, "operator"))
    address = f"/api/brand/sellers/{seller.seller_id}"
    wish = {"status": "suspended", "reason": "complaints"}
    assert (await client.post(f"{address}/status", json=wish)).json()["changed"] is True
    assert (await client.post(f"{address}/status", json=wish)).json()["changed"] is False
    assert (await client.post(f"{address}/status", json={"status": "closed"})).status_code == 422
    detail = (await client.get(address)).json()
    assert detail["seller"]["status"] == "suspended"
    assert [(line["status"], line["reason"]) for line in detail["history"]] == [
        ("active", "opened"),
        ("suspended", "complaints"),
    ]
    assert await _audit(brand, "change_seller_status") == [
        ("seller", '{"status": "active"}', '{"status": "suspended"}')
    ]


async def test_a_cohort_changes_on_record_and_what_is_left_out_stays(client: httpx.AsyncClient) -> None:
    brand = await make_brand()
    seller = await make_seller(brand, cohort="spring", display_name="Rui")
    await login(client, await make_account(brand, "operator"))
    address = f"/api/brand/sellers/{seller.seller_id}"
    named = (await client.patch(address, json={"display_name": "Rui Rui"})).json()
    assert (named["display_name"], named["cohort"]) == ("Rui Rui", "spring")
    assert (await client.patch(address, json={"cohort": None})).json()["cohort"] is None
    assert len(await _audit(brand, "edit_seller")) == 2


async def test_an_account_is_one_seller_at_most(client: httpx.AsyncClient) -> None:
    brand = await make_brand()
    seller = await make_seller(brand)
    await login(client, await make_account(brand, "operator"))
    wish = {"account_id": str(seller.account.account_id), "kind": "staff", "display_name": "Twice"}
    answer = await client.post("/api/brand/sellers", json=wish)
    assert (answer.status_code, answer.json()["code"]) == (409, "seller_exists")


async def test_a_forgotten_password_is_set_by_a_fresh_link(client: httpx.AsyncClient) -> None:
    brand = await make_brand()
    other = await make_account(brand, "operator")
    await login(client, await make_account(brand, "admin"))
    link = (await client.post(f"/api/brand/accounts/{other.account_id}/invitation")).json()
    accepted = await client.post(
        f"{brand.public}/invitations/acceptance", json={"token": link["token"], "password": PASSWORD}
    )
    assert accepted.json() == {"account_id": str(other.account_id)}
    made = await client.post(f"{brand.public}/session", json={"login": other.phone, "password": PASSWORD})
    assert made.status_code == 201
