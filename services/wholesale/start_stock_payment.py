"""Pay for a stock order at a gateway's page."""

from typing import Annotated
from uuid import UUID

import asyncpg
import msgspec
from msgspec import Meta

from infra.database import Tx
from infra.errors import FieldFault, NotFound
from infra.gateways.errors import UnknownGateway
from infra.gateways.registry import gateway_named
from infra.scope import Scope
from services.idempotency import once
from services.locks import lock_stock_order
from services.payments.errors import GatewayNotOffered
from services.payments.open_payment import PaymentStarted, PaymentWanted, open_payment, start_at_gateway
from services.wholesale.errors import StockOrderNotOpen, StockOrderWaits
from services.wholesale.stocking_gate import PASSED, outcome_of


class StartStockPayment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`return_path` is where the payer comes back to: a path of this site, never another address."""

    gateway: Annotated[str, Meta(min_length=1, max_length=40)]
    return_path: Annotated[
        str, Meta(pattern=r"^/([A-Za-z0-9_~.-][A-Za-z0-9_~./?&=%-]*)?$", max_length=500)
    ] = "/"


class _Opened(msgspec.Struct, frozen=True):
    payment_id: UUID
    wanted: PaymentWanted


class _Settings(msgspec.Struct, frozen=True):
    gateways: dict[str, dict[str, object]] = {}


async def start_stock_payment(
    scope: Scope,
    seller_id: UUID,
    order_id: UUID,
    command: StartStockPayment,
    idempotency_key: str | None = None,
) -> PaymentStarted:
    """Start paying the reseller's order. Asked again, the payment that still waits is shown again.

    Raises:
        NotFound: no such order of this reseller. StockOrderNotOpen: paid, cancelled or expired.
        StockOrderWaits: the stocking gate holds it up. GatewayNotOffered. GatewayUnavailable: try again.
    """

    async def work(tx: Tx) -> _Opened:
        order = await lock_stock_order(tx, order_id)
        if order is None or order["seller_id"] != seller_id:
            raise NotFound(what="stock order", ref=order_id)
        if order["state"] != "placed":
            raise StockOrderNotOpen(order=order["code"], state=order["state"])
        if order["expires_at"] is None or order["expires_at"] <= tx.now:
            raise StockOrderNotOpen(order=order["code"], state="expired")
        if await outcome_of(tx, order_id) not in PASSED:
            raise StockOrderWaits(order=order["code"])
        wanted = await _wanted(tx, order, command)
        return _Opened(await open_payment(tx, wanted), wanted)

    opened = await once(scope, "start_stock_payment", idempotency_key, (order_id, command), work, _Opened)
    return await start_at_gateway(scope, opened.payment_id, opened.wanted)


async def _wanted(tx: Tx, order: asyncpg.Record, command: StartStockPayment) -> PaymentWanted:
    try:
        gateway_named(command.gateway)
    except UnknownGateway as error:
        raise GatewayNotOffered(FieldFault("gateway", "is not offered here", "不支持该支付方式")) from error
    brand = await tx.fetchrow("SELECT slug, settings FROM brands WHERE id = $1", tx.brand_id)
    if brand is None:
        raise LookupError("the brand of a database transaction is not there")
    settings = msgspec.json.decode(brand["settings"], type=_Settings)
    return PaymentWanted(
        purpose="stock",
        order_id=order["id"],
        amount=order["net_total"],
        currency=order["currency"],
        gateway=command.gateway,
        subject=order["code"],
        return_path=command.return_path,
        expires_at=order["expires_at"],
        brand_slug=brand["slug"],
        options=settings.gateways.get(command.gateway, {}),
    )
