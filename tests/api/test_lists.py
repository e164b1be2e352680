"""Lists: pages that neither skip nor repeat, filters, search, sorts, and what is not understood."""

import asyncio

import httpx
import pytest

from tests.factories import login, make_account, make_brand, make_seller

ADDRESS = "/api/brand/sellers"


async def _names(client: httpx.AsyncClient, query: str) -> list[str]:
    """All pages of a list, by following the cursor."""
    names: list[str] = []
    cursor = ""
    while True:
        answer = await client.get(f"{ADDRESS}?{query}{cursor}")
        assert answer.status_code == 200, answer.text
        page = answer.json()
        names += [row["display_name"] for row in page["rows"]]
        if page["next_cursor"] is None:
            return names
        cursor = f"&cursor={page['next_cursor']}"


async def test_pages_follow_each_other_in_any_sort(client: httpx.AsyncClient) -> None:
    brand = await make_brand()
    await login(client, await make_account(brand, "operator"))
    # Two share a name, so that the sort alone does not tell them apart.
    await asyncio.gather(*(make_seller(brand, display_name=name) for name in "ADBCBE"))
    for limit in (1, 2, 4, 200):
        assert await _names(client, f"sort=display_name&limit={limit}") == ["A", "B", "B", "C", "D", "E"]
        assert await _names(client, f"sort=-display_name&limit={limit}") == ["E", "D", "C", "B", "B", "A"]
        assert sorted(await _names(client, f"limit={limit}")) == ["A", "B", "B", "C", "D", "E"]


async def test_a_row_that_arrives_meanwhile_neither_repeats_nor_hides_others(
    client: httpx.AsyncClient,
) -> None:
    brand = await make_brand()
    await login(client, await make_account(brand, "operator"))
    for name in "BDF":
        await make_seller(brand, display_name=name)
    first = (await client.get(f"{ADDRESS}?sort=display_name&limit=2")).json()
    await make_seller(brand, display_name="A")
    await make_seller(brand, display_name="E")
    assert [row["display_name"] for row in first["rows"]] == ["B", "D"]
    assert await _names(client, f"sort=display_name&limit=2&cursor={first['next_cursor']}") == ["E", "F"]


async def test_filters_and_search(client: httpx.AsyncClient) -> None:
    brand = await make_brand()
    await login(client, await make_account(brand, "operator"))
    await make_seller(brand, "staff", display_name="Li 100%")
    await make_seller(brand, display_name="Li 1000", cohort="spring")
    early = await make_seller(brand, display_name="Wu")
    assert await _names(client, "sort=display_name&kind=staff") == ["Li 100%"]
    assert await _names(client, "sort=display_name&kind=staff,reseller&q=li") == ["Li 100%", "Li 1000"]
    assert await _names(client, "q=100%25") == ["Li 100%"]
    assert await _names(client, f"q={early.code[2:]}") == ["Wu"]
    assert await _names(client, "cohort=spring") == ["Li 1000"]
    assert await _names(client, "joined_at.from=2100-01-01T00:00:00Z") == []
    assert len(await _names(client, "joined_at.to=2100-01-01T00:00:00%2B08:00")) == 3
    counted = (await client.get(f"{ADDRESS}?limit=1&count=true&q=li")).json()
    assert (counted["total"], len(counted["rows"])) == (2, 1)
    assert (await client.get(ADDRESS)).json()["total"] is None


async def test_roles_of_an_account_are_matched_any_of_them(client: httpx.AsyncClient) -> None:
    brand = await make_brand()
    await login(client, await make_account(brand, "operator"))
    await make_account(brand, "admin", "finance", display_name="Both")
    rows = (await client.get("/api/brand/accounts?role=finance,staff")).json()["rows"]
    assert [(row["display_name"], row["roles"]) for row in rows] == [("Both", ["admin", "finance"])]


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=ten", "limit"),
        ("sort=secret", "sort"),
        ("sort=account_id", "sort"),
        ("colour=red", "colour"),
        ("kind.from=a", "kind.from"),
        ("joined_at=2026-01-01T00:00:00Z", "joined_at"),
        ("joined_at.from=2026-01-01", "joined_at.from"),
        ("joined_at.upto=2026-01-01T00:00:00Z", "joined_at.upto"),
        ("kind=staff&kind=reseller", "kind"),
        ("cursor=bm90IG91cnM", "cursor"),
        ("cursor=%00", "cursor"),
        ("count=perhaps", "count"),
        ("q=" + "x" * 101, "q"),
    ],
)
async def test_what_a_list_does_not_understand_is_named(
    client: httpx.AsyncClient, query: str, path: str
) -> None:
    brand = await make_brand()
    await login(client, await make_account(brand, "operator"))
    answer = await client.get(f"{ADDRESS}?{query}")
    assert answer.status_code == 422, answer.text
    assert [error["path"] for error in answer.json()["errors"]] == [path]


async def test_a_cursor_belongs_to_its_sort(client: httpx.AsyncClient) -> None:
    brand = await make_brand()
    await login(client, await make_account(brand, "operator"))
    for name in "AB":
        await make_seller(brand, display_name=name)
    page = (await client.get(f"{ADDRESS}?sort=display_name&limit=1")).json()
    answer = await client.get(f"{ADDRESS}?sort=-display_name&cursor={page['next_cursor']}")
    assert answer.status_code == 422


async def test_the_audit_log_says_who_did_what(client: httpx.AsyncClient) -> None:
    brand = await make_brand()
    admin = await make_account(brand, "admin", display_name="Chen")
    seller = await make_seller(brand)
    await login(client, admin)
    await client.post(
        f"{ADDRESS}/{seller.seller_id}/status",
        json={"status": "closed", "reason": "left"},
        headers={"X-Request-ID": "a-request-of-ours"},
    )
    rows = (await client.get(f"/api/brand/audit-log?subject_id={seller.seller_id}&limit=1")).json()["rows"]
    (row,) = rows
    assert row["action"] == "change_seller_status"
    assert row["actor_name"] == "Chen"
    assert (row["before"], row["after"]) == ({"status": "active"}, {"status": "closed"})
    assert row["request_id"] == "a-request-of-ours"
