"""Problem details (RFC 9457): one shape for every refusal, in two languages, and nothing internal in it."""

import httpx
import pytest

from infra.field_faults import fault_of
from tests.factories import make_brand


async def test_a_problem_has_every_member(client: httpx.AsyncClient) -> None:
    brand = await make_brand(locale="en")
    answer = await client.get(f"{brand.public}/session", headers={"X-Request-ID": "from-the-caller-1"})
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["x-request-id"] == "from-the-caller-1"
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.json() == {
        "type": "/problems/not_logged_in",
        "title": "Log in first",
        "status": 401,
        "detail": "Log in first",
        "instance": f"{brand.public}/session",
        "code": "not_logged_in",
        "errors": [],
        "request_id": "from-the-caller-1",
    }
    page = await client.get("/problems/not_logged_in")
    assert page.status_code == 200
    assert "Log in first" in page.text
    assert (await client.get("/problems/nothing-known")).status_code == 404


@pytest.mark.parametrize(
    ("locale", "asked", "header", "language"),
    [
        ("zh", "", None, "zh"),
        ("en", "", None, "en"),
        ("zh", "", "en-GB,en;q=0.9", "en"),
        ("en", "", "fr;q=0.9,zh-CN;q=0.8,en;q=0.7", "zh"),
        ("en", "", "zh;q=0,fr", "en"),
        ("zh", "", "*", "zh"),
        ("zh", "?lang=en", "zh-CN", "en"),
    ],
)
async def test_the_language_is_asked_for_or_the_brands(
    client: httpx.AsyncClient, locale: str, asked: str, header: str | None, language: str
) -> None:
    brand = await make_brand(locale=locale)
    client.headers.pop("accept-language", None)
    answer = await client.get(
        f"{brand.public}/session{asked}", headers={"Accept-Language": header} if header else {}
    )
    assert answer.headers["content-language"] == language
    assert answer.json()["title"] == {"zh": "请先登录", "en": "Log in first"}[language]


async def test_a_field_at_fault_is_named_by_its_path(client: httpx.AsyncClient) -> None:
    brand = await make_brand(locale="en")
    address = f"{brand.public}/session"
    cases = {
        '{"login": 5, "password": "x"}': [("login", "must be text, not a whole number")],
        '{"login": "13800138000"}': [("password", "is required")],
        '{"login": "13800138000", "password": "x", "role": "admin"}': [("role", "is not a known field")],
        '{"login": "1", "password": "x"}': [("login", "must have at least 3 characters")],
        "[]": [("", "must be an object, not a list")],
        "": [("", "is required")],
    }
    for body, wanted in cases.items():
        answer = await client.post(address, content=body, headers={"Content-Type": "application/json"})
        assert answer.status_code == 422, body
        assert [(e["path"], e["message"]) for e in answer.json()["errors"]] == wanted


async def test_what_is_no_json_is_told_apart_from_bad_input(client: httpx.AsyncClient) -> None:
    address = f"{(await make_brand()).public}/session"
    broken = await client.post(address, content=b'{"login": ', headers={"Content-Type": "application/json"})
    assert (broken.status_code, broken.json()["code"]) == (400, "malformed_body")
    latin = await client.post(
        address, content=b'{"login": "\xff"}', headers={"Content-Type": "application/json"}
    )
    assert (latin.status_code, latin.json()["code"]) == (400, "malformed_body")
    form = await client.post(address, data={"login": "x"})
    assert (form.status_code, form.json()["code"]) == (415, "unsupported_media")


async def test_addresses_methods_and_brands_that_are_not_there(client: httpx.AsyncClient) -> None:
    brand = await make_brand()
    nowhere = await client.get("/api/public")
    assert (nowhere.status_code, nowhere.json()["code"]) == (404, "no_such_address")
    wrong = await client.put(f"{brand.public}/session")
    assert (wrong.status_code, wrong.json()["code"]) == (405, "method_not_allowed")
    assert {"GET", "POST", "DELETE"} <= set(wrong.headers["allow"].replace(" ", "").split(","))
    stranger = await client.get("/api/public/no-such-brand/session")
    assert (stranger.status_code, stranger.json()["code"]) == (404, "not_found")


async def test_a_body_too_large_is_refused(client: httpx.AsyncClient) -> None:
    brand = await make_brand()
    answer = await client.post(
        f"{brand.public}/session",
        content=b'{"login": "' + b"x" * (1024 * 1024) + b'"}',
        headers={"Content-Type": "application/json"},
    )
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


@pytest.mark.parametrize(
    ("message", "path", "english", "chinese"),
    [
        (
            "Expected `int`, got `str` - at `$.lines[0].qty`",
            "lines[0].qty",
            "must be a whole number, not text",
            "类型应为 整数，实际为 文本",
        ),
        ("Object missing required field `sku` - at `$.lines[2]`", "lines[2].sku", "is required", "必填"),
        ("Expected `int` >= 1 - at `$[...].qty`", "[...].qty", "must be at least 1", "不能小于 1"),
        ("Invalid UUID - at `$.id`", "id", "is not a UUID", "不是有效的 UUID"),
        ("Something msgspec has yet to say", "", "is not valid", "无效"),
    ],
)
def test_msgspecs_words_become_ours(message: str, path: str, english: str, chinese: str) -> None:
    fault = fault_of(message)
    assert (fault.path, fault.message, fault.message_zh) == (path, english, chinese)
