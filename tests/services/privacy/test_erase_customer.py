"""A customer is erased: nothing anywhere says who they were, and the books are whole."""

import asyncio
import io
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from PIL import Image

from infra.clock import SetClock
from infra.database import transact
from infra.errors import InvalidInput, NotFound
from infra.ids import new_id
from infra.passwords import hash_password
from infra.scope import Actor, Scope
from services.addresses.save_address import SaveAddress, save_address
from services.cards.share_as_customer import ShareAsCustomer, share_as_customer
from services.messages.open_conversation import OpenConversation, open_conversation
from services.offline.saved_carts import SaveCart, save_cart
from services.privacy.erase_customer import EraseOwnData, erase_customer, erase_own_data
from services.privacy.errors import ErasureTooEarly
from services.privacy.export_customer import export_customer, export_own_data
from services.questions.ask_question import AskQuestion, ask_question
from services.retail.deliver_order import deliver_order
from services.retail.place_order import Buyer, OrderedLine, OrderPlaced, PlaceOrder, ShipTo, place_order
from services.retail.record_shipment import RecordShipment, record_shipment
from services.retail.refund_order import RefundedLine, RefundOrder, refund_order
from services.reviews.write_review import WriteReview, write_review
from services.sharing.customer_of_account import customer_of_account
from services.sharing.identify_visitor import identify_visitor
from services.upkeep.forget_personal import forget_personal
from tests.support.market import Market
from tests.support.shop import Keeper, Shop
from tests.support.world import rows, run, value

NAME, PHONE, EMAIL = "Zhuang Xiaodie", "+8613712345678", "xiaodie@butterfly.example"
HOME = ShipTo(
    name=NAME, phone=PHONE, country="CN", city="Wuhan", street="Butterfly Lane 77", note="ring twice"
)
TRACES = ("Zhuang", "13712345678", "butterfly", "Butterfly Lane", "ring twice", "moth wings", "SF-77")
BUYER = Buyer(NAME, PHONE)


@pytest.fixture
async def shop(scope: Scope, clock: SetClock) -> Shop:
    made = await Shop(scope, clock).open()
    await made.sku("COAT", 20_000, stock=50)
    return made


async def account(shop: Shop, phone: str = PHONE, email: str = EMAIL) -> Scope:
    """A shopper who logs in, as the scope their calls are made in."""
    account_id = new_id()
    await run(
        shop.scope,
        "INSERT INTO accounts (brand_id, id, display_name, phone, email, password_hash, created_at,"
        " contact_verified_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $7)",
        account_id,
        NAME,
        phone,
        email,
        await hash_password("moth wings at night"),
        shop.clock.now(),
    )
    return shop.scope.acting_as(Actor("account", account_id))


async def buy(shop: Shop, keeper: Keeper, who: Scope, visitor: UUID | None = None) -> OrderPlaced:
    wish = PlaceOrder(keeper.store, [OrderedLine("COAT", 2)], BUYER, ship_to=HOME)
    order = await place_order(who, wish, visitor_id=visitor, device="moth wings browser")
    await shop.tell(shop.paid_event(order, await shop.ask(order), payer="moth wings card"))
    return order


