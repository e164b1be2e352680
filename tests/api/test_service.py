"""Probes, metrics, and what goes around every answer."""

import asyncpg
import httpx
import pytest
from litestar import Litestar
from msgspec.structs import replace

from api.app import create_app
from api.limits import Limits
from infra.rate_limits import RateLimit
from infra.settings import Settings, load_settings
from services.people import find_brand
from tests.factories import login, make_account, make_brand


async def test_the_probes_of_a_service_that_is_well(client: httpx.AsyncClient) -> None:
    assert (await client.get("/healthz")).json() == {"status": "ok"}
    ready = await client.get("/readyz")
    assert ready.status_code == 200
    assert ready.json() == {"ready": True, "database": "ok", "redis": "ok", "migrations": "ok"}


async def test_a_schema_older_than_the_code_is_not_ready(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.health.migrations_on_disk", lambda: ("0001_initial", "9999_to_come"))
    ready = await client.get("/readyz")
    assert ready.status_code == 503
    assert ready.json()["migrations"] == "behind"


async def test_without_redis_the_shop_still_sells(client: httpx.AsyncClient, redis_away: None) -> None:
    brand = await make_brand()
    account = await make_account(brand)
    ready = await client.get("/readyz")
    assert (ready.status_code, ready.json()["redis"]) == (200, "away")
    made = await client.post(
        f"{brand.public}/session", json={"login": account.phone, "password": account.password}
    )
    assert made.status_code == 201


async def test_what_a_visitor_writes_is_limited_by_brand_and_address(
    database: Settings, own_redis: None
) -> None:
    app = create_app(database, connect=False, limits=Limits(public_write=RateLimit("public-write", 3, 60)))
    brand, other = await make_brand(), await make_brand()
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=database.public_url) as visitor:
        at_brand = [await visitor.post(f"{brand.public}/orders", json={}) for _ in range(4)]
        assert [answer.status_code for answer in at_brand] == [422, 422, 422, 429]
        assert 0 < int(at_brand[3].headers["Retry-After"]) <= 20
        assert (await visitor.post(f"{other.public}/orders", json={})).status_code == 422
        assert (await visitor.get(f"{brand.public}/brand")).status_code != 429


