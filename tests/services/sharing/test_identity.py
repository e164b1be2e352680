"""Visitors who turn out to be customers, and bindings."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest

from infra.clock import SetClock
from infra.database import transact
from infra.errors import NotFound
from infra.ids import new_id
from infra.scope import Actor, Scope
from services.sharing.bind_customer import BindCustomer, bind_customer
from services.sharing.customer_of_account import customer_of_account
from services.sharing.follow_store import follow_store
from services.sharing.identify_visitor import identify_visitor
from services.sharing.merge_visitor import merge_visitor
from services.sharing.undo_merge import UndoMerge, undo_merge
from tests.support.world import START, make_customer, make_seller, make_store, rows, run

LOG = "SELECT customer_id, via, at FROM identifications WHERE brand_id = $1 AND visitor_id = $2 ORDER BY id"


async def account(scope: Scope, phone: str | None = None) -> UUID:
    account_id = (await make_seller(scope, with_account=True, phone=phone)).account_id
    assert account_id is not None
    return account_id


async def test_a_log_in_identifies_the_visitor_once(scope: Scope, clock: SetClock) -> None:
    visitor, person = new_id(), await account(scope)
    outcomes = await asyncio.gather(*(identify_visitor(scope, person, visitor) for _ in range(5)))
    assert len(set(outcomes)) == 1
    clock.move_by(timedelta(days=1))
    await identify_visitor(scope, person, visitor)
    assert await rows(scope, LOG, visitor) == [(outcomes[0], "login", START)]


async def test_a_browser_that_changes_hands_is_written_each_time(scope: Scope, clock: SetClock) -> None:
    visitor, one, two = new_id(), await make_customer(scope), await make_customer(scope)
    for customer in (one, two, one):
        clock.move_by(timedelta(hours=1))
        await transact(scope, lambda tx, who=customer: merge_visitor(tx, visitor, who, "order"))
    assert [row[0] for row in await rows(scope, LOG, visitor)] == [one, two, one]


async def test_a_merge_taken_back_counts_no_more_and_may_be_made_again(scope: Scope, clock: SetClock) -> None:
    visitor, customer = new_id(), await make_customer(scope)
    first = await transact(scope, lambda tx: merge_visitor(tx, visitor, customer, "login"))
    clock.move_by(timedelta(hours=1))
    await undo_merge(scope, first, UndoMerge("a shared computer"))
    clock.move_by(timedelta(hours=1))
    await undo_merge(scope, first, UndoMerge("again"))
    undone = "SELECT undone_at FROM identifications WHERE brand_id = $1 AND id = $2"
    assert await rows(scope, undone, first) == [(START + timedelta(hours=1),)]
    audit = "SELECT action, after->>'reason' FROM audit_log WHERE brand_id = $1"
    assert await rows(scope, audit) == [("undo_merge", "a shared computer")]
    second = await transact(scope, lambda tx: merge_visitor(tx, visitor, customer, "login"))
    assert second != first
    with pytest.raises(NotFound):
        await undo_merge(scope, new_id(), UndoMerge("x"))


async def test_a_guest_with_the_accounts_phone_is_its_customer(scope: Scope) -> None:
    guest = await make_customer(scope, phone="+8613900000001")
    person = await account(scope, "+8613900000001")
    outcomes = await asyncio.gather(
        *(transact(scope, lambda tx: customer_of_account(tx, person)) for _ in range(5))
    )
    (customer,) = set(outcomes)
    assert customer != guest
    merges = "SELECT from_customer_id, into_customer_id, via, at FROM customer_merges WHERE brand_id = $1"
    assert await rows(scope, merges) == [(guest, customer, "phone", START)]


async def test_a_contact_that_was_merely_typed_claims_nobody(scope: Scope) -> None:
    await make_customer(scope, phone="+8613900000001")
    person = await account(scope, "+8613900000001")
    await run(scope, "UPDATE accounts SET contact_verified_at = NULL WHERE brand_id = $1")
    await transact(scope, lambda tx: customer_of_account(tx, person))
    assert await rows(scope, "SELECT * FROM customer_merges WHERE brand_id = $1") == []


async def test_a_phone_that_another_accounts_customer_holds_is_left_there(scope: Scope) -> None:
    first = await account(scope)
    held = await make_customer(scope, phone="+8613900000002", account_id=first)
    second = await account(scope, "+8613900000002")
    made = await transact(scope, lambda tx: customer_of_account(tx, second))
    assert made != held
    assert await rows(scope, "SELECT phone FROM customers WHERE brand_id = $1 AND id = $2", made) == [(None,)]
    with pytest.raises(NotFound):
        await transact(scope, lambda tx: customer_of_account(tx, new_id()))


async def test_bindings_are_facts_that_never_replace_each_other(scope: Scope, clock: SetClock) -> None:
    one, two = await make_seller(scope), await make_seller(scope)
    store = await make_store(scope, one.seller_id)
    (slug,) = (await rows(scope, "SELECT slug FROM stores WHERE brand_id = $1 AND id = $2", store))[0]
    visitor, person = new_id(), await account(scope)
    await follow_store(scope, slug, visitor)
    clock.move_by(timedelta(hours=1))
    await follow_store(scope.acting_as(Actor("account", account_id=person)), slug, visitor)
    customer = await transact(scope, lambda tx: customer_of_account(tx, person))
    clock.move_by(timedelta(hours=1))
    await bind_customer(scope, BindCustomer(customer, two.seller_id))
    facts = (
        "SELECT seller_id, customer_id, visitor_id, source, at FROM bindings WHERE brand_id = $1 ORDER BY at"
    )
    assert await rows(scope, facts) == [
        (one.seller_id, None, visitor, "follow", START),
        (one.seller_id, customer, None, "follow", START + timedelta(hours=1)),
        (two.seller_id, customer, None, "operator", START + timedelta(hours=2)),
    ]
    assert await rows(scope, "SELECT action FROM audit_log WHERE brand_id = $1") == [("bind_customer",)]


async def test_a_binding_names_a_known_seller_and_a_known_customer(scope: Scope) -> None:
    seller, customer = await make_seller(scope), await make_customer(scope)
    with pytest.raises(NotFound):
        await bind_customer(scope, BindCustomer(customer, new_id()))
    with pytest.raises(NotFound):
        await bind_customer(scope, BindCustomer(new_id(), seller.seller_id))
    store = await make_store(scope, seller.seller_id, status="draft")
    (slug,) = (await rows(scope, "SELECT slug FROM stores WHERE brand_id = $1 AND id = $2", store))[0]
    with pytest.raises(NotFound):
        await follow_store(scope, slug, new_id())