async def do_everything(shop: Shop, keeper: Keeper) -> tuple[Scope, UUID, OrderPlaced]:
    """A shopper who leaves something behind wherever one can."""
    me, visitor = await account(shop), new_id()
    await shop.touch(keeper, visitor)
    await run(
        shop.scope,
        "UPDATE touches SET agent_hash = 'moth wings' WHERE brand_id = $1 AND visitor_id = $2",
        visitor,
    )
    customer_id = await identify_visitor(me, account_id(me), visitor)
    order = await buy(shop, keeper, me, visitor)
    await record_shipment(shop.scope, order.code, RecordShipment("SF", "SF-77", "for Zhuang"))
    await deliver_order(shop.scope, order.code)
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "teal").save(out, "PNG")
    said = WriteReview(1, 5, "Light as moth wings", "Zhuang")
    await write_review(me, order.code, said, secret=order.secret, photos=[out.getvalue()])
    await ask_question(
        me, keeper.store, "COAT", AskQuestion("Do moth wings fit?", name="Zhuang"), visitor_id=visitor
    )
    await open_conversation(me, keeper.store, OpenConversation("I am Zhuang, 13712345678", name="Zhuang"))
    await share_as_customer(me, keeper.store, visitor, ShareAsCustomer(name="Zhuang"))
    await save_cart(me, SaveCart(keeper.store, [OrderedLine("COAT", 1)], ship_to=HOME), visitor)
    await save_address(me, SaveAddress(HOME, usual=True))
    back = RefundOrder([RefundedLine(1, 1)], reason="Zhuang did not like it")
    await refund_order(shop.scope, order.code, back)
    # The gateway says that the money arrived.
    await run(
        shop.scope,
        "UPDATE payment_refunds SET state = 'succeeded', settled_at = $2 WHERE brand_id = $1",
        shop.clock.now(),
    )
    return me, customer_id, order


def account_id(me: Scope) -> UUID:
    assert me.actor.account_id is not None
    return me.actor.account_id


async def traces(scope: Scope) -> dict[str, int]:
    """How many rows of which tables hold something that tells who the shopper was."""
    tables = await rows(
        scope,
        "SELECT c.relname FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname = 'brand_id'"
        " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition"
        # A month that another test detached is a table by itself, and nobody's.
        " AND c.relname !~ '_[0-9]{4}_[0-9]{2}$' AND $1::uuid IS NOT NULL",
    )
    found = {}
    for (table,) in tables:
        count = await value(
            scope,
            f"SELECT count(*) FROM {table} AS t WHERE brand_id = $1 AND t::text ILIKE ANY($2::text[])",
            [f"%{trace}%" for trace in TRACES] + [f"%{b'moth wings'.hex()}%"],
        )
        if count:
            found[str(table)] = int(str(count))
    return found


async def test_nothing_tells_who_they_were_and_the_books_are_whole(shop: Shop) -> None:
    keeper = await shop.keeper()
    me, customer_id, order = await do_everything(shop, keeper)
    before = await shop.proof()
    assert {"accounts", "customers", "retail_orders", "messages", "reviews", "touches", "shipments"} <= set(
        await traces(shop.scope)
    )
    assert await value(shop.scope, "SELECT count(*) FROM pictures WHERE brand_id = $1") == 1

    erased = await erase_customer(shop.scope, customer_id)
    assert (erased.customers, erased.orders, erased.account) == (1, 1, "closed")
    assert await traces(shop.scope) == {}
    assert await value(shop.scope, "SELECT count(*) FROM pictures WHERE brand_id = $1") == 0
    after = await shop.proof()
    assert (after.entries, after.postings, after.trial_balance) == (
        before.entries,
        before.postings,
        before.trial_balance,
    )
    assert await value(shop.scope, "SELECT stars FROM reviews WHERE brand_id = $1") == 5
    # What was bought is still what was bought, and the rest of it can still be given back.
    await refund_order(shop.scope, order.code, RefundOrder([RefundedLine(1, 1)]))
    await shop.proof()
    with pytest.raises(NotFound):
        await erase_customer(shop.scope, new_id())
    del me


async def test_erased_again_it_changes_nothing_and_the_log_says_it_once(shop: Shop) -> None:
    keeper = await shop.keeper()
    _, customer_id, _ = await do_everything(shop, keeper)
    first = await erase_customer(shop.scope, customer_id)
    shop.clock.move_by(timedelta(days=1))
    again = await erase_customer(shop.scope, customer_id)
    assert again.erased_at == first.erased_at
    logged = await rows(
        shop.scope,
        "SELECT action, subject_id, before::text, after ->> 'orders' FROM audit_log WHERE brand_id = $1"
        " AND action = 'erase_customer'",
    )
    assert logged == [("erase_customer", customer_id, None, "1")]