@pytest.mark.parametrize(
    "error",
    [
        asyncpg.CannotConnectNowError("the database system is starting up"),
        asyncpg.InterfaceError("connection is closed"),
        ConnectionRefusedError("nothing listens"),
    ],
)
async def test_a_database_that_is_away_is_said_in_words(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    async def away(*_: object) -> None:
        raise error

    monkeypatch.setattr(find_brand, "read_directory", away)
    answer = await client.get("/api/public/never-asked-for/session", headers={"Accept-Language": "en"})
    assert (answer.status_code, answer.json()["code"]) == (503, "database_away")
    assert answer.headers["retry-after"] == "5"


async def test_a_fault_of_ours_shows_nothing_but_its_request_id(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError("the password is hunter2")

    monkeypatch.setattr(find_brand, "read_directory", broken)
    answer = await client.get("/api/public/never-asked-for/session", headers={"Accept-Language": "en"})
    assert (answer.status_code, answer.json()["code"]) == (500, "internal_fault")
    assert "hunter2" not in answer.text
    assert answer.json()["request_id"] in answer.json()["detail"]


async def test_what_the_database_cannot_store_is_the_callers_input(client: httpx.AsyncClient) -> None:
    brand = await make_brand()
    await login(client, await make_account(brand, "operator"))
    wish = {"display_name": "nul \u0000 inside", "login": "x@y.cn", "seller": "staff"}
    answer = await client.post("/api/brand/invitations", json=wish)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")
    lone = b'{"display_name": "\\ud800", "login": "x@y.cn", "seller": "staff"}'
    answer = await client.post(
        "/api/brand/invitations", content=lone, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code in (400, 422)


async def test_metrics_know_routes_and_no_addresses(client: httpx.AsyncClient) -> None:
    brand = await make_brand()
    await client.get(f"{brand.public}/session")
    await client.get("/nowhere/at/all")
    answer = await client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain")
    route = "/api/public/{brand}/session"
    assert f'storelet_http_requests_total{{method="GET",route="{route}",status="401"}}' in answer.text
    assert 'route="(none)",status="404"' in answer.text
    assert 'storelet_database_connections{state="idle"}' in answer.text
    assert brand.slug not in answer.text
    assert "nowhere" not in answer.text


async def test_every_answer_carries_careful_headers(client: httpx.AsyncClient) -> None:
    brand = await make_brand()
    for address in (f"{brand.public}/", f"{brand.public}/session", "/nowhere", "/schema"):
        headers = (await client.get(address)).headers
        assert headers["x-content-type-options"] == "nosniff", address
        assert headers["referrer-policy"] == "same-origin"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert "strict-transport-security" not in headers
        assert "server" not in headers
        assert len(headers["x-request-id"]) == 32
    assert (await client.get(f"{brand.public}/")).headers["cache-control"] == "no-store"


@pytest.mark.parametrize("given", ["short", "x" * 65, "with space", "line\tbreak", "<script>"])
async def test_a_request_id_that_is_no_harmless_text_is_replaced(
    client: httpx.AsyncClient, given: str
) -> None:
    assert (await client.get("/healthz", headers={"X-Request-ID": given})).headers["x-request-id"] != given


async def test_head_is_get_without_a_body(client: httpx.AsyncClient) -> None:
    brand = await make_brand()
    head, whole = await client.head(f"{brand.public}/"), await client.get(f"{brand.public}/")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == whole.headers["content-length"] == str(len(whole.content))


async def test_only_our_hosts_are_answered(client: httpx.AsyncClient) -> None:
    wrong = await client.get("/api/public/demo/session", headers={"Host": "elsewhere.example"})
    assert (wrong.status_code, wrong.json()["code"]) == (421, "wrong_host")
    assert (await client.get("/healthz", headers={"Host": "10.0.0.7:8000"})).status_code == 200
    assert (await client.get("/schema", headers={"Host": "localhost:9999"})).status_code == 200


async def test_in_production_cookies_are_secure_and_transport_strict(
    database: Settings, app: Litestar
) -> None:
    settings = replace(
        database, env="production", public_url="https://shop.example", allowed_hosts=("shop.example",)
    )
    account = await make_account(await make_brand())
    transport = httpx.ASGITransport(app=create_app(settings, connect=False))
    async with httpx.AsyncClient(transport=transport, base_url="https://shop.example") as client:
        made = await client.post(
            f"{account.brand.public}/session", json={"login": account.phone, "password": account.password}
        )
        cookie = made.headers["set-cookie"]
        assert cookie.startswith("__Host-storelet_session=")
        assert "Secure" in cookie
        assert "Path=/" in cookie
        assert "Domain" not in cookie
        assert made.headers["strict-transport-security"] == "max-age=31536000"
        assert (await client.get(f"{account.brand.public}/session")).status_code == 200


@pytest.mark.parametrize(
    ("environ", "hosts"),
    [
        ({}, ("127.0.0.1", "::1", "localhost")),
        ({"STORELET_HOST": "::"}, ()),
        (
            {"STORELET_HOST": "::", "STORELET_PUBLIC_URL": "https://Shop.example:444"},
            ("127.0.0.1", "::1", "localhost", "shop.example"),
        ),
        ({"STORELET_ALLOWED_HOSTS": "a.example, B.example"}, ("a.example", "b.example")),
        ({"STORELET_ALLOWED_HOSTS": "*"}, ()),
    ],
)
def test_which_hosts_are_ours(environ: dict[str, str], hosts: tuple[str, ...]) -> None:
    secret = {"STORELET_SECRET_KEY": "only for one test: 0123456789abcdef"}
    settings = load_settings(secret | environ)
    assert settings.allowed_hosts == hosts
    given = settings.child_environment()
    assert load_settings({name: given[name] for name in given if name.startswith("STORELET_")}) == settings
