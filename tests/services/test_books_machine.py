"""A machine that throws whatever happens in a brand's life at the services, in any order, with anything failing in
between, and proves the books after every step.

Orders, payments, refunds, stock bought and sent back, deliveries, maturity, holds, appeals, freezes and payouts;
callbacks that come twice, late, shuffled or at once; rails that fall silent, refuse, or take the money and say nothing;
a database that goes away at any statement of any step. At the end of each life the brand's history is exported and
replayed: the law alone must come to the same books.

By hand, for long: `pytest --hypothesis-profile=lives tests/services/test_books_machine.py`.
"""

import asyncio
from collections.abc import Coroutine
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from infra.clock import SetClock
from infra.database import transact
from infra.errors import DomainError
from infra.gateways.gateway import EventKind, GatewayEvent
from infra.ids import new_id
from services.bookkeeping.prove_books import prove_books
from services.compliance.freezes import EndFreeze, Freeze, end_freeze, freeze
from services.payouts.approve_batch import approve_batch
from services.payouts.ask_payouts import ask_payouts
from services.payouts.cancel_batch import cancel_batch
from services.payouts.pay_item import pay_item
from services.payouts.send_batch import send_batch
from services.payouts.settle_payout import SettlePayout, settle_payout
from services.people.change_seller_status import ChangeSellerStatus, change_seller_status
from services.retail.cancel_order import cancel_order
from services.retail.decide_hold import DecideHold, decide_hold
from services.retail.deliver_order import deliver_order
from services.retail.expire_orders import expire_orders
from services.retail.hold_commission import HoldCommission, hold_commission
from services.retail.mature_commissions import mature_commissions
from services.retail.place_order import OrderPlaced
from services.retail.refund_order import RefundedLine, RefundOrder, refund_order
from services.review.decide_appeal import DecideAppeal, decide_appeal
from services.review.file_appeal import FileAppeal, file_appeal
from services.sharing.merge_customers import MergeCustomers, merge_customers
from services.sharing.undo_customer_merge import undo_customer_merge
from services.sharing.undo_merge import UndoMerge
from services.stores.change_store_status import change_store_status
from services.wholesale.expire_stock_orders import expire_stock_orders
from services.wholesale.place_stock_order import StockOrderPlaced
from tests.services.retail.test_live_equals_replay import attributions, plans
from tests.support.gone import Gone, database_gone_after
from tests.support.market import RIGHTS, TIERS, Market
from tests.support.shop import Keeper, Shop
from tests.support.world import START, make_brand, rows

STEP = timedelta(seconds=1)
few, many = st.integers(0, 3), st.integers(0, 40)
carts = st.dictionaries(st.sampled_from(["COAT", "SCARF", "PIN"]), st.integers(1, 6), min_size=1, max_size=3)
schedules = st.sampled_from(
    [
        TIERS,
        {**TIERS, "basis": "paid", "window": "lifetime"},
        {**TIERS, "basis": "sell_through"},
        {**TIERS, "mode": "graduated", "window": {"calendar": "month"}},
    ]
)
rights = st.sampled_from([RIGHTS, {**RIGHTS, "restocking_rate": "0", "pricing": "reprice_kept"}])


