"""What a request may try that its form allows: fields that are not its own, other hosts, headers inside values, forged
forms, addresses that lead elsewhere or out of a folder."""

import re
from typing import Any
from urllib.parse import quote, urlsplit

import httpx
import pytest
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler

from api.guards import Guard, guard_of
from infra.database import transact
from infra.ids import new_id
from infra.settings import Settings
from tests.api.test_access_matrix import PREFIX
from tests.api.test_checkout import Till, till
from tests.api.test_contract import document_of
from tests.factories import PASSWORD, login, make_account, make_brand, make_seller
from tests.support.shop import a_phone
from tests.support.world import rows, value

__all__ = ["till"]


# -- mass assignment


def _schemas(
    document: dict[str, Any], schema: dict[str, Any], seen: set[str]
) -> list[tuple[str, dict[str, Any]]]:
    """The object schemas that a body is made of."""
    found: list[tuple[str, dict[str, Any]]] = []
    for each in (schema, *schema.get("oneOf", ()), *schema.get("anyOf", ()), schema.get("items", {})):
        name = each.get("$ref", "").rsplit("/", 1)[-1]
        if name and name not in seen:
            seen.add(name)
            inner = document["components"]["schemas"][name]
            found.append((name, inner))
            for part in inner.get("properties", {}).values():
                found += _schemas(document, part, seen)
    return found


async def test_no_body_takes_a_field_that_it_does_not_name(app: Litestar) -> None:
    """Of every request in the document: an unknown field is an error, so nobody sets a role, a price or a state by
    sending it along."""
    document = await document_of(app)
    lenient = set()
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            body = (
                operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
            )
            for name, schema in _schemas(document, body or {}, set()):
                if schema.get("type") == "object" and schema.get("additionalProperties") is not False:
                    lenient.add(f"{method} {path}: {name}")
    assert lenient == set()


GREED: list[tuple[str, str, str, dict[str, Any]]] = [
    ("reseller", "PATCH", "/api/seller/profile", {"display_name": "Rui", "kind": "staff"}),
    ("reseller", "PATCH", "/api/seller/profile", {"display_name": "Rui", "status": "active", "cohort": "vip"}),
    ("reseller", "PATCH", "/api/seller/store", {"headline": "x", "seller_id": "00000000-0000-7000-8000-000000000000"}),
    ("shopper", "POST", "{public}/accounts", {"login": "a@b.example", "password": "p" * 12, "name": "x", "roles": ["admin"]}),
    ("shopper", "POST", "{public}/session", {"login": "a@b.example", "password": "p" * 12, "second_factor_at": 1}),
    ("shopper", "POST", "{public}/account/addresses", {"ship_to": {"city": "x"}, "account_id": "x"}),
    ("shopper", "POST", "{public}/account/tokens", {"name": "t", "scopes": ["seller:read"], "account_id": "x"}),
    ("operator", "POST", "/api/brand/coupons", {"seller_id": "x", "channel": "poster", "used": 0}),
    ("operator", "POST", "/api/brand/invitations", {"display_name": "x", "login": "a@b.example", "status": "active"}),
]  # fmt: skip


@pytest.mark.parametrize(("role", "method", "path", "body"), GREED)
async def test_who_sends_more_than_is_asked_gets_nothing(
    client: httpx.AsyncClient, role: str, method: str, path: str, body: dict[str, Any]
) -> None:
    brand = await make_brand()
    who = (
        await make_seller(brand)
        if role == "reseller"
        else await make_account(brand, *([] if role == "shopper" else [role]))
    )
    await login(client, who)
    answer = await client.request(method, path.replace("{public}", brand.public), json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input"), answer.text


# -- hosts, redirects, headers


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "127.0.0.1:8000@evil.example",
        "evil.example#127.0.0.1",
        "127.0.0.1.evil.example",
        "",
        "[::1",
    ],
)
async def test_a_host_that_is_not_ours_is_not_answered(client: httpx.AsyncClient, host: str) -> None:
    for path in ("/", "/healthz/../", "/api/public/x/session", "/console", "/s/a/b"):
        answer = await client.get(path, headers={"Host": host, "X-Forwarded-Host": "evil.example"})
        assert answer.status_code in (404, 421), (host, path, answer.status_code)
        assert "evil.example" not in answer.headers.get("location", "")


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        ".evil.example",
        "@evil.example",
        "/x\r\nA: b",
        "",
    ],
)
async def test_a_payer_comes_back_to_this_site(till: Till, path: str) -> None:
    order = await till.place(COAT=1)
    answer = await till.client.post(
        f"{till.orders}/{order['code']}/payment",
        json={"gateway": "sandbox", "return_path": path},
        headers={"Idempotency-Key": a_phone(), "X-Order-Secret": order["secret"]},
    )
    if answer.status_code == 422:
        assert answer.json()["errors"][0]["path"] == "return_path"
        return
    gone = await till.client.post(answer.json()["pay_url"], data={"button": "pay"})
    assert urlsplit(gone.headers["location"])[:2] == urlsplit(str(till.client.base_url))[:2]


