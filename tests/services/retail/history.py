"""A history played on the live services and written down as a scenario at the same time."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from infra.database import Tx, transact
from infra.errors import DomainError
from infra.ids import new_id
from services.retail.decide_hold import DecideHold, decide_hold
from services.retail.deliver_order import deliver_order
from services.retail.hold_commission import HoldCommission, hold_commission
from services.retail.mature_commissions import mature_commissions
from services.retail.place_order import OrderPlaced
from services.retail.refund_order import RefundedLine, RefundOrder, refund_order
from services.sharing.merge_visitor import merge_visitor
from tests.support.shop import Keeper, Shop
from tests.support.world import make_customer, rows, run

PRICES = {"COAT": 19_999, "SCARF": 3_333, "PIN": 7}
CATEGORIES = {"COAT": "coat", "SCARF": "wool", "PIN": ""}
LOT_UNITS, LOT_NET = 500, 500 * 3_333 * 6 // 10
TIERS = {
    "basis": "list",
    "window": "lifetime",
    "mode": "all_units",
    "tiers": [{"name": "start", "threshold": 0, "price_rate": "0.60"}],
}
RETURNS = {"window_days": 365, "restocking_rate": "0", "pricing": "keep_price", "floor_rate": "0.90"}


@dataclass
class History:
    """`events` is the scenario's list; whatever the services refuse is in `refused` by the event's id."""

    shop: Shop
    attribution: dict[str, Any]
    plan: dict[str, Any]
    keepers: list[Keeper] = field(default_factory=list)
    phones: list[str] = field(default_factory=list)
    customers: list[UUID] = field(default_factory=list)
    visitors: list[UUID] = field(default_factory=list)
    orders: list[OrderPlaced] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    async def begin(self) -> "History":
        """Four sellers, the last with own stock and the third also a customer; three customers, four browsers."""
        await self.shop.open(attribution=self.attribution, plan=self.plan)
        for code, price in PRICES.items():
            sku_id = await self.shop.sku(code, price, stock=100_000, category=CATEGORIES[code])
            if code == "SCARF":
                scarf = sku_id
        self.phones = [f"+861370000000{index}" for index in range(3)]
        self.keepers = [
            await self.shop.keeper("staff"),
            await self.shop.keeper(),
            await self.shop.keeper(with_account=True, phone=self.phones[2]),
            await self.shop.keeper(ships_from="own_stock"),
        ]
        self.customers = [await make_customer(self.shop.scope, phone=phone) for phone in self.phones]
        self.visitors = [new_id() for _ in range(4)]
        for visitor in self.visitors:
            await run(
                self.shop.scope,
                "INSERT INTO visitors (brand_id, id, created_at) VALUES ($1, $2, now())",
                visitor,
            )
        at = self.shop.clock.now()
        lot = await self.shop.lot(self.keepers[3], scarf, LOT_UNITS, paid_at=at, net=LOT_NET)
        self._write("wholesale_paid", str(new_id()), order=str(lot), seller=self._seller(3))
        self.events[-1]["lines"] = [{"line": "1", "sku": "SCARF", "qty": LOT_UNITS}]
        return self

    def scenario(self) -> dict[str, Any]:
        return {
            "brand": {"id": "b", "currency": "CNY", "jurisdiction": "CN", "timezone": "Asia/Shanghai"},
            "attribution_policy": self.attribution,
            "commission_plan": self.plan,
            "tier_schedule": TIERS,
            "return_policy": RETURNS,
            "sellers": [
                {
                    "id": str(keeper.id),
                    "kind": "staff" if index == 0 else "reseller",
                    "customers": [str(self.customers[2])] if index == 2 else [],
                }
                for index, keeper in enumerate(self.keepers)
            ],
            "skus": [
                {"id": code, "list_price": price, **({"category": category} if category else {})}
                for code, price in PRICES.items()
                for category in (CATEGORIES[code],)
            ],
            "coupons": [],
            "events": self.events,
        }

    async def pass_time(self, hours: int) -> None:
        self.shop.clock.move_by(timedelta(hours=hours, microseconds=1))

    async def touch(self, who: int, where: int, kind: str) -> None:
        touch = await self.shop.touch(self.keepers[who], self.visitors[where], kind=kind)
        visitor = str(self.visitors[where])
        self._write(
            "touch", str(touch), visitor=visitor, seller=self._seller(who), channel="wechat", kind=kind
        )

    async def log_in(self, where: int, who: int) -> None:
        before = len(await self._merges())

        async def work(tx: Tx) -> UUID:
            return await merge_visitor(tx, self.visitors[where], self.customers[who], "login")

        merged = await transact(self.shop.scope, work)
        if len(await self._merges()) > before:
            self._write(
                "identify",
                str(merged),
                visitor=str(self.visitors[where]),
                customer=str(self.customers[who]),
            )

    async def bind(self, who: int, *, customer: int | None = None, visitor: int | None = None) -> None:
        binding = new_id()
        bound = (
            {"customer": str(self.customers[customer])}
            if customer is not None
            else {"visitor": str(self.visitors[visitor or 0])}
        )
        await run(
            self.shop.scope,
            "INSERT INTO bindings (brand_id, id, seller_id, customer_id, visitor_id, source, at)"
            " VALUES ($1, $2, $3, $4, $5, 'follow', $6)",
            binding,
            self.keepers[who].id,
            UUID(bound["customer"]) if "customer" in bound else None,
            UUID(bound["visitor"]) if "visitor" in bound else None,
            self.shop.clock.now(),
        )
        self._write("bind", str(binding), seller=self._seller(who), **bound)

    async def change_status(self, who: int, status: str) -> None:
        change = new_id()
        await run(
            self.shop.scope,
            "INSERT INTO seller_status_changes (brand_id, id, seller_id, status, at) VALUES ($1, $2, $3, $4, $5)",
            change,
            self.keepers[who].id,
            status,
            self.shop.clock.now(),
        )
        await run(
            self.shop.scope,
            "UPDATE sellers SET status = $3 WHERE brand_id = $1 AND id = $2",
            self.keepers[who].id,
            status,
        )
        self._write("seller_status", str(change), seller=self._seller(who), status=status)

    async def buy(self, where: int, who: int, browser: int | None, cart: dict[str, int]) -> None:
        keeper = self.keepers[where]
        cart = {"SCARF": sum(cart.values())} if where == 3 else cart
        visitor = None if browser is None else self.visitors[browser]
        try:
            order = await self.shop.sell(keeper, cart, visitor=visitor, phone=self.phones[who])
        except DomainError:
            return
        self.orders.append(order)
        self._write("retail_paid", str(order.id), order=str(order.id), customer=str(self.customers[who]))
        self.events[-1] |= {
            "store": str(keeper.id),
            "from_stock": where == 3,
            "lines": [
                {"line": str(line.line_no), "sku": line.sku, "qty": line.qty, "paid": line.paid}
                for line in order.lines
            ],
        }
        if visitor is not None:
            self.events[-1]["visitor"] = str(visitor)

    async def deliver(self, which: int) -> None:
        if order := self._order(which):
            event = self._write("delivered", str(new_id()), order=str(order.id))
            await self._try(event, deliver_order(self.shop.scope, order.code))

    async def refund(self, which: int, line: int, qty: int) -> None:
        if order := self._order(which):
            line_no = order.lines[line % len(order.lines)].line_no
            event = self._write(
                "retail_refunded", str(new_id()), order=str(order.id), line=str(line_no), qty=qty
            )
            command = RefundOrder([RefundedLine(line_no, qty)])
            await self._try(event, refund_order(self.shop.scope, order.code, command))

    async def judge(self, which: int, word: str) -> None:
        """Hold, release or refuse one of the commission lines there are."""
        lines = await rows(
            self.shop.scope,
            "SELECT c.id, l.order_id, l.line_no, c.seller_id FROM commission_lines AS c"
            " JOIN retail_order_lines AS l ON l.brand_id = c.brand_id AND l.id = c.order_line_id"
            " WHERE c.brand_id = $1 ORDER BY c.id",
        )
        if not lines:
            return
        line_id, order, number, seller = lines[which % len(lines)]
        assert isinstance(line_id, UUID)
        event = self._write(
            f"commission_{word}", str(new_id()), order=str(order), line=str(number), seller=str(seller)
        )
        deadline = self.shop.clock.now() + timedelta(days=1)
        if word == "held":
            held = HoldCommission("dispute", "why", deadline)
            await self._try(event, hold_commission(self.shop.scope, line_id, held))
        else:
            said = DecideHold(word == "released", "because")
            await self._try(event, decide_hold(self.shop.scope, line_id, said))

    async def tick(self) -> None:
        await mature_commissions(self.shop.scope, batch=2)
        self._write("clock", str(new_id()))

    def _write(self, happened: str, event_id: str, **fields: Any) -> str:
        # One instant an event: order among events of one instant is tested where the law is.
        self.shop.clock.move_by(timedelta(microseconds=1))
        at = self.shop.clock.now() - timedelta(microseconds=1)
        self.events.append({"id": event_id, "at": at.isoformat(), "type": happened, **fields})
        return event_id

    async def _try(self, event_id: str, call: Any) -> None:
        self.shop.clock.move_by(timedelta(microseconds=-1))
        try:
            await call
        except DomainError:
            self.refused.append(event_id)
        self.shop.clock.move_by(timedelta(microseconds=1))

    async def _merges(self) -> list[tuple[object, ...]]:
        return await rows(self.shop.scope, "SELECT id FROM identifications WHERE brand_id = $1")

    def _order(self, which: int) -> OrderPlaced | None:
        return self.orders[which % len(self.orders)] if self.orders else None

    def _seller(self, index: int) -> str:
        return str(self.keepers[index].id)


async def live_outcome(history: History) -> dict[str, Any]:
    """What the services made of the history, in the replay's words."""
    scope = history.shop.scope
    of_lines = "JOIN retail_order_lines AS l ON l.brand_id = c.brand_id AND l.id = c.order_line_id"
    commissions = await rows(
        scope,
        "SELECT l.order_id::text, l.line_no::text, c.seller_id::text, c.rule, c.base, c.amount, c.reversed, c.state"
        f" FROM commission_lines AS c {of_lines} WHERE c.brand_id = $1",
    )
    proceeds = await rows(
        scope,
        "SELECT l.order_id::text, l.line_no::text, c.seller_id::text, c.amount, c.reversed, c.state"
        f" FROM proceeds_lines AS c {of_lines} WHERE c.brand_id = $1",
    )
    decisions = await rows(
        scope,
        "SELECT c.order_id::text, l.line_no::text, c.decided_by,"
        " (SELECT array_agg(s ->> 'seller' || ' ' || (s ->> 'weight')) FROM jsonb_array_elements(c.credits) AS s)"
        f" FROM attribution_decisions AS c {of_lines} WHERE c.brand_id = $1",
    )
    balances = {
        keeper.id: await rows(
            scope,
            "SELECT pending, available FROM seller_balances WHERE brand_id = $1 AND seller_id = $2",
            keeper.id,
        )
        for keeper in history.keepers
    }
    trial = (await history.shop.proof()).trial_balance["CNY"]
    return {
        "commissions": sorted(commissions),
        "proceeds": sorted(proceeds),
        "attribution": sorted((order, line, by, credited or []) for order, line, by, credited in decisions),  # type: ignore[type-var]
        "sellers": {str(seller): found[0] if found else (0, 0) for seller, found in balances.items()},
        "trial_balance": {code: total for code, total in trial.items() if total},
        "refused": sorted(history.refused),
    }


def replayed_outcome(replayed: dict[str, Any]) -> dict[str, Any]:
    """The same from a replay."""
    named = ("order", "line", "seller")
    amounts = ("amount", "reversed", "state")
    return {
        "commissions": sorted(
            tuple(row[key] for key in (*named, "rule", "base", *amounts)) for row in replayed["commissions"]
        ),
        "proceeds": sorted(tuple(row[key] for key in (*named, *amounts)) for row in replayed["proceeds"]),
        "attribution": sorted(
            (order, line, said["by"], [f"{each['seller']} {each['weight']}" for each in said["credits"]])
            for order, lines in replayed["attribution"].items()
            for line, said in lines.items()
        ),
        "sellers": {
            seller: (found["pending"], found["available"]) for seller, found in replayed["sellers"].items()
        },
        "trial_balance": {
            code: total for code, total in replayed["ledger"]["trial_balance"].items() if total
        },
        "refused": sorted(each["event"] for each in replayed["rejected"]),
    }
