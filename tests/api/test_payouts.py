"""Payouts and the books over HTTP."""

import httpx
import pytest

from tests.factories import login, make_account, make_brand, make_seller

pytestmark = pytest.mark.usefixtures("database")


async def test_money_is_moved_with_a_key_and_an_empty_brand_has_nobody_to_pay(
    client: httpx.AsyncClient,
) -> None:
    brand = await make_brand()
    finance = await make_account(brand, "finance")
    await login(client, finance)
    wanted = {"rail": "csv", "currency": "CNY"}
    without = await client.post("/api/brand/payout-batches", json=wanted)
    assert (without.status_code, without.json()["code"]) == (422, "invalid_input")
    nobody = await client.post("/api/brand/payout-batches", json=wanted, headers={"Idempotency-Key": "1"})
    assert (nobody.status_code, nobody.json()["code"]) == (409, "nothing_to_pay")
    proof = await client.post("/api/brand/books/proof")
    assert (proof.status_code, proof.json()["proved"]) == (200, True)


async def test_a_seller_sees_four_digits_of_the_account(client: httpx.AsyncClient) -> None:
    brand = await make_brand()
    seller = await make_seller(brand)
    await login(client, seller)
    assert (await client.get("/api/seller/payee")).status_code == 404
    payee = {"rail": "csv", "legal_name": "Li Mei", "account_number": "6222 0001", "tax_status": "business"}
    made = await client.put("/api/seller/payee", json=payee)
    assert made.status_code == 200
    assert made.json()["account_last4"] == "0001"
    assert "62220001" not in made.text
    assert (await client.get("/api/seller/balances")).json() == []