async def test_a_line_break_in_a_value_makes_no_header(till: Till, client: httpx.AsyncClient) -> None:
    """Names go into downloads, targets into redirects, languages into answers."""
    wicked = "x\r\nSet-Cookie: storelet_session=planted\r\n\r\n<script>"
    brand = till.brand
    await login(till.client, await make_account(brand, "admin"))
    started = await till.client.post(
        "/api/brand/jobs/product-imports",
        json={"csv": "product_code,name\nA,B\n", "check": True, "file_name": wicked},
    )
    answers = [
        started,
        await till.client.get("/api/brand/exports/sellers", params={"lang": wicked}),
        await till.client.get(
            f"/s/{brand.slug}/{till.keeper.store}", params={"lang": wicked, "coupon": wicked}
        ),
        await till.client.post(
            f"/s/{brand.slug}/{till.keeper.store}/cart", data={"sku": wicked, "qty": "1", "go": wicked}
        ),
        await till.client.get(f"/l/{quote(wicked)}"),
        await till.client.get(f"/api/public/{brand.slug}/stores/{quote(wicked)}"),
    ]
    for answer in answers:
        assert answer.status_code < 500, answer.text
        assert "planted" not in str(answer.headers), answer.request.url
        assert "<script>" not in answer.text or answer.headers["content-type"].startswith("application/")
    made = await client.get("/healthz", headers={"X-Request-ID": "a\tb; planted"})
    assert made.headers["x-request-id"] != "a\tb; planted"


async def test_file_names_of_downloads_are_letters_digits_dots_and_hyphens(client: httpx.AsyncClient) -> None:
    brand = await make_brand()
    await login(client, await make_account(brand, "admin"))
    for path in ("/api/brand/exports/sellers", "/api/brand/exports/skus"):
        named = (await client.get(path)).headers["content-disposition"]
        assert re.fullmatch(r'attachment; filename="[A-Za-z0-9.-]+"', named), named


@pytest.mark.parametrize(
    "path",
    [
        "/web/../pyproject.toml",
        "/web/%2e%2e/%2e%2e/pyproject.toml",
        "/web/..%2f..%2fpyproject.toml",
        "/web//etc/passwd",
        "/web/....//....//etc/passwd",
        "/web/%00",
        "/schemas/../../../pyproject.toml",
        "/schemas/..%2f..%2f..%2fpyproject.toml",
        "/schema/assets/..%2f..%2fapp.py",
        "/media/demo/..%2f..%2f.data%2fsecrets.json",
        "/problems/..%2f..%2fREADME",
        "/console/../../etc/passwd",
    ],
)
async def test_no_address_leads_out_of_its_folder(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)
    assert answer.status_code in (200, 400, 404, 503), answer.text
    for secret in ("[project]", "root:", "secret_key", "create_app"):
        assert secret not in answer.text


# -- forged forms, sessions, tokens


def _outside(app: Litestar) -> dict[str, HTTPRouteHandler]:
    return {
        f"{method} {route.path}": handler
        for route in app.routes
        for handler in getattr(route, "route_handlers", [])
        for method in handler.http_methods - {"OPTIONS"}
        if handler.opt.get("audience") not in PREFIX
    }


# What is beside the four audiences of the access matrix, and who may ask for it.
SECRET_ADDRESS = "whoever holds the address, which is the secret: 122 random bits and more"
ANYBODY = "anybody: the same for all, of no brand or of what a brand shows to everybody"
BESIDE = {
    "/sandbox/{brand_id:uuid}/{ref:uuid}": SECRET_ADDRESS,
    "/sandbox/{brand_id:uuid}/{ref:uuid}/qr.svg": SECRET_ADDRESS,
    "/display/{brand_id:uuid}/{place_id:uuid}/{secret:str}": SECRET_ADDRESS,
    "/display/{brand_id:uuid}/{place_id:uuid}/{secret:str}/code.svg": SECRET_ADDRESS,
    **dict.fromkeys(
        ("/", "/s/card.css", "/s/worker.js", "/s/offline", "/sandbox/page.css", "/display/page.css", "/web/{file:path}",
         "/seller", "/seller/{rest:path}", "/console", "/console/{rest:path}", "/media/{brand:str}/{file:str}",
         "/problems/{code:str}", "/healthz", "/readyz", "/metrics", "/schemas", "/schemas/{file:str}",
         "/schema/assets/{name:str}", "/schema", "/schema/openapi.json", "/schema/{path:str}"),
        ANYBODY,
    ),
}  # fmt: skip


def test_every_route_is_in_the_matrix_is_a_page_of_a_store_or_is_named_here(app: Litestar) -> None:
    outside = _outside(app)
    pages = {key for key, handler in outside.items() if handler.opt.get("audience") == "pages"}
    assert {key.split(" ", 1)[1] for key in outside.keys() - pages} == set(BESIDE)
    assert all(guard_of(outside[key]) == Guard("anyone", csrf_token=False) for key in pages)


