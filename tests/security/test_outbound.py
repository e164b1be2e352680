"""Whom the site calls by itself, and that nobody can make it call somebody else (server-side request forgery).

There are no webhooks to addresses that a brand or a shopper names: the sandbox's own letters go to this site, host names
of links are looked up in the DNS and never fetched, pictures are uploaded and never fetched. So the wall is that nothing
in the product can call out but the modules named here; a gateway or a rail of an installed package brings its own client.
"""

import ast
from pathlib import Path

import httpx
import pytest

from infra.clock import SetClock
from infra.gateways.sandbox.courier import deliver_due
from infra.ids import new_id
from infra.scope import Scope
from infra.settings import Settings
from services.sharing import link_domains
from services.sharing.link_domains import AddHost, add_host, verify_host
from tests.factories import login, make_account, make_brand
from tests.support.world import START, run, value
from tests.support.world import make_brand as make_scope

ROOT = Path(__file__).parents[2]
PACKAGES = ("api", "cli", "commission", "infra", "models", "services", "tasks")
CALL_OUT = {
    "httpx", "requests", "urllib3", "aiohttp", "http", "socket", "ssl", "smtplib", "ftplib", "telnetlib", "xmlrpc",
    "websockets", "dns", "urllib.request",
}  # fmt: skip
MAY = {
    "infra/gateways/sandbox/courier.py": "the sandbox's letters, to this site's own address",
    "infra/database.py": "PostgreSQL of the settings",
    "infra/supervisor.py": "asks its own API process whether it is ready, over loopback",
    "infra/embedded/redis.py": "looks whether its own port is free",
    "infra/reach.py": "looks whether PostgreSQL and Redis of the settings answer",
    "infra/redis_ping.py": "the same",
    "infra/embedded/postgres.py": "the embedded server's own port",
    "services/sharing/link_domains.py": "TXT records of a name, by the resolver; nothing is fetched",
}
PRIVATE = [
    "http://127.0.0.1/x.png", "http://[::1]/x.png", "http://169.254.169.254/latest/meta-data/", "http://10.0.0.1/x.png",
    "http://localhost:6379/", "http://0x7f000001/", "http://2130706433/", "file:///etc/passwd", "gopher://127.0.0.1:6379/_",
    "javascript:alert(1)", "//evil.example/x.png", "data:text/html,x", "\\\\evil.example\\x", "https://a b/",
]  # fmt: skip


def called_out_by(file: Path) -> set[str]:
    found: set[str] = set()
    text = file.read_text("utf-8")
    if not any(name in text for name in CALL_OUT):
        return found
    for node in ast.walk(ast.parse(text)):
        names = [each.name for each in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [node.module, *(f"{node.module}.{each.name}" for each in node.names)]
        found |= {
            name for name in names if name in CALL_OUT or name.split(".")[0] in CALL_OUT - {"urllib.request"}
        }
    return found - {"http.HTTPStatus"}


def test_nothing_calls_out_but_what_is_named_here() -> None:
    files = {
        file.relative_to(ROOT).as_posix(): called
        for package in PACKAGES
        for file in (ROOT / package).rglob("*.py")
        if (called := called_out_by(file))
    }
    assert files.keys() - MAY.keys() == set(), (
        "what could be made to call an address that somebody names? Then name it"
    )


async def test_the_sandbox_follows_no_redirect_and_goes_to_this_site_alone(
    database: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    scope: Scope = await make_scope(SetClock(START))
    payment = new_id()
    await run(
        scope,
        "INSERT INTO sandbox_payments (brand_id, id, merchant_ref, amount, currency, subject, notify_url, return_url,"
        " created_at, expires_at) VALUES ($1, $2, $5, 1, 'CNY', 's', $3, 'r', $4, $4)",
        payment,
        f"{database.public_url}/hooks/x/payments/sandbox",
        START,
        str(new_id()),
    )
    await run(
        scope,
        "INSERT INTO sandbox_callbacks (brand_id, id, payment_id, event_id, body, due_at) VALUES ($1, $2, $3, 'e', '{}', $4)",
        new_id(),
        payment,
        START,
    )
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(302, headers={"location": "http://169.254.169.254/latest/meta-data/"})

    client = httpx.AsyncClient
    monkeypatch.setattr(
        httpx, "AsyncClient", lambda **more: client(**more, transport=httpx.MockTransport(answer))
    )
    assert await deliver_due(scope) == 0
    assert asked == [f"{database.public_url}/hooks/x/payments/sandbox"]
    assert await value(scope, "SELECT delivered_at FROM sandbox_callbacks WHERE brand_id = $1") is None
    # The bank calls for every brand that is open: to the tests that follow this one owes nothing.
    await run(scope, "UPDATE sandbox_callbacks SET delivered_at = due_at WHERE brand_id = $1")
    await run(scope, "UPDATE sandbox_payments SET state = 'expired' WHERE brand_id = $1")


async def test_a_host_is_asked_for_its_text_record_and_never_fetched(
    database: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the name resolves to (loopback today, another tomorrow) is nothing to us: rebinding has nothing to rebind."""
    scope: Scope = await make_scope(SetClock(START))
    asked: list[str] = []
    host = await add_host(scope, AddHost("go.evil.example"))

    async def records(name: str) -> list[str]:
        asked.append(name)
        return [host.proof]

    monkeypatch.setattr(link_domains, "txt_records", records)
    await verify_host(scope, host.host_id)
    assert asked == ["_storelet.go.evil.example"]


@pytest.mark.parametrize(
    "name", ["127.0.0.1", "localhost", "[::1]", "169.254.169.254", "a..b", "a.example/../x", "a b.c"]
)
async def test_what_is_no_public_name_is_no_host(client: httpx.AsyncClient, name: str) -> None:
    await login(client, await make_account(await make_brand(), "admin"))
    answer = await client.post("/api/brand/link-hosts", json={"host": name})
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, "host")


@pytest.mark.parametrize("url", PRIVATE)
async def test_addresses_of_pictures_are_https_or_our_own_and_are_never_fetched(
    client: httpx.AsyncClient, url: str
) -> None:
    """They are shown to browsers, which fetch them; a page's policy lets only pictures of this site through."""
    await login(client, await make_account(await make_brand(), "admin"))
    product = {"code": "COAT", "name": "Coat", "images": [{"url": url}]}
    answer = await client.post("/api/brand/products", json=product)
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["path"] == "images[0].url"
