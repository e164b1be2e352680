"""Statements over HTTP: a seller proves with the brand's public key what the brand told them."""

import io
import zipfile
from base64 import b64decode
from datetime import UTC, datetime

import httpx
import pytest

from commission.ledger.entry import Happening
from commission.ledger.recipes.commission_matured import commission_matured
from infra.database import transact
from infra.ids import new_id
from infra.statement_files.signed import FORMS, genuine, read_signed_file
from services.bookkeeping.post_entry import Caused, post_entries
from tests.factories import login, make_account, make_brand, make_seller

pytestmark = pytest.mark.usefixtures("database")


async def test_a_seller_proves_what_the_brand_told(client: httpx.AsyncClient) -> None:
    brand = await make_brand()
    seller, finance = await make_seller(brand), await make_account(brand, "finance")
    what = Happening("m1", datetime(2026, 3, 5, tzinfo=UTC), "CNY")
    entry = commission_matured(what, [(str(seller.seller_id), 1_234)])
    await transact(brand.scope, lambda tx: post_entries(tx, [Caused(entry, "maturity", new_id())]))

    await login(client, finance)
    open_month = await client.get("/api/brand/statements/2026-03/pdf")
    assert (open_month.status_code, open_month.json()["code"]) == (409, "month_not_closed")
    assert "2026-03" in (await client.post("/api/brand/statements/closings")).json()["months"]
    archive = await client.get("/api/brand/statements/2026-03/csv/archive")
    assert archive.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(archive.content)) as opened:
        assert sorted(opened.namelist()) == sorted(
            [f"{brand.slug}-2026-03-brand.csv", f"{brand.slug}-2026-03-{seller.code}.csv"]
        )
    shown = await client.get(f"/api/brand/sellers/{seller.seller_id}/statements/2026-03/json")

    await login(client, seller)
    months = (await client.get("/api/seller/statements")).json()
    assert "2026-03" in [one["month"] for one in months]
    (key,) = (await client.get(f"{brand.public}/statement-keys")).json()
    for form in FORMS:
        answer = await client.get(f"/api/seller/statements/2026-03/{form}")
        assert answer.headers["content-disposition"].endswith(f'{seller.code}.{form}"')
        assert genuine(read_signed_file(answer.content), b64decode(key["public_key"]))
        if form == "json":
            assert answer.content == shown.content
            (told,) = answer.json()["statement"]["currencies"]
            assert (told["closing"]["pending"], told["closing"]["available"]) == (-1_234, 1_234)
    wrong = await client.get("/api/seller/statements/2026-13/doc")
    assert (wrong.status_code, wrong.json()["errors"][0]["path"]) == (422, "form")
    wrong = await client.get("/api/seller/statements/2026-13/csv")
    assert (wrong.status_code, wrong.json()["errors"][0]["path"]) == (422, "month")


async def test_a_new_key_leaves_the_old_one_to_be_seen(client: httpx.AsyncClient) -> None:
    brand = await make_brand()
    await login(client, await make_account(brand, "admin"))
    first = (await client.post("/api/brand/statement-keys")).json()
    second = (await client.post("/api/brand/statement-keys")).json()
    keys = (await client.get(f"{brand.public}/statement-keys")).json()
    assert [(key["key_id"], key["retired_at"] is None) for key in keys] == [
        (second["key_id"], True),
        (first["key_id"], False),
    ]