async def test_what_is_under_way_is_done_first(shop: Shop) -> None:
    keeper = await shop.keeper()
    order = await buy(shop, keeper, shop.scope.acting_as(Actor("visitor")))
    customer_id = await customer_of(shop, order)
    with pytest.raises(ErasureTooEarly, match=order.code):
        await erase_customer(shop.scope, customer_id)
    assert await value(shop.scope, "SELECT name FROM customers WHERE brand_id = $1") == NAME
    # Nobody tells of deliveries here: after a month it has arrived.
    shop.clock.move_by(timedelta(days=30))
    assert (await erase_customer(shop.scope, customer_id)).account == "none"
    assert await traces(shop.scope) == {}


async def test_everything_held_is_given_out_and_no_secret(shop: Shop) -> None:
    keeper = await shop.keeper()
    me, customer_id, order = await do_everything(shop, keeper)
    own, brands = await export_own_data(me), await export_customer(shop.scope, customer_id)
    assert own.tables == brands.tables
    held = {name: len(found) for name, found in own.tables.items() if found}
    assert held == {
        "accounts": 1,
        "addresses": 1,
        "conversations": 1,
        "customer_shares": 1,
        "customers": 1,
        "identifications": 2,
        "messages": 1,
        "payment_refunds": 1,
        "payments": 1,
        "pictures": 1,
        "questions": 1,
        "refund_lines": 1,
        "refunds": 1,
        "retail_order_lines": 1,
        "retail_orders": 1,
        "review_pictures": 1,
        "reviews": 1,
        "saved_carts": 1,
        "shipments": 1,
        "touches": 1,
        "visitors": 1,
    }
    (kept,) = own.tables["retail_orders"]
    assert (kept["code"], kept["ship_to"]["street"]) == (order.code, "Butterfly Lane 77")
    assert own.tables["messages"][0]["words"] == "I am Zhuang, 13712345678"
    names = {name for found in own.tables.values() for row in found for name in row}
    assert names & {"password_hash", "totp_secret", "token_hash", "access_hash", "csrf_token"} == set()
    logged = await rows(
        shop.scope, "SELECT action FROM audit_log WHERE brand_id = $1 AND subject_id = $2", customer_id
    )
    assert logged == [("export_customer",)]


async def test_the_shopper_erases_with_the_password(shop: Shop) -> None:
    me, customer_id, _ = await do_everything(shop, await shop.keeper())
    with pytest.raises(InvalidInput, match="password"):
        await erase_own_data(me, EraseOwnData("something else entirely"))
    erased = await erase_own_data(me, EraseOwnData("moth wings at night"))
    assert (erased.customer_id, erased.account) == (customer_id, "closed")
    assert await traces(shop.scope) == {}
    assert await value(
        shop.scope, "SELECT status FROM accounts WHERE brand_id = $1 AND id = $2", account_id(me)
    ) == ("closed")
    with pytest.raises(InvalidInput, match="password"):
        await erase_own_data(me, EraseOwnData("moth wings at night"))


async def test_a_sellers_account_stays_for_the_books_and_their_own_purchases_stay_theirs(
    scope: Scope, clock: SetClock
) -> None:
    market = await Market(Shop(scope, clock)).open()
    shop = market.shop
    await shop.sku("COAT", 20_000, stock=50)
    keeper = await shop.keeper(with_account=True, phone=PHONE)
    # As a guest with the seller's own number, and logged in.
    guest = await buy(shop, keeper, shop.scope.acting_as(Actor("visitor")))
    await deliver_order(shop.scope, guest.code)
    assert await shop.commission(guest) == []
    clock.move_by(timedelta(days=1))
    told_before = await market.replayed()
    assert told_before.compared.same
    customer_id = await customer_of(shop, guest)
    erased = await erase_customer(shop.scope, customer_id)
    assert erased.account == "none"
    assert await rows(
        shop.scope,
        "SELECT name, phone, same_as_sellers FROM customers WHERE brand_id = $1 AND id = $2",
        customer_id,
    ) == [("", None, [keeper.id])]
    # The history still says that buyer and seller were one person: replayed, nobody is paid for it.
    told = await market.replayed()
    assert told.compared.same
    assert told.document["sellers"] == told_before.document["sellers"]
    assert (
        await value(
            shop.scope, "SELECT phone FROM accounts WHERE brand_id = $1 AND id = $2", keeper.actor.account_id
        )
        == PHONE
    )
    me = shop.scope.acting_as(keeper.actor)
    mine = await transact(me, lambda tx: customer_of_account(tx, account_id(me)))
    assert (await erase_customer(shop.scope, mine)).account == "kept"
    assert await transact(me, lambda tx: customer_of_account(tx, account_id(me))) != mine


