"""Every route × every role × another brand's data. Rows are in access_rows.py; who may do what is in the routes."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
import pytest
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler

from api.app import create_app
from api.guards import Guard, guard_of
from infra.database import transact
from infra.ids import new_id
from infra.settings import Settings, load_settings
from services.people.create_api_token import CreateApiToken, create_api_token
from tests.api.access_rows import ROWS, make_ids
from tests.api.matrix_row import NAMES_NOTHING, Ids, Row
from tests.factories import MadeAccount, MadeBrand, login, make_account, make_brand, make_seller

NOBODY = ("anonymous", "visitor")
ACCOUNTS = ("shopper", "staff", "reseller", "operator", "finance", "admin")
REFUSALS = {"not_logged_in", "not_allowed", "second_factor_needed", "csrf_refused", "no_seller"}
PREFIX = {
    "public": "/api/public/{brand:str}",
    "seller": "/api/seller",
    "brand": "/api/brand",
    "hooks": "/hooks/{brand:str}",
}
MARKER_HERE, MARKER_ELSEWHERE = "marker-here", "marker-elsewhere"


@dataclass(frozen=True)
class Route:
    audience: str
    method: str
    path: str
    guard: Guard

    @property
    def key(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def row(self) -> Row:
        return ROWS[self.audience][self.key]


def _routes() -> list[Route]:
    nowhere = {
        "STORELET_ENV": "test",
        "DATABASE_URL": "postgresql://nowhere/x",
        "REDIS_URL": "redis://nowhere",
        "STORELET_SECRET_KEY": "only to read the routes: 0123456789",
    }
    app = create_app(load_settings(nowhere), connect=False)
    found = []
    for route in app.routes:
        for handler in getattr(route, "route_handlers", []):
            assert isinstance(handler, HTTPRouteHandler)
            if handler.opt.get("audience") not in PREFIX or handler.http_methods == {"OPTIONS"}:
                continue
            audience = handler.opt["audience"]
            path = re.sub(r":[a-z]+}", "}", route.path.removeprefix(PREFIX[audience])) or "/"
            (method,) = handler.http_methods - {"OPTIONS"}
            found.append(Route(audience, method, path, guard_of(handler)))
    return found


ROUTES = _routes()
KNOWN = [route for route in ROUTES if route.key in ROWS[route.audience]]


def _each(routes: list[Route]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("route", routes, ids=[f"{route.audience} {route.key}" for route in routes])


every_route = _each(KNOWN)
every_route_with_roles = _each([route for route in KNOWN if route.guard.who in ("account", "roles")])
every_own_page = _each([r for r in KNOWN if r.audience == "public" and r.guard.who == "account"])


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    routes = {(route.audience, route.key) for route in ROUTES}
    rows = {(audience, key) for audience, table in ROWS.items() for key in table}
    assert routes - rows == set(), "add a row to tests/api/access_rows.py"
    assert rows - routes == set(), "no route has this row any more"


@dataclass(frozen=True)
class World:
    """Two brands with the same kinds of rows; `here` is the one that calls."""

    app: Litestar
    settings: Settings
    here: MadeBrand
    accounts: dict[str, MadeAccount]
    own: Ids
    foreign: Ids
    unknown: Ids

    def browser(self) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(app=self.app, raise_app_exceptions=False)
        return httpx.AsyncClient(transport=transport, base_url=self.settings.public_url)

    async def as_role(self, role: str) -> AsyncIterator[httpx.AsyncClient]:
        async with self.browser() as client:
            if role == "visitor":
                client.cookies.set("storelet_visitor", new_id().hex)
            elif role == "without second factor":
                await login(client, self.accounts["admin"], second_factor=False)
            elif role not in NOBODY:
                await login(client, self.accounts[role])
            yield client

    async def ask(self, client: httpx.AsyncClient, route: Route, ids: Ids) -> httpx.Response:
        prefix = PREFIX[route.audience].replace("{brand:str}", self.here.slug)
        path = re.sub(r"{(\w+)}", lambda found: str(ids[found[1]]), route.path)
        return await client.request(
            route.method,
            f"{prefix}{path}" + (f"?{route.row.query}" if route.row.query else ""),
            json=route.row.body(ids) if route.row.body else None,
            headers=route.row.headers,
        )


@pytest.fixture(scope="module")
async def world(app: Litestar, database: Settings) -> World:
    here, elsewhere = await make_brand(), await make_brand()
    accounts = {
        "shopper": await make_account(here),
        "operator": await make_account(here, "operator"),
        "finance": await make_account(here, "finance"),
        "admin": await make_account(here, "admin"),
        "staff": (await make_seller(here, "staff", display_name=MARKER_HERE)).account,
        "reseller": (await make_seller(here, "reseller")).account,
    }
    own, foreign = await make_ids(here, MARKER_HERE), await make_ids(elsewhere, MARKER_ELSEWHERE)
    unknown: Ids = {name: _unknown(name, value) for name, value in own.items()}
    return World(app, database, here, accounts, own, foreign, unknown)


def _unknown(name: str, value: UUID | str) -> UUID | str:
    """An id that nothing has; words that are no ids stay."""
    if isinstance(value, UUID):
        return new_id()
    return "nothing-has-this" if name in ("order_code", "store") else value


def _allowed(guard: Guard, audience: str, role: str) -> bool:
    if guard.who in ("anyone", "signed"):
        return True
    if role in NOBODY:
        return False
    if role == "without second factor":
        return guard.before_second_factor
    return guard.who == "account" or role in guard.roles


def _refused(answer: httpx.Response) -> bool:
    assert answer.status_code < 500, answer.text
    return answer.status_code in (401, 403) and answer.json()["code"] in REFUSALS


@every_route
async def test_a_role_may_do_what_the_route_declares_and_nothing_else(world: World, route: Route) -> None:
    for role in (*NOBODY, *ACCOUNTS, "without second factor"):
        async for client in world.as_role(role):
            # Ids that nothing has: whoever gets past the guard finds nothing, and the world stays as it is.
            answer = await world.ask(client, route, world.unknown)
            assert _refused(answer) != _allowed(route.guard, route.audience, role), (role, answer.text)
            if route.audience == "hooks":
                assert 400 <= answer.status_code < 500, "a webhook without a signature did something"


@every_route
async def test_another_brands_rows_are_not_there(world: World, route: Route) -> None:
    for role in (*NOBODY, *ACCOUNTS):
        if not _allowed(route.guard, route.audience, role):
            continue
        async for client in world.as_role(role):
            answer = await world.ask(client, route, world.foreign)
            assert answer.status_code < 500, answer.text
            assert MARKER_ELSEWHERE not in answer.text
            if route.row.foreign != NAMES_NOTHING:
                assert answer.status_code == route.row.foreign, answer.text


@every_own_page
async def test_a_session_of_another_brand_opens_nothing(world: World, route: Route) -> None:
    """Its brand comes from the session in the console, so there it sees its own; at our address it is nobody."""
    stranger = await make_account(await make_brand(), "admin")
    async with world.browser() as client:
        await login(client, stranger)
        answer = await world.ask(client, route, world.own)
        assert (answer.status_code, answer.json()["code"]) == (401, "not_logged_in")


@every_route_with_roles
async def test_a_token_does_what_its_scopes_and_roles_both_allow(world: World, route: Route) -> None:
    right = f"{route.audience}:{'read' if route.method == 'GET' else 'write'}"
    for scope_name in ("seller:read", "seller:write", "brand:read", "brand:write"):
        for role in ("staff", "operator"):
            async with world.browser() as client:
                client.headers["Authorization"] = await _token(world.accounts[role], scope_name)
                answer = await world.ask(client, route, world.unknown)
            allowed = scope_name == right and _allowed(route.guard, route.audience, role)
            assert _refused(answer) != allowed, (scope_name, role, answer.text)


async def _token(account: MadeAccount, scope_name: Any) -> str:
    made = await create_api_token(account.scope, CreateApiToken("matrix", [scope_name], days=1))
    await _end(account, made.token_id)
    return f"Bearer {made.token}"


async def _end(account: MadeAccount, keep: UUID) -> None:
    """Leave room: an account has at most twenty tokens."""
    await transact(
        account.scope,
        lambda tx: tx.execute(
            "DELETE FROM api_tokens WHERE brand_id = $1 AND account_id = $2 AND id <> $3",
            tx.brand_id,
            account.account_id,
            keep,
        ),
    )
