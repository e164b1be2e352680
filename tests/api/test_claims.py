"""The claims check over HTTP: refused, flagged, extended by the brand, and looked at."""

import httpx

from tests.api.test_shop import as_seller, brand, ok
from tests.factories import MadeBrand, login, make_account

__all__ = ["brand"]


async def test_a_sellers_words_are_refused_by_field_with_why_and_source(
    client: httpx.AsyncClient, brand: MadeBrand
) -> None:
    await as_seller(client, brand)
    answer = await client.post(
        "/api/seller/store",
        json={"name": "躺赚小店", "headline": "本店茶叶降血压"},
        headers={"Accept-Language": "zh"},
    )
    assert answer.status_code == 422
    faults = {fault["path"]: fault["message"] for fault in answer.json()["errors"]}
    assert set(faults) == {"name", "headline"}
    assert "“躺赚”" in faults["name"]
    assert "《直销管理条例》第十四条" in faults["name"]
    assert "《广告法》第十七条" in faults["headline"]
    await ok(await client.post("/api/seller/store", json={"name": "Rui", "headline": "warm coats"}), 201)
    edited = await client.patch("/api/seller/store", json={"headline": "passive income for you"})
    assert (edited.status_code, edited.json()["errors"][0]["path"]) == (422, "headline")
    tried = await ok(await client.post("/api/seller/claims-check", json={"text": "a side hustle"}))
    assert (tried["refused"], tried["findings"][0]["rule"]) == (False, "income-hint")


async def test_a_flag_is_looked_at_and_the_very_text_is_not_flagged_again(
    client: httpx.AsyncClient, brand: MadeBrand
) -> None:
    await as_seller(client, brand)
    await ok(await client.post("/api/seller/store", json={"name": "Rui", "headline": "增强免疫力的茶"}), 201)
    seller = (dict(client.cookies), client.headers["X-CSRF-Token"])
    await login(client, await make_account(brand, "operator"))
    (flag,) = (await ok(await client.get("/api/brand/claim-flags?state=open")))["rows"]
    assert (flag["field"], flag["seller_name"], flag["findings"][0]["words"]) == (
        "headline",
        "Rui",
        "增强免疫力",
    )
    assert flag["findings"][0]["sources"][0]["grade"] == "G-h"
    where = f"/api/brand/claim-flags/{flag['claim_flag_id']}/keeping"
    await ok(await client.post(where, json={"note": "registered as health food 2026-1"}), 204)
    client.cookies = httpx.Cookies(seller[0])
    client.headers["X-CSRF-Token"] = seller[1]
    await ok(await client.patch("/api/seller/store", json={"headline": "增强免疫力的茶"}), 204)
    await ok(await client.patch("/api/seller/store", json={"headline": "排毒的茶"}), 204)
    await ok(await client.patch("/api/seller/store", json={"headline": "好喝的茶"}), 204)
    await login(client, await make_account(brand, "operator"))
    rows = (await ok(await client.get("/api/brand/claim-flags?sort=at")))["rows"]
    assert [(row["text"], row["state"]) for row in rows] == [
        ("增强免疫力的茶", "kept"),
        ("排毒的茶", "superseded"),
    ]


async def test_a_brand_extends_the_check_and_ends_a_rule(client: httpx.AsyncClient, brand: MadeBrand) -> None:
    rule = {
        "family": "other",
        "verdict": "refuse",
        "words": ["Acme"],
        "why": "We name no rivals",
        "source": "House style 3",
    }
    made = await ok(await client.post("/api/brand/claim-rules", json=rule), 201)
    text = {"text": "better than ACME, and it cures colds"}
    found = await ok(await client.post("/api/brand/claims-check", json=text))
    assert [(each["words"], each["verdict"]) for each in found["findings"]] == [
        ("ACME", "refuse"),
        ("cures", "refuse"),
    ]
    assert found["findings"][0]["sources"][0]["text"] == "House style 3"
    allow = {"family": "health", "verdict": "allow", "words": ["cures"], "why": "our brand of ham"}
    await ok(await client.post("/api/brand/claim-rules", json=allow), 201)
    await ok(await client.post(f"/api/brand/claim-rules/{made['claim_rule_id']}/end"), 204)
    found = await ok(await client.post("/api/brand/claims-check", json=text))
    assert [(each["words"], each["verdict"]) for each in found["findings"]] == [("cures", "refuse")]
    empty = {"family": "other", "verdict": "flag", "words": ["..."], "why": "x"}
    refused = await client.post("/api/brand/claim-rules", json=empty)
    assert (refused.status_code, refused.json()["errors"][0]["path"]) == (422, "words[0]")
    rows = (await ok(await client.get("/api/brand/claim-rules")))["rows"]
    assert {row["why"]: row["ended_at"] is None for row in rows} == {
        "We name no rivals": False,
        "our brand of ham": True,
    }


async def test_the_lexicon_is_shown_with_its_sources(client: httpx.AsyncClient, brand: MadeBrand) -> None:
    seen = await ok(await client.get("/api/brand/claims-lexicon"))
    assert seen["jurisdiction"] == "CN"
    ids = [rule["rule"] for rule in seen["rules"]]
    assert {"income-amount", "health-disease", "absolute-words", "denies-the-mark"} <= set(ids)
    assert all(rule["sources"] for rule in seen["rules"])