async def test_an_order_placed_while_its_customer_is_erased_is_somebody_elses_or_is_waited_for(
    shop: Shop,
) -> None:
    keeper = await shop.keeper()
    guest = shop.scope.acting_as(Actor("visitor"))
    first = await buy(shop, keeper, guest)
    await deliver_order(shop.scope, first.code)
    customer_id = await customer_of(shop, first)
    wish = PlaceOrder(keeper.store, [OrderedLine("COAT", 1)], BUYER, ship_to=HOME)
    answers: list[Any] = await asyncio.gather(
        *(place_order(guest, wish) for _ in range(4)),
        erase_customer(shop.scope, customer_id),
        return_exceptions=True,
    )
    orders, erased = answers[:4], answers[4]
    assert all(isinstance(order, OrderPlaced) for order in orders)
    owners = {await customer_of(shop, order) for order in orders}
    if isinstance(erased, ErasureTooEarly):
        assert owners == {customer_id}
    else:
        # Erased first: the orders that came after are of a customer who has a name, never of one who was erased.
        assert customer_id not in owners
        assert len(owners) == 1


async def test_what_nobody_needs_any_longer_is_forgotten(shop: Shop) -> None:
    keeper = await shop.keeper()
    guest, visitor = shop.scope.acting_as(Actor("visitor")), new_id()
    order = await buy(shop, keeper, guest, visitor)
    await deliver_order(shop.scope, order.code)
    await open_conversation(guest, keeper.store, OpenConversation("I am Zhuang"))
    await ask_question(guest, keeper.store, "COAT", AskQuestion("Warm?", name="Zhuang"), visitor_id=visitor)
    lonely = new_id()
    for table, columns, values in (
        ("visitors", "id, created_at", "$2, $3"),
        ("landing_views", "touch_id, link_id, opener, keyword, at", "$2, $2, 'search', 'moth wings', $3"),
    ):
        await run(
            shop.scope,
            f"INSERT INTO {table} (brand_id, {columns}) VALUES ($1, {values})",
            lonely,
            shop.clock.now(),
        )
    periods = {"touch_months": 25, "personal_months": 36}
    assert (await forget_personal(shop.scope, **periods)).guests == 0
    shop.clock.move_by(timedelta(days=25 * 31 + 1))
    seen = await forget_personal(shop.scope, **periods)
    assert (seen.views, seen.visitors, seen.orders, seen.guests) == (1, 1, 0, 0)
    assert await value(shop.scope, "SELECT ship_to ->> 'name' FROM retail_orders WHERE brand_id = $1") == NAME
    shop.clock.move_by(timedelta(days=11 * 31))
    sold = await forget_personal(shop.scope, **periods)
    assert (sold.orders, sold.conversations, sold.questions, sold.guests) == (1, 1, 1, 1)
    assert await traces(shop.scope) == {}
    assert await value(shop.scope, "SELECT words FROM questions WHERE brand_id = $1") == "Warm?"
    await shop.proof()
    assert (await forget_personal(shop.scope, **periods)).more is False


async def customer_of(shop: Shop, order: OrderPlaced) -> UUID:
    found = await value(
        shop.scope, "SELECT customer_id FROM retail_orders WHERE brand_id = $1 AND id = $2", order.id
    )
    assert isinstance(found, UUID)
    return found