class BooksMachine(RuleBasedStateMachine):
    """One brand: four sellers, one of them selling from own stock, one a customer of the brand too."""

    loop: asyncio.AbstractEventLoop

    def __init__(self) -> None:
        super().__init__()
        self.clock = SetClock(START)
        self.orders: list[OrderPlaced] = []
        self.bought: list[tuple[Keeper, StockOrderPlaced]] = []
        self.mail: list[GatewayEvent] = []
        self.batches: list[UUID] = []
        self.gone_after = 0

    def wait(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.loop.run_until_complete(work)

    def attempt(self, *works: Coroutine[Any, Any, Any]) -> list[Any]:
        """Do these at once. What the rules refuse is refused; where the database goes away, it is as if never tried."""
        self.clock.move_by(STEP)
        left, self.gone_after = self.gone_after, 0
        with database_gone_after(left):
            done = self.wait(_all(works))
        for each in done:
            if isinstance(each, BaseException) and not isinstance(each, DomainError | Gone):
                raise each
        return [each for each in done if not isinstance(each, BaseException)]

    @initialize(attribution=attributions, plan=plans, tiers=schedules, returns=rights)
    def begin(self, attribution: Any, plan: Any, tiers: Any, returns: Any) -> None:
        self.wait(self._begin(attribution, plan, tiers, returns))

    async def _begin(self, attribution: Any, plan: Any, tiers: Any, returns: Any) -> None:
        shop = Shop(await make_brand(self.clock), self.clock)
        self.market = await Market(shop).open(
            attribution=attribution, plan=plan, tiers=tiers, rights=returns, shipping=700, tax_rate="0.13"
        )
        for code, price in (("COAT", 1_000_001), ("SCARF", 33_333), ("PIN", 7)):
            await shop.sku(code, price, stock=400, category="coat" if code == "COAT" else "")
        self.phones = [f"+861370000000{index}" for index in range(3)]
        self.keepers = [
            await shop.keeper("staff", with_account=True),
            await shop.keeper(with_account=True),
            await shop.keeper(with_account=True, phone=self.phones[2]),
            await shop.keeper(ships_from="own_stock", with_account=True),
        ]
        # How the bank treats each: paid at once, paid in silence, taken and refused later, lost at first.
        for keeper, ending in zip(self.keepers, ("0001", "0003", "0006", "0004"), strict=True):
            await transact(shop.scope, lambda tx, k=keeper: change_store_status(tx, k.store_id, "published"))
            await self.market.payee(
                keeper, f"6222{ending}", "business" if ending == "0003" else "individual_resident"
            )
        await shop.coupon(self.keepers[1], "TWICE", kind="rate", rate_off="0.1", use_limit=2)
        self.visitors = [new_id() for _ in range(3)]
        await self.market.stock_up(self.keepers[3], {"COAT": 5, "SCARF": 20})
        # A life begins in its middle: each has sold, some of it was delivered, and a fortnight has passed.
        # The first buyer came by another's link: there is something to appeal about.
        await shop.touch(self.keepers[1], self.visitors[0])
        for place, keeper in enumerate(self.keepers):
            self.clock.move_by(STEP)
            came = {"phone": self.phones[place % 3], "visitor": None if place else self.visitors[0]}
            self.orders.append(await shop.sell(keeper, {"COAT": 1, "SCARF": 3}, **came))
        for order in self.orders[::2]:
            self.clock.move_by(STEP)
            await deliver_order(shop.scope, order.code)
        self.clock.move_by(timedelta(days=14))

    @rule(hours=st.sampled_from([1, 30, 24 * 4, 24 * 16, 24 * 35]))
    def time_passes(self, hours: int) -> None:
        self.clock.move_by(timedelta(hours=hours))

    @rule(after=st.integers(1, 25))
    def the_database_will_go_away(self, after: int) -> None:
        self.gone_after = after

    @rule(who=few, where=st.integers(0, 2), kind=st.sampled_from(["click", "scan", "bot"]))
    def touch(self, who: int, where: int, kind: str) -> None:
        self.clock.move_by(STEP)
        self.wait(self.market.shop.touch(self.keepers[who], self.visitors[where], kind=kind))

    @rule(
        who=few,
        buyer=st.integers(0, 2),
        cart=carts,
        browser=st.one_of(st.none(), st.integers(0, 2)),
        coupon=st.booleans(),
        paid=st.sampled_from(["now", "now", "soon", "not yet"]),
    )
    def order(
        self, who: int, buyer: int, cart: dict[str, int], browser: int | None, coupon: bool, paid: str
    ) -> None:
        shop = self.market.shop
        placed = self.attempt(
            shop.order(
                self.keepers[who],
                cart,
                visitor=None if browser is None else self.visitors[browser],
                phone=self.phones[buyer],
                coupon="TWICE" if coupon else None,
            )
        )
        self.orders += placed
        if placed and paid != "not yet":
            for payment in self.attempt(shop.ask(placed[0])):
                self.mail.append(shop.paid_event(placed[0], payment))
                if paid == "now":
                    self.attempt(shop.tell(self.mail[-1]))

    @rule(which=many, kind=st.sampled_from([EventKind.PAYMENT_SUCCEEDED] * 4 + [EventKind.PAYMENT_FAILED]))
    def somebody_pays(self, which: int, kind: EventKind) -> None:
        """The gateway knows of it at once; we shall hear of it."""
        if self.orders:
            order = self.orders[which % len(self.orders)]
            for payment in self.attempt(self.market.shop.ask(order)):
                self.mail.append(self.market.shop.paid_event(order, payment, kind=kind))

    @rule(which=many, whole=st.booleans())
    def the_gateway_refunds(self, which: int, whole: bool) -> None:
        """From the gateway's own console, heard of before the payment or after it."""
        paid = [event for event in self.mail if event.kind is EventKind.PAYMENT_SUCCEEDED]
        if paid:
            of = paid[which % len(paid)]
            self.clock.move_by(STEP)
            order = next(each for each in self.orders if each.total == of.amount)
            unit = (order.lines[0].line_no, 1)
            amount = of.amount if whole else 1
            self.mail.append(
                self.market.shop.refund_event(of.payment_id, amount, *(() if whole else (unit,)))
            )

    @rule(picks=st.lists(many, min_size=1, max_size=5), apart=st.booleans())
    def mail_arrives(self, picks: list[int], apart: bool) -> None:
        """Some of what the gateway has to say: in any order, some of it twice or at once, all of it again later."""
        if not self.mail:
            return
        events = [self.mail[pick % len(self.mail)] for pick in picks]
        shop = self.market.shop
        if apart:
            self.attempt(*(shop.tell(event) for event in events))
        else:
            self.attempt(shop.tell(*{event.event_id: event for event in events}.values()))

    @rule(which=many)
    def delivered(self, which: int) -> None:
        if self.orders:
            self.attempt(deliver_order(self.market.shop.scope, self.orders[which % len(self.orders)].code))

    @rule(which=many, line=st.integers(0, 2), qty=st.integers(1, 3), shipping=st.booleans())
    def refund(self, which: int, line: int, qty: int, shipping: bool) -> None:
        if self.orders:
            order = self.orders[which % len(self.orders)]
            units = [RefundedLine(order.lines[line % len(order.lines)].line_no, qty)]
            self.attempt(
                refund_order(self.market.shop.scope, order.code, RefundOrder(units, shipping=shipping))
            )

    @rule(which=many)
    def cancelled(self, which: int) -> None:
        if self.orders:
            code = self.orders[which % len(self.orders)].code
            self.attempt(cancel_order(self.market.shop.scope, code, by="brand"))

    @rule(who=st.integers(1, 3), cart=carts, paid=st.booleans())
    def stock_ordered(self, who: int, cart: dict[str, int], paid: bool) -> None:
        keeper = self.keepers[who]
        placed = self.attempt(self.market.quote_and_place(keeper, cart))
        self.bought += [(keeper, order) for order in placed]
        if placed and paid:
            self.attempt(self.market.pay_stock(placed[0]))

    @rule(which=many, copies=st.integers(1, 3))
    def stock_paid(self, which: int, copies: int) -> None:
        if self.bought:
            _, order = self.bought[which % len(self.bought)]
            self.attempt(*(self.market.pay_stock(order) for _ in range(copies)))

    @rule(which=many, qty=st.integers(1, 4), copies=st.integers(1, 3))
    def stock_sent_back(self, which: int, qty: int, copies: int) -> None:
        if self.bought:
            keeper, order = self.bought[which % len(self.bought)]
            self.attempt(*(self.market.give_back(keeper, order.id, 1, qty) for _ in range(copies)))

    @rule(which=many, word=st.sampled_from(["held", "released", "refused"]))
    def reviewed(self, which: int, word: str) -> None:
        scope = self.market.shop.scope
        found = self.wait(rows(scope, "SELECT id FROM commission_lines WHERE brand_id = $1 ORDER BY id"))
        if not found:
            return
        line = found[which % len(found)][0]
        if word == "held":
            until = self.clock.now() + timedelta(days=1)
            self.attempt(hold_commission(scope, line, HoldCommission("dispute", "why", until)))
        else:
            self.attempt(decide_hold(scope, line, DecideHold(word == "released", "because")))

    @rule(which=many, who=few, share=st.sampled_from(["1", "0.5"]))
    def appealed(self, which: int, who: int, share: str) -> None:
        """A seller appeals about a line, and is granted it."""
        scope, keeper = self.market.shop.scope, self.keepers[who]
        lines = self.wait(rows(scope, "SELECT id FROM retail_order_lines WHERE brand_id = $1 ORDER BY id"))
        filing = file_appeal(scope.acting_as(keeper.actor), lines[which % len(lines)][0], FileAppeal("mine"))
        for filed in self.attempt(filing):
            granted = DecideAppeal(True, "so it is", share)
            self.attempt(decide_appeal(self.market.checker, filed.appeal_id, granted))

    @rule(frozen=st.sampled_from([True, False, False]))
    def new_commission_stands_still(self, frozen: bool) -> None:
        turn, wish = (freeze, Freeze) if frozen else (end_freeze, EndFreeze)
        self.attempt(turn(self.market.shop.scope, wish("accruals", "as an authority asked")))  # type: ignore[operator]

    @rule(workers=st.integers(1, 3))
    def the_beat(self, workers: int) -> None:
        scope = self.market.shop.scope
        self.attempt(
            *(mature_commissions(scope, batch=2) for _ in range(workers)),
            expire_orders(scope),
            expire_stock_orders(scope),
        )

    @rule(who=few, status=st.sampled_from(["active", "active", "suspended", "closed"]))
    def status_changes(self, who: int, status: str) -> None:
        change = ChangeSellerStatus(status, "because")  # type: ignore[arg-type]
        self.attempt(change_seller_status(self.market.shop.scope, self.keepers[who].id, change))

    @rule(one=few, other=few, undone=st.booleans())
    def customers_turn_out_to_be_one(self, one: int, other: int, undone: bool) -> None:
        scope = self.market.shop.scope
        if undone:
            merges = self.wait(rows(scope, "SELECT id FROM customer_merges WHERE brand_id = $1 ORDER BY id"))
            if merges:
                self.attempt(undo_customer_merge(scope, merges[one % len(merges)][0], UndoMerge("no")))
            return
        people = [
            row[0]
            for row in self.wait(rows(scope, "SELECT id FROM customers WHERE brand_id = $1 ORDER BY id"))
        ]
        same = MergeCustomers(people[one % len(people)], people[other % len(people)], "one person")
        self.attempt(merge_customers(scope, same))

    @rule(copies=st.integers(1, 2), minimum=st.sampled_from([0, 0, 50_000]))
    def batch_built(self, copies: int, minimum: int) -> None:
        built = self.attempt(*(self.market.build(minimum) for _ in range(copies)))
        self.batches += [each.id for each in built]

    @rule(
        which=st.integers(0, 5),
        step=st.sampled_from(["approve", "send", "send", "pay", "pay", "pay", "cancel"]),
    )
    def batch_moves(self, which: int, step: str) -> None:
        if not self.batches:
            return
        market, batch = self.market, self.batches[-1 - which % len(self.batches)]
        if step == "approve":
            self.attempt(approve_batch(market.checker, batch))
        elif step == "send":
            self.attempt(approve_batch(market.checker, batch))
            self.attempt(send_batch(market.maker, batch))
        elif step == "cancel":
            self.attempt(cancel_batch(market.maker, batch))
        else:
            items = self.wait(market.items(batch))
            self.attempt(*(pay_item(market.shop.scope, item) for item in items * 2))

    @rule()
    def pay_day(self) -> None:
        """What was earned so far matures and goes out, as far as the bank answers."""
        self.clock.move_by(timedelta(days=31))
        self.attempt(mature_commissions(self.market.shop.scope))
        for built in self.attempt(self.market.build()):
            self.batches.append(built.id)
            self.batch_moves(0, "send")
            self.batch_moves(0, "pay")

    @rule()
    def rails_are_asked(self) -> None:
        self.clock.move_by(timedelta(minutes=3))
        self.attempt(ask_payouts(self.market.shop.scope))

    @rule(which=many)
    def money_comes_back_late(self, which: int) -> None:
        paid = "SELECT id FROM payout_items WHERE brand_id = $1 AND state = 'confirmed' ORDER BY id"
        found = self.wait(rows(self.market.shop.scope, paid))
        if found:
            back = SettlePayout("failed", "R1", "account closed")
            self.attempt(settle_payout(self.market.maker, found[which % len(found)][0], back))

    @invariant()
    def the_books_prove(self) -> None:
        if hasattr(self, "visitors"):
            proof = self.wait(prove_books(self.market.shop.scope))
            assert [outcome for outcome in proof.outcomes if outcome.breached] == []
            assert proof.proved

    def teardown(self) -> None:
        if hasattr(self, "visitors"):
            self.clock.move_by(STEP)
            replayed = self.wait(self.market.replayed())
            assert replayed.outcome["rejected"] == []
            assert replayed.compared.differences == []
            assert replayed.compared.same


async def _all(works: tuple[Coroutine[Any, Any, Any], ...]) -> list[Any]:
    return await asyncio.gather(*works, return_exceptions=True)


@pytest.fixture
async def loop(database: object, own_redis: None) -> asyncio.AbstractEventLoop:
    """The loop that the pool and the Redis client belong to; it stands still while a test of no coroutine runs."""
    return asyncio.get_running_loop()


def test_any_life_of_a_brand_leaves_true_books(loop: asyncio.AbstractEventLoop) -> None:
    machine = type("Life", (BooksMachine,), {"loop": loop})
    long = settings.get_current_profile_name() == "lives"
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=2_000 if long else 5,
            stateful_step_count=60 if long else 25,
            deadline=None,
            derandomize=not long,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate, Phase.shrink] if long else [Phase.generate],
        ),
    )
