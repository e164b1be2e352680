"""A brand's retail side as tests walk through it: sellers with stores, touches, orders, payments by a null gateway."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from commission.ledger.entry import Happening
from commission.ledger.recipes.wholesale_paid import wholesale_paid
from infra.clock import SetClock
from infra.database import ensure_months, transact
from infra.gateways.gateway import EventKind, EventLine, GatewayEvent
from infra.gateways.null import NullGateway
from infra.gateways.registry import register
from infra.ids import new_id, public_code
from infra.json_text import to_json
from infra.scope import Actor, Scope
from services.bookkeeping.post_entry import Caused, post_entries
from services.bookkeeping.prove_books import BooksProof, prove_books
from services.callbacks.apply_events import apply_events
from services.payments.record_events import Outcome
from services.policies.kinds import ATTRIBUTION_POLICY, COMMISSION_PLAN, PolicyKind
from services.policies.publish_policy import PublishPolicy
from services.retail.place_order import Buyer, OrderedLine, OrderPlaced, PlaceOrder, place_order
from services.retail.start_payment import StartPayment, start_payment
from tests.support.publishing import publish_policy
from tests.support.world import (
    make_location,
    make_lot,
    make_seller,
    make_sku,
    make_store,
    put_stock,
    rows,
    run,
    value,
)

ATTRIBUTION: dict[str, Any] = {"window_days": 30, "model": "last"}
PLAN: dict[str, Any] = {
    "hold_days": 15,
    "hold_days_without_delivery": 30,
    "total_rate_cap": "0.30",
    "rules": [
        {"id": "staff", "match": {"seller_kind": ["staff"]}, "rate": "0.05"},
        {"id": "rest", "match": {}, "rate": "0.10"},
    ],
}
GATEWAY = "null"


@dataclass(frozen=True)
class Keeper:
    """A seller with a published store."""

    actor: Actor
    store_id: UUID
    store: str

    @property
    def id(self) -> UUID:
        assert self.actor.seller_id is not None
        return self.actor.seller_id


@dataclass
class Shop:
    scope: Scope
    clock: SetClock
    gateway: NullGateway = field(default_factory=NullGateway)
    location: UUID | None = None
    source: str = GATEWAY

    async def open(
        self, *, attribution: dict[str, Any] | None = None, plan: dict[str, Any] | None = None, **terms: Any
    ) -> "Shop":
        """Publish the policies (in force at once: nothing happened yet) and set the brand's terms."""
        register(GATEWAY, lambda: self.gateway)
        self.source = terms.get("gateway", GATEWAY)
        await publish_policy(self.scope, ATTRIBUTION_POLICY, PublishPolicy(attribution or ATTRIBUTION))
        await publish_policy(self.scope, COMMISSION_PLAN, PublishPolicy(plan or PLAN))
        await run(
            self.scope,
            "UPDATE brands SET settings = $2::jsonb WHERE id = $1",
            to_json({"retail": {"gateway": GATEWAY, **terms}}),
        )
        self.location = await make_location(self.scope)
        return self

    async def publish(self, kind: PolicyKind[Any], body: dict[str, Any]) -> None:
        """A later version, and the minute that passes until it is in force."""
        await publish_policy(self.scope, kind, PublishPolicy(body))
        self.clock.move_by(timedelta(minutes=2))

    async def keeper(self, kind: str = "reseller", *, ships_from: str = "brand", **more: Any) -> Keeper:
        actor = await make_seller(self.scope, kind, **more)
        assert actor.seller_id is not None
        store_id = await make_store(self.scope, actor.seller_id, ships_from=ships_from)
        slug = await value(self.scope, "SELECT slug FROM stores WHERE brand_id = $1 AND id = $2", store_id)
        return Keeper(actor, store_id, str(slug))

    async def sku(self, code: str, price: int, stock: int = 100, **more: Any) -> UUID:
        sku_id = await make_sku(self.scope, code, list_price=price, **more)
        if stock and self.location:
            await put_stock(self.scope, self.location, sku_id, stock)
        return sku_id

    async def lot(
        self, keeper: Keeper, sku_id: UUID, qty: int, *, paid_at: datetime, net: int = 1_000
    ) -> UUID:
        """Stock that the keeper bought, with its payment in the books."""
        lot_id = await make_lot(self.scope, keeper.id, sku_id, qty, paid_at=paid_at, net=net)
        entry = wholesale_paid(Happening(str(lot_id), paid_at, "CNY"), net)
        await transact(self.scope, lambda tx: post_entries(tx, [Caused(entry, "lot", lot_id)]))
        return lot_id

    async def touch(
        self,
        keeper: Keeper,
        visitor: UUID,
        *,
        at: datetime | None = None,
        channel: str = "wechat",
        kind: str = "click",
    ) -> UUID:
        """A touch on a link of the keeper's store."""
        touch_id, at = new_id(), at or self.clock.now()
        await ensure_months("touches", at, at)
        await run(
            self.scope,
            "INSERT INTO visitors (brand_id, id, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            visitor,
            at,
        )
        await run(
            self.scope,
            "INSERT INTO touches (brand_id, id, link_id, seller_id, store_id, visitor_id, kind, channel, at)"
            " VALUES ($1, $2, $2, $3, $4, $5, $6, $7, $8)",
            touch_id,
            keeper.id,
            keeper.store_id,
            visitor,
            kind,
            channel,
            at,
        )
        return touch_id

    async def coupon(self, keeper: Keeper, code: str, **columns: Any) -> UUID:
        """A coupon of the keeper: `kind`, `amount_off`, `rate_off`, `use_limit`, `valid_from`, … as columns."""
        coupon_id = new_id()
        named = {"kind": "none", "channel": "offline_coupon", **columns}
        places = ", ".join(f"${index}" for index in range(6, 6 + len(named)))
        await run(
            self.scope,
            f"INSERT INTO coupons (brand_id, id, code, seller_id, created_at, {', '.join(named)})"
            f" VALUES ($1, $2, $3, $4, $5, {places})",
            coupon_id,
            code,
            keeper.id,
            self.clock.now(),
            *named.values(),
        )
        return coupon_id

    async def order(
        self,
        keeper: Keeper,
        cart: dict[str, int],
        *,
        visitor: UUID | None = None,
        phone: str | None = "+8613800000001",
        coupon: str | None = None,
        scope: Scope | None = None,
        key: str | None = None,
    ) -> OrderPlaced:
        lines = [OrderedLine(sku, qty) for sku, qty in cart.items()]
        command = PlaceOrder(keeper.store, lines, Buyer("Wang", phone), coupon)
        return await place_order(scope or self.scope, command, visitor_id=visitor, idempotency_key=key)

    async def ask(self, order: OrderPlaced) -> UUID:
        """Start the payment; its id."""
        return (await start_payment(self.scope, order.code, StartPayment(), order.secret)).payment_id

    def paid_event(self, order: OrderPlaced, payment_id: UUID, **changed: Any) -> GatewayEvent:
        said: dict[str, Any] = {
            "event_id": str(new_id()),
            "kind": EventKind.PAYMENT_SUCCEEDED,
            "payment_id": payment_id,
            "gateway_ref": f"null-{payment_id}",
            "amount": order.total,
            "currency": order.currency,
            "occurred_at": self.clock.now(),
        }
        return GatewayEvent(**{**said, **changed})

    def refund_event(
        self, payment_id: UUID, amount: int, *lines: tuple[int, int], event_id: str | None = None
    ) -> GatewayEvent:
        """Money that went back by the gateway's own console."""
        return GatewayEvent(
            event_id=event_id or str(new_id()),
            kind=EventKind.REFUND_MADE,
            payment_id=payment_id,
            gateway_ref=f"null-{payment_id}",
            amount=amount,
            currency="CNY",
            occurred_at=self.clock.now(),
            lines=tuple(EventLine(line_no, qty) for line_no, qty in lines),
        )

    async def tell(self, *events: GatewayEvent) -> list[Outcome]:
        return await apply_events(self.scope, self.source, events)

    async def sell(self, keeper: Keeper, cart: dict[str, int], **more: Any) -> OrderPlaced:
        """Place an order and pay it."""
        order = await self.order(keeper, cart, **more)
        if order.total == 0:
            await self.ask(order)
        else:
            outcomes = await self.tell(self.paid_event(order, await self.ask(order)))
            assert [(outcome.state, outcome.note) for outcome in outcomes] == [("applied", "")]
        return order

    async def commission(self, order: OrderPlaced) -> list[tuple[object, ...]]:
        """(line number, seller, rule, base, amount, reversed, state) of an order's commission lines."""
        return await rows(
            self.scope,
            "SELECT l.line_no, c.seller_id, c.rule, c.base, c.amount, c.reversed, c.state FROM commission_lines AS c"
            " JOIN retail_order_lines AS l ON l.brand_id = c.brand_id AND l.id = c.order_line_id"
            " WHERE c.brand_id = $1 AND l.order_id = $2 ORDER BY l.line_no, c.amount DESC",
            order.id,
        )

    async def proceeds(self, order: OrderPlaced) -> list[tuple[object, ...]]:
        """(line number, seller, amount, reversed, state) of an order's proceeds lines."""
        return await rows(
            self.scope,
            "SELECT l.line_no, c.seller_id, c.amount, c.reversed, c.state FROM proceeds_lines AS c"
            " JOIN retail_order_lines AS l ON l.brand_id = c.brand_id AND l.id = c.order_line_id"
            " WHERE c.brand_id = $1 AND l.order_id = $2 ORDER BY l.line_no",
            order.id,
        )

    async def decided(self, order: OrderPlaced) -> tuple[object, ...]:
        """(by, sellers credited) of the order's first line."""
        found = await rows(
            self.scope,
            "SELECT decided_by, (SELECT array_agg(c ->> 'seller') FROM jsonb_array_elements(credits) AS c)"
            " FROM attribution_decisions WHERE brand_id = $1 AND order_id = $2 LIMIT 1",
            order.id,
        )
        return found[0]

    async def balance(self, keeper: Keeper) -> tuple[object, ...]:
        """(pending, available) of a seller."""
        found = await rows(
            self.scope,
            "SELECT pending, available FROM seller_balances WHERE brand_id = $1 AND seller_id = $2",
            keeper.id,
        )
        return found[0] if found else (0, 0)

    async def state(self, order: OrderPlaced) -> object:
        return await value(
            self.scope, "SELECT state FROM retail_orders WHERE brand_id = $1 AND id = $2", order.id
        )

    async def proof(self) -> BooksProof:
        """The books prove."""
        proof = await prove_books(self.scope)
        assert [outcome for outcome in proof.outcomes if outcome.breached] == []
        assert proof.proved
        return proof

    async def proved(self, **trial_balance: int) -> BooksProof:
        """The books prove, and the trial balance is exactly this (accounts at zero left out)."""
        proof = await self.proof()
        found = {code: total for code, total in proof.trial_balance.get("CNY", {}).items() if total}
        assert found == trial_balance
        return proof


def a_phone() -> str:
    """A number nobody else has."""
    return "+86139" + str(new_id().int % 10**8).zfill(8)


def a_code(prefix: str = "SKU") -> str:
    return public_code(prefix)
