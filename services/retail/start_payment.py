"""Pay for an order: a page at a gateway, or nothing to do where it costs nothing."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import asyncpg
import msgspec
from msgspec import Meta

from infra.database import Tx
from infra.errors import FieldFault
from infra.gateways.errors import UnknownGateway
from infra.gateways.registry import gateway_named
from infra.scope import Scope
from services.bookkeeping.post_entry import Caused, post_entries
from services.idempotency import once
from services.locks import lock_retail_orders
from services.payments.errors import GatewayNotOffered
from services.payments.open_payment import (
    PaymentStarted,
    PaymentWanted,
    open_payment,
    start_at_gateway,
)
from services.payments.without_gateway import NO_GATEWAY
from services.retail.errors import OrderNotPayable
from services.retail.order_access import open_order
from services.retail.pay_orders import pay_orders
from services.retail.sale import PaymentMade
from services.retail.terms import SellingBrand, selling_brand


class StartPayment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`return_path` is where the payer comes back to: a path of this site, never another address."""

    gateway: Annotated[str, Meta(max_length=40)] | None = None
    return_path: Annotated[
        str, Meta(pattern=r"^/([A-Za-z0-9_~.-][A-Za-z0-9_~./?&=%-]*)?$", max_length=500)
    ] = "/"


class _Opened(msgspec.Struct, frozen=True):
    payment_id: UUID
    wanted: PaymentWanted
    paid: bool


async def start_payment(
    scope: Scope, code: str, command: StartPayment, secret: str | None, idempotency_key: str | None = None
) -> PaymentStarted:
    """Start paying an order that waits for it. Asked again, the payment that still waits is shown again.

    Raises:
        NotFound: no such order, or not the actor's. OrderNotPayable: paid, cancelled or expired.
        GatewayNotOffered. GatewayUnavailable: try again.
    """

    async def work(tx: Tx) -> _Opened:
        return await _open(tx, code, command, secret)

    # Visitors share one actor: the order keeps their keys apart.
    opened = await once(scope, f"start_payment {code}", idempotency_key, command, work, _Opened)
    wanted = opened.wanted
    if opened.paid:
        return PaymentStarted(
            opened.payment_id, NO_GATEWAY, "succeeded", 0, wanted.currency, "", "", wanted.expires_at
        )
    return await start_at_gateway(scope, opened.payment_id, wanted)


async def _open(tx: Tx, code: str, command: StartPayment, secret: str | None) -> _Opened:
    found = await open_order(tx, code, secret)
    order = (await lock_retail_orders(tx, [found["id"]]))[found["id"]]
    if order["state"] != "placed":
        raise OrderNotPayable(order=code, state=order["state"])
    if order["expires_at"] <= tx.now:
        raise OrderNotPayable(order=code, state="expired")
    brand = await selling_brand(tx)
    wanted = _wanted(order, brand, command)
    if order["total"] == 0:
        return await _settle_free(tx, wanted, tx.now)
    try:
        gateway_named(wanted.gateway)
    except UnknownGateway as error:
        raise GatewayNotOffered(FieldFault("gateway", "is not offered here", "不支持该支付方式")) from error
    return _Opened(await open_payment(tx, wanted), wanted, paid=False)


async def _settle_free(tx: Tx, wanted: PaymentWanted, at: datetime) -> _Opened:
    """A coupon took the whole price: no gateway moves nothing, so the order is paid here and now."""
    payment_id = await open_payment(tx, wanted)
    books: list[Caused] = []
    await pay_orders(tx, [PaymentMade(payment_id, wanted.order_id, 0, wanted.currency, at)], books)
    await post_entries(tx, books)
    return _Opened(payment_id, wanted, paid=True)


def _wanted(order: asyncpg.Record, brand: SellingBrand, command: StartPayment) -> PaymentWanted:
    gateway = NO_GATEWAY if order["total"] == 0 else command.gateway or brand.terms.gateway
    return PaymentWanted(
        purpose="retail",
        order_id=order["id"],
        amount=order["total"],
        currency=order["currency"],
        gateway=gateway,
        subject=order["code"],
        return_path=command.return_path,
        expires_at=order["expires_at"],
        brand_slug=brand.slug,
        options=brand.gateways.get(gateway, {}),
    )