async def test_a_forged_form_of_a_store_page_does_nothing(app: Litestar, till: Till) -> None:
    """Every form of the pages: from a foreign page, and with the session's cookie but without its token."""
    forms = [key.split(" ", 1)[1] for key in _outside(app) if key.startswith("POST /s/")]
    assert len(forms) > 8
    order = await till.place(COAT=1)
    await login(till.client, await make_account(till.brand))
    before = await _everything(till)
    ids = {"brand": till.brand.slug, "store": till.keeper.store, "ref": "COAT", "code": order["code"]}
    for form in forms:
        path = re.sub(r"{(\w+):\w+}", lambda found: str(ids.get(found[1], new_id())), form)
        typed = {
            "words": "x",
            "sku": "COAT",
            "qty": "1",
            "phone": "13800000009",
            "k": order["secret"],
            "name": "x",
        }
        for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {}):
            answer = await till.client.post(path, data=typed | {"csrf": "x"}, headers=headers)
            assert answer.status_code == 403, (path, headers, answer.status_code)
    assert await _everything(till) == before


async def _everything(till: Till) -> list[tuple[object, ...]]:
    return await rows(
        till.brand.scope,
        "SELECT (SELECT count(*) FROM retail_orders WHERE brand_id = $1), (SELECT count(*) FROM questions WHERE"
        " brand_id = $1), (SELECT count(*) FROM messages WHERE brand_id = $1), (SELECT count(*) FROM accounts WHERE"
        " brand_id = $1), (SELECT array_agg(state ORDER BY id) FROM retail_orders WHERE brand_id = $1)",
    )


async def test_a_session_fixed_beforehand_does_not_rise_with_its_victims_log_in(
    client: httpx.AsyncClient,
) -> None:
    """The cookie that somebody planted is neither kept nor taken up, whatever it says."""
    brand = await make_brand()
    victim = await make_account(brand)
    attacker = await make_account(brand)
    await login(client, attacker)
    planted = client.cookies["storelet_session"]
    for cookie in (planted, "planted", f"{planted[:26]}.{'A' * 43}"):
        client.cookies.clear()
        client.cookies.set("storelet_session", cookie)
        made = await client.post(
            f"{brand.public}/session", json={"login": victim.phone, "password": PASSWORD}
        )
        assert made.status_code == 201
        assert made.cookies["storelet_session"] not in (planted, cookie)
    revoked = await value(
        brand.scope,
        "SELECT count(*) FROM sessions WHERE brand_id = $1 AND account_id = $2 AND revoked_at IS NULL",
        attacker.account_id,
    )
    assert revoked == 0, "the attacker's own session ended when the victim logged in over it"


async def test_a_token_manages_no_sessions_passwords_tokens_or_personal_data(
    client: httpx.AsyncClient,
) -> None:
    brand = await make_brand()
    account = await make_account(brand, "operator")
    await login(client, account)
    made = await client.post(
        f"{brand.public}/account/tokens",
        json={"name": "t", "scopes": ["brand:read", "brand:write", "seller:read", "seller:write"]},
    )
    token = made.json()["token"]
    client.cookies.clear()
    client.headers.pop("X-CSRF-Token")
    client.headers["Authorization"] = f"Bearer {token}"
    assert (await client.get("/api/brand/customers")).status_code == 200
    for method, path, body in (
        ("POST", "account/password", {"current": PASSWORD, "new": "another horse another staple"}),
        ("POST", "account/tokens", {"name": "u", "scopes": ["brand:write"]}),
        ("GET", "account/access", None),
        ("GET", "account/data", None),
        ("POST", "account/erasure", {"password": PASSWORD}),
    ):
        answer = await client.request(method, f"{brand.public}/{path}", json=body)
        assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed"), path


async def test_who_erases_their_own_data_is_logged_out_everywhere(
    client: httpx.AsyncClient, database: Settings
) -> None:
    brand = await make_brand(locale="en")
    shopper = await make_account(brand, display_name="Zhuang Xiaodie")
    await login(client, shopper)
    told = await client.get(f"{brand.public}/account/data")
    assert told.status_code == 200
    assert told.json()["tables"]["accounts"][0]["display_name"] == "Zhuang Xiaodie"
    wrong = await client.post(f"{brand.public}/account/erasure", json={"password": "not it at all"})
    assert (wrong.status_code, wrong.json()["errors"][0]["path"]) == (422, "password")
    done = await client.post(f"{brand.public}/account/erasure", json={"password": PASSWORD})
    assert (done.status_code, done.json()["account"], done.json()["orders"]) == (200, "closed", 0)
    assert (await client.get(f"{brand.public}/session")).status_code == 401
    again = await client.post(f"{brand.public}/session", json={"login": shopper.phone, "password": PASSWORD})
    assert again.status_code == 401
    # The number is free again for whoever has it now.
    fresh = {"login": shopper.phone, "password": "another horse another staple", "name": "Somebody"}
    client.cookies.clear()
    assert (await client.post(f"{brand.public}/accounts", json=fresh)).status_code == 201
    assert (
        await transact(
            brand.scope,
            lambda tx: tx.fetchval("SELECT count(*) FROM sessions WHERE brand_id = $1", tx.brand_id),
        )
        == 1
    )
