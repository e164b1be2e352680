"""Logs are JSON lines, and nothing that must stay secret is in them."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from infra.logging import HIDDEN, configure_logging, hide_secrets


@pytest.fixture
def restored() -> Iterator[None]:
    """Put the process's logging back as it was."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


@pytest.mark.parametrize(
    "name",
    [
        "password",
        "new_password",
        "csrf_token",
        "Authorization",
        "cookie",
        "phone",
        "customer_phone",
        "email",
        "login",
        "secret_key",
        "totp_secret",
        "shipping_address",
        "signature",
    ],
)
def test_a_value_is_hidden_by_the_name_it_goes_by(name: str) -> None:
    assert hide_secrets(None, "info", {"event": "x", name: "anything"})[name] == HIDDEN


@pytest.mark.parametrize(
    "text",
    [
        "no account has +8613800138000",
        "no account has 13800138000",
        "call +86 138-0013-8000 now",
        "sent to li.na@example.com",
        "Authorization: Bearer storelet_abcdefghijklmnopqrstuvwxyz.AbC-_0123456789abcdefghijklmnopqrstuvwxyz0",
        "cookie abcdefghijklmnopqrstuvwxyz.AbC-_0123456789abcdefghijklmnopqrstuvwxyz01234",
        "cannot connect to postgresql://storelet:hunter2@db:5432/x",
        "stored $argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHQ$RdescudvJCsgt3ub",
    ],
)
def test_a_secret_inside_a_text_is_hidden(text: str) -> None:
    shown = str(hide_secrets(None, "info", {"event": text})["event"])
    assert HIDDEN in shown
    for secret in ("138", "li.na", "storelet_abc", "AbC-_0", "hunter2", "c29tZXNhbHQ"):
        assert secret not in shown


def test_what_is_harmless_stays() -> None:
    event = {
        "event": "order_paid",
        "order": "R-7K2M9QXA3B",
        "brand_id": "0198f0c2-a1b3-7c33-a0f1-c2d3e4f50617",
        "request_id": "0198f0c2a1b37c33a0f113800138000a",
        "amount": 13800138000,
        "ms": 1.5,
        "at": "2026-03-01T08:00:00.123456Z",
        "lines": [{"sku": "A-13", "qty": 2}],
    }
    assert hide_secrets(None, "info", dict(event)) == event


def test_lists_and_nested_objects_are_searched() -> None:
    shown = hide_secrets(None, "info", {"event": "x", "buyer": {"phone": "1", "note": ["to +8613800138000"]}})
    assert shown["buyer"] == {"phone": HIDDEN, "note": [f"to {HIDDEN}"]}


@pytest.mark.usefixtures("restored")
def test_every_logger_writes_json_with_what_is_bound(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("INFO")
    structlog.contextvars.bind_contextvars(request_id="r-1", brand_id="b-1")
    structlog.get_logger("storelet.test").info("thing_done", phone="+8613800138000")
    logging.getLogger("uvicorn.error").warning("sent to %s", "li.na@example.com")
    logging.getLogger("uvicorn.access").info('"GET /o/secret-name-of-an-order" 200')
    structlog.get_logger().debug("not at this level")
    try:
        phone = "+8613800138000"
        raise ValueError(f"nobody has {phone}")
    except ValueError:
        structlog.get_logger().exception("failed")
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["event"] for line in lines] == ["thing_done", f"sent to {HIDDEN}", "failed"]
    assert {line["request_id"] for line in lines} == {"r-1"}
    assert {line["brand_id"] for line in lines} == {"b-1"}
    assert [line["level"] for line in lines] == ["info", "warning", "error"]
    assert lines[0]["phone"] == HIDDEN
    assert lines[0]["logger"] == "storelet.test"
    assert "ValueError" in lines[2]["exception"]
    assert "13800138000" not in json.dumps(lines)
