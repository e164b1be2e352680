"""Order in a micro-store: prices of the moment, stock held until the order is paid or expires."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

import asyncpg
import msgspec
from msgspec import Meta

from infra.contacts import normalise_email, normalise_phone
from infra.database import Tx
from infra.errors import FieldFault, InvalidInput
from infra.ids import new_id, public_code
from infra.scope import Scope
from services.idempotency import once
from services.inventory.allot import Wanted
from services.inventory.available import available
from services.inventory.errors import OutOfOwnStock, Shortage
from services.inventory.reserve import reserve
from services.policies.kinds import ATTRIBUTION_POLICY, COMMISSION_PLAN
from services.policies.policy_in_force import policy_in_force
from services.retail.charges import Charges, charge
from services.retail.customer_of_order import customer_of_order
from services.retail.order_access import order_secret, secret_hash
from services.retail.order_traces import address_hash, device_hash
from services.retail.price_lines import PricedLine, price_lines
from services.retail.redeem_coupon import CouponOffer, offer_of_coupon, redeem_coupon
from services.retail.terms import SellingBrand, selling_brand
from services.stores.open_to_shoppers import store_open_to_shoppers

Text = Annotated[str, Meta(max_length=200)]


class OrderedLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A SKU by its code, and units."""

    sku: Annotated[str, Meta(min_length=1, max_length=80)]
    qty: Annotated[int, Meta(ge=1, le=10_000)]


class Buyer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How to reach a guest: a phone number or an e-mail address at least. A logged-in buyer is known by the account."""

    name: Annotated[str, Meta(max_length=120)] = ""
    phone: Annotated[str, Meta(max_length=40)] | None = None
    email: Annotated[str, Meta(max_length=254)] | None = None


class ShipTo(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the goods go."""

    name: Text = ""
    phone: Text = ""
    country: Text = ""
    region: Text = ""
    city: Text = ""
    street: Annotated[str, Meta(max_length=500)] = ""
    postcode: Text = ""
    note: Annotated[str, Meta(max_length=500)] = ""


class PlaceOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A cart in a store (by its slug), with a coupon of the brand if the buyer has one."""

    store: Annotated[str, Meta(min_length=1, max_length=60)]
    lines: Annotated[list[OrderedLine], Meta(min_length=1, max_length=100)]
    buyer: Buyer = Buyer()
    coupon: Annotated[str, Meta(min_length=1, max_length=60)] | None = None
    ship_to: ShipTo = ShipTo()


class PlacedLine(msgspec.Struct, frozen=True):
    """`paid` is what the customer pays for the line without tax; amounts are minor units."""

    line_no: int
    sku: str
    name: str
    qty: int
    unit_price: int
    discount: int
    tax: int
    paid: int


class OrderPlaced(msgspec.Struct, frozen=True):
    """An order that waits for payment of `total` until `expires_at`. `secret` opens it to a guest; keep it out of
    links that are shared."""

    id: UUID
    code: str
    currency: str
    goods_total: int
    discount_total: int
    shipping_total: int
    tax_total: int
    tax_included: bool
    total: int
    expires_at: datetime
    lines: list[PlacedLine]
    secret: str = ""


async def place_order(
    scope: Scope,
    command: PlaceOrder,
    *,
    visitor_id: UUID | None = None,
    device: str = "",
    idempotency_key: str | None = None,
) -> OrderPlaced:
    """Place an order, as a guest or logged in. The visitor is the browser that orders: paying identifies it as the
    customer (money-rules.md, Attribution 1). `device` is what tells one device from another; its keyed hash is kept.

    Raises:
        NotFound: no such store. StoreClosed: it takes no orders now.
        InvalidInput: a SKU that is not sold, no way to reach a guest. CouponRefused.
        OutOfStock, OutOfOwnStock: lines ask for more than there is; each is named.
        NoPolicyInForce: the brand has not said yet who earns what, so it cannot sell.
    """

    async def work(tx: Tx) -> OrderPlaced:
        return await _place(tx, command, visitor_id, device)

    # A visitor's key is no other visitor's: the browser is a part of what was asked.
    placed = await once(scope, "place_order", idempotency_key, (command, visitor_id), work, OrderPlaced)
    return msgspec.structs.replace(placed, secret=order_secret(placed.id))


async def _place(tx: Tx, command: PlaceOrder, visitor_id: UUID | None, device: str) -> OrderPlaced:
    brand = await selling_brand(tx)
    store = await store_open_to_shoppers(tx, command.store)
    await policy_in_force(tx, ATTRIBUTION_POLICY, tx.now)
    await policy_in_force(tx, COMMISSION_PLAN, tx.now)
    customer_id = await _customer(tx, command.buyer, brand.jurisdiction)
    priced = await price_lines(tx, store["id"], command.lines)
    prices = [(line.unit_price, line.qty) for line in priced]
    offer = await _offer(tx, command.coupon, sum(unit * qty for unit, qty in prices))
    charges = charge(prices, offer.discount if offer else 0, brand.terms)
    if visitor_id is not None:
        await tx.execute(
            "INSERT INTO visitors (brand_id, id, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            tx.brand_id,
            visitor_id,
            tx.now,
        )
    placed = _placed(tx, brand, priced, charges)
    await tx.execute(
        "INSERT INTO retail_orders (brand_id, id, code, store_id, customer_id, visitor_id, coupon_id, from_stock,"
        " state, currency, goods_total, discount_total, shipping_total, tax_total, tax_included, total, ship_to,"
        " access_hash, placed_at, expires_at, address_hash, device_hash)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'placed', $9, $10, $11, $12, $13, $14, $15, $16::jsonb, $17, $18,"
        " $19, $20, $21)",
        tx.brand_id,
        placed.id,
        placed.code,
        store["id"],
        customer_id,
        visitor_id,
        offer.coupon_id if offer else None,
        store["ships_from"] == "own_stock",
        placed.currency,
        placed.goods_total,
        placed.discount_total,
        placed.shipping_total,
        placed.tax_total,
        placed.tax_included,
        placed.total,
        msgspec.json.encode(command.ship_to).decode(),
        secret_hash(order_secret(placed.id)),
        tx.now,
        placed.expires_at,
        _address_hash(tx, command.ship_to),
        device_hash(tx.brand_id, device),
    )
    line_ids = await _write_lines(tx, placed, priced)
    await _hold_stock(tx, store, placed, priced, line_ids)
    # The coupon last: it comes after stock in the lock order.
    if offer:
        await redeem_coupon(tx, offer.coupon_id, placed.id)
    return placed


def _address_hash(tx: Tx, to: ShipTo) -> bytes | None:
    return address_hash(tx.brand_id, to.street, to.country, to.region, to.city, to.postcode)


async def _customer(tx: Tx, buyer: Buyer, region: str) -> UUID:
    phone = normalise_phone(buyer.phone, region) if buyer.phone else None
    email = normalise_email(buyer.email) if buyer.email else None
    faults = []
    if buyer.phone and phone is None:
        faults.append(FieldFault("buyer.phone", "is no phone number", "手机号格式不正确"))
    if buyer.email and email is None:
        faults.append(FieldFault("buyer.email", "is no e-mail address", "邮箱格式不正确"))
    if not faults and phone is None and email is None and tx.scope.actor.account_id is None:
        faults.append(
            FieldFault("buyer.phone", "a phone number or an e-mail address is needed", "请填写手机号或邮箱")
        )
    if faults:
        raise InvalidInput(*faults)
    return await customer_of_order(
        tx, account_id=tx.scope.actor.account_id, name=buyer.name, phone=phone, email=email
    )


async def _offer(tx: Tx, code: str | None, goods_total: int) -> CouponOffer | None:
    return None if code is None else await offer_of_coupon(tx, code, goods_total)


def _placed(tx: Tx, brand: SellingBrand, priced: list[PricedLine], charges: Charges) -> OrderPlaced:
    return OrderPlaced(
        id=new_id(),
        code=public_code("R"),
        currency=brand.currency,
        goods_total=charges.goods_total,
        discount_total=charges.discount_total,
        shipping_total=charges.shipping_total,
        tax_total=charges.tax_total,
        tax_included=brand.terms.tax_included,
        total=charges.total,
        expires_at=tx.now + timedelta(minutes=brand.terms.order_minutes),
        lines=[
            PlacedLine(
                number, line.sku, line.name, line.qty, line.unit_price, cost.discount, cost.tax, cost.paid
            )
            for number, (line, cost) in enumerate(zip(priced, charges.lines, strict=True), 1)
        ],
    )


async def _write_lines(tx: Tx, placed: OrderPlaced, priced: list[PricedLine]) -> list[UUID]:
    ids = [new_id() for _ in priced]
    await tx.execute(
        "INSERT INTO retail_order_lines (brand_id, id, order_id, line_no, sku_id, qty, unit_price, gross, discount,"
        " tax, tax_included, paid)"
        " SELECT $1, n.id, $2, n.line_no, n.sku, n.qty, n.price, n.price * n.qty, n.discount, n.tax, $3, n.paid"
        " FROM unnest($4::uuid[], $5::int[], $6::uuid[], $7::int[], $8::bigint[], $9::bigint[], $10::bigint[],"
        " $11::bigint[]) AS n (id, line_no, sku, qty, price, discount, tax, paid)",
        tx.brand_id,
        placed.id,
        placed.tax_included,
        ids,
        [line.line_no for line in placed.lines],
        [line.sku_id for line in priced],
        [line.qty for line in placed.lines],
        [line.unit_price for line in placed.lines],
        [line.discount for line in placed.lines],
        [line.tax for line in placed.lines],
        [line.paid for line in placed.lines],
    )
    return ids


async def _hold_stock(
    tx: Tx, store: asyncpg.Record, placed: OrderPlaced, priced: list[PricedLine], line_ids: list[UUID]
) -> None:
    """Hold the brand's stock; of a reseller's own stock only see that it is there: lots are taken at payment."""
    wanted = [
        Wanted(line_id=line_id, sku_id=line.sku_id, qty=line.qty, path=f"lines[{index}]")
        for index, (line_id, line) in enumerate(zip(line_ids, priced, strict=True))
    ]
    if store["ships_from"] != "own_stock":
        await reserve(tx, order_kind="retail", order_id=placed.id, lines=wanted, expires_at=placed.expires_at)
        return
    left = await available(tx, [line.sku_id for line in wanted], own_stock_of=store["seller_id"])
    short = [
        Shortage(line.path, line.qty, left.get(line.sku_id, 0))
        for line in wanted
        if left.get(line.sku_id, 0) < line.qty
    ]
    if short:
        raise OutOfOwnStock(short)
