"""The instalment ceiling and safe to spend over HTTP, in both languages."""

from typing import Any

import httpx

from tests.api.test_checkout import Till, till
from tests.api.test_earnings import ok, seller_with_store
from tests.factories import login, make_account

__all__ = ["till"]


async def test_finance_sets_the_ceiling_and_what_bank_files_need(till: Till) -> None:
    await login(till.client, await make_account(till.brand, "finance"))
    assert await ok(await till.client.get("/api/brand/payout-terms")) == {
        "instalment_share": None,
        "instalment_amount": None,
        "rails": {},
    }
    payer = {"name": "Brand SA", "iban": "FR7630006000011234567890189", "bic": "BNPAFRPPXXX"}
    wanted = {"instalment_share": "0.25", "instalment_amount": 50_000, "rails": {"pain001": payer}}
    assert await ok(await till.client.put("/api/brand/payout-terms", json=wanted)) == wanted
    assert await ok(await till.client.get("/api/brand/payout-terms")) == wanted
    bad: list[tuple[dict[str, Any], str]] = [
        ({"instalment_share": "1.5"}, "instalment_share"),
        ({"instalment_share": 0.5}, "instalment_share"),
        ({"instalment_amount": -1}, "instalment_amount"),
        ({"rails": {"pain001": {"name": "x"}}}, "rails.pain001.iban"),
    ]
    for body, path in bad:
        answer: httpx.Response = await till.client.put("/api/brand/payout-terms", json=body)
        assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, path)
    log = (await ok(await till.client.get("/api/brand/audit-log?action=set_payout_terms")))["rows"]
    assert "FR7630006000011234567890189" not in str(log)


async def test_safe_to_spend_is_said_in_the_sellers_language(till: Till) -> None:
    seller, keeper = await seller_with_store(till)
    await till.shop.sell(keeper, {"COAT": 2})
    await login(till.client, seller)
    (safe,) = await ok(await till.client.get("/api/seller/earnings/safe-to-spend?lang=zh"))
    assert (safe["amount"], safe["pending"], safe["history"], safe["of_pending"]) == (0, 4_000, "none", 0)
    assert safe["why"] == [
        "已到期尚未付款：¥0.00。",
        "已过冻结期的明细不足 20 条，因此待结算的 ¥40.00 暂不计入。",
        "您可以指望 ¥0.00。此为估算，并非承诺。",
    ]
