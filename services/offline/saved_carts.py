"""Scan to order: the intended order waits in the phone, and the goods are sent home.

A saved cart is opened by its secret, in whatever browser the shopper opens it; the sale is credited by the visitor who
scanned, so a switch of browser takes nothing from the seller.
"""

import hashlib
import hmac
from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

import asyncpg
import msgspec
from msgspec import Meta

from infra.database import Tx, transact
from infra.errors import FieldFault, InvalidInput, NotFound
from infra.ids import new_id, secret_token
from infra.json_text import to_json
from infra.scope import Scope
from services.offline.errors import AlreadyOrdered
from services.retail.place_order import Buyer, OrderedLine, OrderPlaced, PlaceOrder, ShipTo, place_order
from services.sharing.visitor_cookie import SAVED_PARAMETER

KEPT = timedelta(days=30)
_CART = """
SELECT c.*, t.slug FROM saved_carts AS c JOIN stores AS t ON t.brand_id = c.brand_id AND t.id = c.store_id
WHERE c.brand_id = $1 AND c.id = $2 AND c.expires_at > $3 FOR NO KEY UPDATE OF c
"""
_SAVE = """
INSERT INTO saved_carts (brand_id, id, store_id, access_hash, visitor_id, touch_id, place_id, lines, coupon, ship_to,
  created_at, changed_at, expires_at)
VALUES ($1, $2, $3, $4, $5, $6, (SELECT place_id FROM touches WHERE brand_id = $1 AND id = $6 AND visitor_id = $5),
  $7::jsonb, $8, $9::jsonb, $10, $10, $11)
"""


class SaveCart(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What somebody means to order in a store (by its slug). `touch_id`: the scan that led there (`t`)."""

    store: Annotated[str, Meta(min_length=1, max_length=60)]
    lines: Annotated[list[OrderedLine], Meta(min_length=1, max_length=100)]
    coupon: Annotated[str, Meta(min_length=1, max_length=60)] | None = None
    ship_to: ShipTo = ShipTo()
    touch_id: UUID | None = None


class OrderCart(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who buys. The goods go where the cart says, or where this does."""

    buyer: Buyer = Buyer()
    ship_to: ShipTo | None = None


class CartSaved(msgspec.Struct, frozen=True):
    """`path` opens it again on any browser; the secret in it is the cart's only key."""

    cart_id: UUID
    secret: str
    path: str
    expires_at: datetime


class SavedCart(msgspec.Struct, frozen=True):
    """As it was left. `ordered`: it became an order."""

    cart_id: UUID
    store: str
    lines: list[OrderedLine]
    coupon: str | None
    ship_to: ShipTo
    expires_at: datetime
    ordered: bool


async def save_cart(scope: Scope, command: SaveCart, visitor_id: UUID) -> CartSaved:
    """Keep it for thirty days. Raises NotFound for a store that is not there."""

    async def work(tx: Tx) -> CartSaved:
        store = await tx.fetchrow(
            "SELECT t.id, b.slug FROM stores AS t JOIN brands AS b ON b.id = t.brand_id"
            " WHERE t.brand_id = $1 AND t.slug = $2 AND t.status = 'published'",
            tx.brand_id,
            command.store,
        )
        if store is None:
            raise NotFound(what="store", ref=command.store)
        cart_id, secret = new_id(), secret_token(24)
        saved = CartSaved(
            cart_id,
            secret,
            f"/s/{store['slug']}/{command.store}/saved?{SAVED_PARAMETER}={cart_id.hex}.{secret}",
            tx.now + KEPT,
        )
        await tx.execute(
            _SAVE,
            tx.brand_id,
            cart_id,
            store["id"],
            _hash(secret),
            visitor_id,
            command.touch_id,
            to_json(command.lines),
            command.coupon,
            to_json(command.ship_to),
            tx.now,
            saved.expires_at,
        )
        return saved

    return await transact(scope, work)


async def show_cart(scope: Scope, cart_id: UUID, secret: str | None) -> SavedCart:
    """Raises NotFound alike for a cart that is not there, is over, and one whose secret this is not."""

    async def work(tx: Tx) -> SavedCart:
        return _read(await _open(tx, cart_id, secret))

    return await transact(scope, work)


async def change_cart(scope: Scope, cart_id: UUID, secret: str | None, command: SaveCart) -> SavedCart:
    """Keep it as it is now; store and scan stay what they were. Raises NotFound, AlreadyOrdered."""

    async def work(tx: Tx) -> SavedCart:
        row = await _open(tx, cart_id, secret)
        if row["order_id"] is not None:
            raise AlreadyOrdered
        await tx.execute(
            "UPDATE saved_carts SET lines = $3::jsonb, coupon = $4, ship_to = $5::jsonb, changed_at = $6"
            " WHERE brand_id = $1 AND id = $2",
            tx.brand_id,
            cart_id,
            to_json(command.lines),
            command.coupon,
            to_json(command.ship_to),
            tx.now,
        )
        return SavedCart(
            cart_id, row["slug"], command.lines, command.coupon, command.ship_to, row["expires_at"], False
        )

    return await transact(scope, work)


async def order_cart(scope: Scope, cart_id: UUID, secret: str | None, command: OrderCart) -> OrderPlaced:
    """Order what is in it, sent home. A cart is ordered once: asked again in the same words it answers the same order.

    Raises NotFound, AlreadyOrdered, InvalidInput without an address, and what placing an order raises."""

    async def look(tx: Tx) -> tuple[SavedCart, UUID, UUID | None]:
        row = await _open(tx, cart_id, secret)
        return _read(row), row["visitor_id"], row["order_id"]

    cart, visitor_id, order_id = await transact(scope, look)
    ship_to = command.ship_to or cart.ship_to
    missing = [name for name in ("name", "city", "street") if not getattr(ship_to, name).strip()]
    if missing:
        raise InvalidInput(
            *(
                FieldFault(f"ship_to.{name}", "is needed: the goods are sent", "必填：商品将寄送到家")
                for name in missing
            )
        )
    order = PlaceOrder(cart.store, cart.lines, command.buyer, cart.coupon, ship_to)
    # The cart is the key: two taps are one order, and other words for a cart that was ordered are refused.
    placed = await place_order(scope, order, visitor_id=visitor_id, idempotency_key=f"saved cart {cart_id}")
    if order_id not in (None, placed.id):
        raise AlreadyOrdered
    await transact(scope, lambda tx: _note(tx, cart_id, placed.id))
    return placed


async def _note(tx: Tx, cart_id: UUID, order_id: UUID) -> None:
    await tx.execute(
        "UPDATE saved_carts SET order_id = $3 WHERE brand_id = $1 AND id = $2", tx.brand_id, cart_id, order_id
    )


async def _open(tx: Tx, cart_id: UUID, secret: str | None) -> asyncpg.Record:
    row = await tx.fetchrow(_CART, tx.brand_id, cart_id, tx.now)
    if row is None or secret is None or not hmac.compare_digest(row["access_hash"], _hash(secret)):
        raise NotFound(what="saved cart", ref=cart_id)
    return row


def _read(row: asyncpg.Record) -> SavedCart:
    return SavedCart(
        row["id"],
        row["slug"],
        msgspec.json.decode(row["lines"], type=list[OrderedLine]),
        row["coupon"],
        msgspec.json.decode(row["ship_to"], type=ShipTo),
        row["expires_at"],
        row["order_id"] is not None,
    )


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
