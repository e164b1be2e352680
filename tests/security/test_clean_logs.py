"""Logs name nobody and open nothing: phones, e-mail addresses, passwords, tokens, addresses go in by every door."""

import asyncio
import json
import logging
from collections.abc import Iterator

import asyncpg
import pytest
import structlog

from infra.logging import configure_logging
from services.people import find_brand
from tests.api.test_checkout import Till, till
from tests.factories import PASSWORD, login, make_account
from tests.support.shop import a_phone

__all__ = ["till"]
PHONE, EMAIL, SECRET, STREET = (
    "13755501234",
    "xiaodie@butterfly.example",
    "Moth-Wings-at-Night-7",
    "Butterfly Lane 77",
)


@pytest.fixture
def restored() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


@pytest.mark.usefixtures("restored")
async def test_nothing_of_a_person_and_no_secret_reaches_a_line(
    till: Till, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    admin = await make_account(till.brand, "admin")
    configure_logging("DEBUG")
    public, client = till.brand.public, till.client
    buyer = {"name": "Zhuang", "phone": PHONE, "email": EMAIL}
    home = {"name": "Zhuang", "phone": PHONE, "street": STREET}
    order = till.cart(COAT=1) | {"buyer": buyer, "ship_to": home}
    told = await client.post(f"{public}/orders", json=order, headers={"Idempotency-Key": a_phone()})
    assert told.status_code == 201
    secret = told.json()["secret"]
    token = "storelet_abcdefghijklmnopqrstuvwxyz.AbC-_0123456789abcdefghijklmnopqrstuvwxyz0"
    for method, path, more in (
        ("POST", f"{public}/session", {"json": {"login": PHONE, "password": SECRET}}),
        ("POST", f"{public}/session", {"json": {"login": EMAIL, "password": SECRET, "x": EMAIL}}),
        ("POST", f"{public}/session", {"content": b'{"login": "' + EMAIL.encode(), "headers": {"Content-Type": "application/json"}}),
        ("POST", f"{public}/accounts", {"json": {"login": EMAIL, "password": SECRET, "name": "Zhuang"}}),
        ("POST", f"{public}/invitations/acceptance", {"json": {"token": token, "password": SECRET}}),
        ("GET", f"{public}/orders/{told.json()['code']}?secret={secret}&phone={PHONE}", {"headers": {"X-Order-Secret": secret}}),
        ("GET", f"/api/brand/orders?q={EMAIL}", {"headers": {"Authorization": f"Bearer {token}"}}),
        ("GET", f"/s/{till.brand.slug}/{till.keeper.store}/orders/{told.json()['code']}?k={secret}", {}),
        ("POST", f"/hooks/{till.brand.slug}/payments/sandbox", {"content": PHONE.encode(), "headers": {"x-sandbox-signature": SECRET}}),
        ("GET", f"/nowhere/{EMAIL}", {}),
    ):  # fmt: skip
        await client.request(method, path, **more)  # type: ignore[arg-type]
    await login(client, admin)
    invited = {"csv": f"name,login,seller\nZhuang,{PHONE},staff\nX,{EMAIL},nobody\n", "check": True}
    await client.post("/api/brand/invitations/bulk", json=invited)
    await client.get(f"/api/brand/customers?q={PHONE}")
    await client.post(f"{public}/account/password", json={"current": PASSWORD, "new": SECRET[:5]})

    async def broken(*_: object) -> None:
        raise asyncpg.UniqueViolationError(
            f"duplicate key; DETAIL: Key (phone)=(+86{PHONE}) already exists: {EMAIL}, postgresql://a:{SECRET}@db/x"
        )

    monkeypatch.setattr(find_brand, "read_directory", broken)
    failed = await client.get("/api/public/nobody-ever-asked/session")
    assert failed.status_code == 500
    assert PHONE not in failed.text
    logging.getLogger("somebody.elses").warning("sent to %s and %s with Bearer %s", EMAIL, PHONE, token)
    await asyncio.sleep(0.1)
    out = capsys.readouterr().out
    lines = [json.loads(line) for line in out.splitlines() if line.startswith("{")]
    assert len([line for line in lines if line["event"] == "request"]) >= 14
    assert any(line["event"] == "request_failed" for line in lines)
    for name, word in {
        "phone": PHONE, "e-mail": EMAIL, "password": SECRET, "order secret": secret, "token": token,
        "street": STREET, "name": "Zhuang", "password of a test": PASSWORD, "session": client.cookies["storelet_session"],
    }.items():  # fmt: skip
        assert word not in out, f"the {name} is in the log"
