"""Somebody asks to sell, the brand answers once; it costs nothing."""

from uuid import UUID

import pytest

from infra.errors import InvalidInput, NotFound
from infra.ids import new_id
from infra.scope import Actor, Scope
from services.people.ask_to_sell import AskToSell, ask_to_sell, my_selling_request, withdraw_selling_request
from services.people.decide_selling_request import DecideSellingRequest, decide_selling_request
from services.people.errors import SellerExists, SellingRequestDecided
from services.queries.pages import PageRequest
from services.queries.selling_requests import list_selling_requests
from tests.support.world import rows, run


async def shopper(scope: Scope, name: str) -> Scope:
    """The scope of somebody with an account and no role."""
    account = new_id()
    await run(
        scope,
        "INSERT INTO accounts (brand_id, id, display_name, email, created_at) VALUES ($1, $2, $3, $4, $5)",
        account,
        name,
        f"{account.hex}@example.com",
        scope.clock.now(),
    )
    return scope.acting_as(Actor("account", account))


async def waiting(scope: Scope) -> list[UUID]:
    page = await list_selling_requests(scope, PageRequest(filters={"state": "waiting"}))
    return [row.request_id for row in page.rows]


async def test_asked_approved_and_a_seller_from_then_on(scope: Scope) -> None:
    mei = await shopper(scope, "Mei")
    assert await my_selling_request(mei) is None
    await ask_to_sell(mei, AskToSell("I know coats"))
    asked = await ask_to_sell(mei, AskToSell("I know coats well"))
    assert (asked.state, asked.words) == ("waiting", "I know coats well")
    (request,) = await waiting(scope)
    answer = await decide_selling_request(scope, request, DecideSellingRequest(True, "reseller", "spring"))
    assert answer.state == "approved"
    sellers = (
        "SELECT id, kind, cohort, display_name, status FROM sellers WHERE brand_id = $1 AND account_id = $2"
    )
    assert await rows(scope, sellers, mei.actor.account_id) == [
        (answer.seller_id, "reseller", "spring", "Mei", "active")
    ]
    roles = "SELECT role FROM memberships WHERE brand_id = $1 AND account_id = $2"
    assert await rows(scope, roles, mei.actor.account_id) == [("reseller",)]
    bought = "SELECT count(*) FROM stock_orders WHERE brand_id = $1"
    assert await rows(scope, bought) == [(0,)]
    with pytest.raises(SellingRequestDecided):
        await decide_selling_request(scope, request, DecideSellingRequest(False, reason="changed our mind"))
    with pytest.raises(SellerExists):
        await ask_to_sell(mei, AskToSell())


async def test_refused_with_its_reason_asked_again_and_withdrawn(scope: Scope) -> None:
    lin = await shopper(scope, "Lin")
    await ask_to_sell(lin, AskToSell("hello"))
    (request,) = await waiting(scope)
    with pytest.raises(InvalidInput):
        await decide_selling_request(scope, request, DecideSellingRequest(False, reason="  "))
    await decide_selling_request(scope, request, DecideSellingRequest(False, reason="no stores in winter"))
    told = await my_selling_request(lin)
    assert told is not None
    assert (told.state, told.reason) == ("refused", "no stores in winter")
    await ask_to_sell(lin, AskToSell("and now?"))
    await withdraw_selling_request(lin)
    assert await waiting(scope) == []
    with pytest.raises(NotFound):
        await withdraw_selling_request(lin)
    with pytest.raises(NotFound):
        await decide_selling_request(scope, new_id(), DecideSellingRequest(True))
    states = "SELECT state FROM selling_requests WHERE brand_id = $1 ORDER BY asked_at, id"
    assert await rows(scope, states) == [("refused",), ("withdrawn",)]
