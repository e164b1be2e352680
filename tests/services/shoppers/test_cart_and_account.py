"""A cart's price is that of the order; parcels; a shopper's own account with its orders and addresses."""

import pytest

from infra.errors import NotFound, NotLoggedIn
from infra.scope import Actor
from services.addresses.save_address import SaveAddress, forget_address, save_address
from services.people.errors import ContactTaken, WeakPassword
from services.people.register_shopper import RegisterShopper, register_shopper
from services.queries.my_shopping import list_my_addresses, list_my_orders
from services.queries.orders import show_own_order
from services.retail.errors import OrderNotDeliverable
from services.retail.place_order import OrderedLine, ShipTo
from services.retail.quote_cart import quote_cart
from services.retail.record_shipment import RecordShipment, record_shipment
from tests.support.shop import Shop


async def test_a_quote_is_what_the_order_costs(shop: Shop) -> None:
    keeper = await shop.keeper()
    await shop.coupon(keeper, "TEN", kind="rate", rate_off="0.10", minimum_total=30_000)
    lines = [OrderedLine("COAT", 2), OrderedLine("GONE", 1)]
    quote = await quote_cart(shop.scope, keeper.store, lines, "ten")
    order = await shop.order(keeper, {"COAT": 2}, coupon="TEN")
    assert (quote.total, quote.discount_total, quote.gone) == (order.total, 4_000, ["GONE"])
    assert order.total == 35_998
    # Two of the five are held for that order now.
    after = await quote_cart(shop.scope, keeper.store, [OrderedLine("COAT", 4)])
    assert (after.lines[0].available, after.can_order) == (3, False)
    small = await quote_cart(shop.scope, keeper.store, [OrderedLine("COAT", 1)], "TEN")
    assert (small.discount_total, small.coupon_fault) == (0, "needs a larger order")
    empty = await quote_cart(shop.scope, keeper.store, [])
    assert (empty.total, empty.can_order) == (0, False)


async def test_parcels_are_told_to_the_customer(shop: Shop) -> None:
    keeper = await shop.keeper()
    order = await shop.order(keeper, {"COAT": 1})
    with pytest.raises(OrderNotDeliverable):
        await record_shipment(shop.scope, order.code, RecordShipment("SF"))
    paid = await shop.sell(keeper, {"COAT": 1})
    await record_shipment(shop.scope, paid.code, RecordShipment(" SF Express ", "SF123"))
    with pytest.raises(NotFound):
        await record_shipment(shop.scope.acting_as(keeper.actor), paid.code, RecordShipment("Not my stock"))
    seen = await show_own_order(shop.scope, paid.code, paid.secret)
    assert [(one.carrier, one.tracking_code) for one in seen.shipments] == [("SF Express", "SF123")]
    assert seen.state == "paid"


async def test_an_account_has_its_own_orders_and_addresses(shop: Shop) -> None:
    wish = RegisterShopper("ada@example.com", "lanterns and hearts", "Ada")
    made = await register_shopper(shop.scope, wish, region="CN")
    with pytest.raises(ContactTaken):
        await register_shopper(shop.scope, wish, region="CN")
    with pytest.raises(WeakPassword):
        await register_shopper(shop.scope, RegisterShopper("bo@example.com", "short", "Bo"), region="CN")
    ada = shop.scope.acting_as(Actor("account", made.account_id))
    keeper = await shop.keeper()
    await shop.order(keeper, {"COAT": 1})
    mine = await shop.order(keeper, {"COAT": 2}, scope=ada)
    assert [(order.code, order.units, order.total) for order in await list_my_orders(ada)] == [
        (mine.code, 2, 39_998)
    ]
    first = await save_address(ada, SaveAddress(ShipTo(city="Wuhan"), usual=True))
    second = await save_address(ada, SaveAddress(ShipTo(city="Xi'an"), usual=True))
    assert await save_address(ada, SaveAddress(ShipTo(city="Wuhan"))) == first
    assert [(kept.ship_to.city, kept.usual) for kept in await list_my_addresses(ada)] == [
        ("Xi'an", True),
        ("Wuhan", False),
    ]
    for number in range(25):
        await save_address(ada, SaveAddress(ShipTo(city=f"{number}")))
    assert len(await list_my_addresses(ada)) == 20
    assert (await list_my_addresses(ada))[0].address_id == second.address_id
    stranger = shop.scope.acting_as(keeper.actor)
    with pytest.raises(NotFound):
        await forget_address(stranger, second.address_id)
    await forget_address(ada, second.address_id)
    with pytest.raises(NotLoggedIn):
        await list_my_addresses(shop.scope.acting_as(Actor("visitor")))
