"""What people read while PostgreSQL or Redis is away: a page or a problem in their language that says to come back, and
when; never a stack, never a wait without end. Nothing is imitated: nothing listens where the servers should be.

(A link that a process knows opens all the same: tests/flows/test_links_survive_kills.py.)
"""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from api.identity import session_cookie
from infra.database import close_database, open_database
from infra.ids import new_id
from infra.settings import Settings
from services.people.bearer_secret import make_bearer_secret
from tests.api.test_shop import SAFARI, brand, open_shop
from tests.factories import MadeBrand

__all__ = ["brand"]

WORDS = {
    "zh": ("系统正在恢复，请稍后重试", "请几秒后重试同一请求，操作不会重复执行。"),
    "en": (
        "The shop is catching its breath; please try again",
        "Send the same request again in a few seconds; nothing is done twice.",
    ),
}
BUYER = {"name": "Wang", "phone": "13800000001"}


@pytest.fixture
async def database_away(database: Settings) -> AsyncIterator[None]:
    """For the length of one test PostgreSQL does not answer: nothing listens on port 1."""
    await close_database()
    await open_database("postgresql://nobody@127.0.0.1:1/nothing")
    yield
    await close_database()
    await open_database(database.database_url)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.usefixtures("database_away")
async def test_a_shopper_reads_a_page_that_says_to_try_again(client: httpx.AsyncClient, lang: str) -> None:
    for path in ("/s/somebody/rui", "/s/somebody/rui/products/COAT", "/s/somebody/rui/cart"):
        page = await client.get(path, headers={"Accept-Language": lang, "Accept": "text/html"})
        assert (page.status_code, page.headers["retry-after"]) == (503, "5"), path
        assert page.headers["content-type"].startswith("text/html")
        for words in WORDS[lang]:
            assert words in page.text, path
        assert "Traceback" not in page.text


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.usefixtures("database_away")
async def test_workbench_console_and_checkout_are_told_a_problem(
    client: httpx.AsyncClient, database: Settings, lang: str
) -> None:
    secret, _ = make_bearer_secret(new_id())
    client.cookies.set(session_cookie(database), secret, domain=client.base_url.host)
    order = {"store": "rui", "lines": [{"sku": "C", "qty": 1}], "buyer": BUYER}
    asked = [
        ("GET", "/api/seller/earnings", None),
        ("GET", "/api/brand/orders", None),
        ("GET", "/api/brand/overview", None),
        ("POST", "/api/public/somebody/orders", order),
        ("GET", "/l/never-opened-before", None),
        ("POST", "/hooks/somebody/payments/sandbox", {}),
    ]
    for method, path, body in asked:
        headers = {"Accept-Language": lang, "Idempotency-Key": "away"}
        answer = await client.request(method, path, json=body, headers=headers)
        assert (answer.status_code, answer.headers.get("retry-after")) == (503, "5"), (path, answer.text)
        problem = answer.json()
        assert problem["code"] == "database_away"
        assert (problem["title"], problem["detail"]) == WORDS[lang]
        assert answer.headers["content-language"] == lang


@pytest.mark.parametrize("page", ["/seller", "/console", "/seller/somebody", "/console/somebody/orders"])
@pytest.mark.usefixtures("database_away")
async def test_the_programs_of_workbench_and_console_come_all_the_same(
    client: httpx.AsyncClient, page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They show the problem themselves: what is said above is what they read."""
    for name in ("seller", "console"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "index.html").write_text("<!doctype html><title>a program</title>")
    monkeypatch.setattr("api.web.DIST", tmp_path)
    answer = await client.get(page)
    assert (answer.status_code, answer.text) == (200, "<!doctype html><title>a program</title>")


@pytest.mark.usefixtures("database_away")
async def test_the_probe_says_what_is_away_and_the_process_is_not_to_be_restarted(
    client: httpx.AsyncClient,
) -> None:
    probe = await client.get("/readyz")
    assert (probe.status_code, probe.json()["database"], probe.json()["redis"]) == (503, "away", "ok")
    assert (await client.get("/healthz")).status_code == 200


@pytest.mark.usefixtures("redis_away")
async def test_without_redis_everybody_goes_on(client: httpx.AsyncClient, brand: MadeBrand) -> None:
    code = await open_shop(client, brand)
    opened = await client.get(f"/l/{code}", headers={"User-Agent": SAFARI})
    assert opened.status_code == 302
    assert (await client.get(opened.headers["location"])).status_code == 200
    assert (await client.get("/api/seller/earnings")).status_code == 200
    order = {"store": "rui", "lines": [{"sku": "COAT-S", "qty": 1}], "buyer": BUYER}
    placed = await client.post(f"{brand.public}/orders", json=order, headers={"Idempotency-Key": "no-redis"})
    # Refused for a reason of its own: the brand of this test sells nothing yet.
    assert placed.status_code in (404, 409, 422), placed.text
