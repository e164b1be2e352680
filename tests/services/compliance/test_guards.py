"""The guards of the money path, each with attempts to get round it by SQL under the service's own role and by services.

What the API could send goes through the same services; tests/api and tests/flows walk that way.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from infra.database import Tx, transact
from infra.errors import Conflict
from infra.ids import new_id
from infra.scope import Scope
from services.compliance.buy_back_reserve import (
    RecordReserve,
    record_reserve,
    show_reserve,
    watch_buy_backs,
)
from services.compliance.errors import FreezeStands, NotFrozen
from services.compliance.freezes import EndFreeze, Freeze, end_freeze, freeze, start_freeze
from services.payouts.examine import examine
from services.payouts.set_payee import SetPayee, set_payee
from services.payouts.verify_payee import VerifyPayee, verify_payee
from services.policies.kinds import RETURN_POLICY, TIER_SCHEDULE
from services.privacy.erase_customer import erase_customer
from services.retail.deliver_order import deliver_order
from services.retail.mature_commissions import mature_commissions
from services.wholesale.preview_return import PreviewReturn, ReturnLine, preview_return
from services.wholesale.return_stock import ReturnStock, return_stock
from tests.services.wholesale.conftest import RIGHTS, SCHEDULE
from tests.support.shop import Keeper, Shop
from tests.support.world import rows, run, value

REFUSED = (asyncpg.RestrictViolationError, asyncpg.CheckViolationError)


async def lines_of(shop: Shop, order_id: UUID) -> UUID:
    """The id of an order's first line."""
    found = await value(
        shop.scope, "SELECT id FROM retail_order_lines WHERE brand_id = $1 AND order_id = $2", order_id
    )
    assert isinstance(found, UUID)
    return found


async def line_of(shop: Shop, order_id: UUID) -> tuple[Any, ...]:
    (found,) = await rows(
        shop.scope,
        "SELECT c.id, c.order_line_id, c.plan_id FROM commission_lines c JOIN retail_order_lines l"
        " ON l.brand_id = c.brand_id AND l.id = c.order_line_id WHERE c.brand_id = $1 AND l.order_id = $2",
        order_id,
    )
    return found


async def insert_line(
    shop: Shop, order_line: UUID, seller: UUID, plan: UUID, *, amount: int = 100, rule: str = "extra"
) -> None:
    await run(
        shop.scope,
        "INSERT INTO commission_lines (brand_id, id, order_line_id, seller_id, plan_id, rule, weight, base, amount,"
        " qty, currency, state, accrued_at, earned_month, due_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, '1', 20000, $7, 1, 'CNY', 'pending', $8, '2026-03-01', $8)",
        new_id(),
        order_line,
        seller,
        plan,
        rule,
        amount,
        shop.clock.now(),
    )


class TestG01:
    """A commission line rests on a paid order of an end customer, and on nothing else."""

    async def test_no_column_could_name_anything_else(self, shop: Shop) -> None:
        stock = new_id()
        keeper = await shop.keeper()
        with pytest.raises((asyncpg.ForeignKeyViolationError, *REFUSED)):
            await insert_line(shop, stock, keeper.id, new_id())

    async def test_an_unpaid_order_earns_nothing(self, shop: Shop) -> None:
        keeper = await shop.keeper()
        paid = await shop.sell(keeper, {"COAT": 1})
        _, _, plan = await line_of(shop, paid.id)
        placed = await shop.order(keeper, {"COAT": 1}, phone="+8613800000008")
        line = await lines_of(shop, placed.id)
        with pytest.raises(REFUSED, match="G-01"):
            await insert_line(shop, line, keeper.id, plan)

    async def test_the_buyer_is_never_the_payee(self, shop: Shop) -> None:
        """By phone and by log-in: through the service the sale pays nothing, through SQL it is refused."""
        keeper = await shop.keeper(with_account=True, phone="+8613800000005")
        own = await shop.sell(keeper, {"COAT": 1}, phone="+8613800000005")
        assert await shop.commission(own) == []
        other = await shop.sell(keeper, {"COAT": 1})
        _, _, plan = await line_of(shop, other.id)
        line = await lines_of(shop, own.id)
        with pytest.raises(REFUSED, match="G-01: buyer and payee"):
            await insert_line(shop, line, keeper.id, plan)
        # Nor when nobody can see any more by what they were one person.
        buyer = await value(
            shop.scope, "SELECT customer_id FROM retail_orders WHERE brand_id = $1 AND id = $2", own.id
        )
        assert isinstance(buyer, UUID)
        await deliver_order(shop.scope, own.code)
        await erase_customer(shop.scope, buyer)
        left = await rows(
            shop.scope, "SELECT phone, account_id FROM customers WHERE brand_id = $1 AND id = $2", buyer
        )
        assert left == [(None, None)]
        with pytest.raises(REFUSED, match="G-01: buyer and payee"):
            await insert_line(shop, line, keeper.id, plan)

    async def test_what_a_line_rests_on_never_changes(self, shop: Shop) -> None:
        keeper, other = await shop.keeper(), await shop.keeper()
        order = await shop.sell(keeper, {"COAT": 1})
        for change in (
            f"seller_id = '{other.id}'",
            "amount = amount * 2",
            "order_line_id = gen_random_uuid()",
        ):
            with pytest.raises(REFUSED, match="G-01"):
                await run(shop.scope, f"UPDATE commission_lines SET {change} WHERE brand_id = $1")
        assert [row[4] for row in await shop.commission(order)] == [2_000]


async def test_g02_stock_and_pay_are_never_in_one_entry(shop: Shop) -> None:
    keeper = await shop.keeper()
    await shop.sell(keeper, {"COAT": 1})

    async def smuggle(tx: Tx) -> None:
        entry = new_id()
        await tx.execute(
            "INSERT INTO ledger_accounts (brand_id, id, code, currency, created_at)"
            " VALUES ($1, $2, 'wholesale_revenue', 'CNY', $3) ON CONFLICT DO NOTHING",
            tx.brand_id,
            new_id(),
            tx.now,
        )
        await tx.execute(
            "INSERT INTO journal_entries (brand_id, id, idempotency_key, occurred_at, recorded_at, event, cause_kind,"
            " cause_id) VALUES ($1, $2, 'smuggle', $3, $3, 'wholesale_paid', 'stock_order', $2)",
            tx.brand_id,
            entry,
            tx.now,
        )
        await tx.execute(
            "INSERT INTO postings (brand_id, id, entry_id, account_id, amount, currency, occurred_at)"
            " SELECT $1, gen_random_uuid(), $2, a.id, CASE WHEN a.seller_id IS NULL THEN 100 ELSE -100 END, 'CNY', $3"
            " FROM ledger_accounts a WHERE a.brand_id = $1 AND a.code IN ('wholesale_revenue', 'seller_pending')",
            tx.brand_id,
            entry,
            tx.now,
        )

    with pytest.raises(REFUSED, match="G-02"):
        await transact(shop.scope, smuggle)
    await shop.proof()


async def test_g03_nobody_above_the_seller_is_paid(shop: Shop) -> None:
    keeper, above = await shop.keeper(), await shop.keeper()
    order = await shop.sell(keeper, {"COAT": 1})
    _, line, plan = await line_of(shop, order.id)
    with pytest.raises(REFUSED, match="G-03"):
        await insert_line(shop, line, above.id, plan)
    names = await rows(
        shop.scope,
        "SELECT column_name FROM information_schema.columns WHERE $1::uuid IS NOT NULL"
        " AND table_name IN ('commission_lines', 'sellers')"
        " AND column_name ~ 'upline|sponsor|parent|level|invit|recruit|team'",
    )
    assert names == []


class TestG04:
    async def test_nothing_matures_early(self, shop: Shop) -> None:
        keeper = await shop.keeper()
        await shop.sell(keeper, {"COAT": 1})
        with pytest.raises(REFUSED, match="G-04"):
            await run(
                shop.scope,
                "UPDATE commission_lines SET state = 'available', matured_at = accrued_at WHERE brand_id = $1",
            )
        await mature_commissions(shop.scope)
        assert await shop.balance(keeper) == (2_000, 0)
        shop.clock.move_by(timedelta(days=30))
        await mature_commissions(shop.scope)
        assert await shop.balance(keeper) == (0, 2_000)


async def test_g05_a_line_pays_no_more_than_its_jurisdiction_allows(shop: Shop) -> None:
    """Two sellers share a sale; a second line by SQL would lift the sum over 30 %."""
    keeper = await shop.keeper()
    order = await shop.sell(keeper, {"COAT": 1})
    _, line, plan = await line_of(shop, order.id)
    other = await shop.keeper()
    await run(
        shop.scope,
        "UPDATE attribution_decisions SET credits = credits || jsonb_build_array("
        "jsonb_build_object('seller', $2::text)) WHERE brand_id = $1",
        str(other.id),
    )
    with pytest.raises(REFUSED, match="G-05"):
        await insert_line(shop, line, other.id, plan, amount=4_001)
    await insert_line(shop, line, other.id, plan, amount=4_000)


class TestG09:
    async def test_nobody_is_paid_unknown_or_excluded(self, shop: Shop) -> None:
        keeper = await shop.keeper()
        await set_payee(
            shop.scope, keeper.id, SetPayee("sandbox", "Li Mei", "62220001", "individual_resident")
        )
        assert await self.findings(shop, keeper) == ["identity_unverified"]
        await verify_payee(
            shop.scope, keeper.id, VerifyPayee("Li Mei", id_number="110101", excluded_category="minor")
        )
        assert await self.findings(shop, keeper) == ["excluded_person"]
        await verify_payee(shop.scope, keeper.id, VerifyPayee("Li Mei", id_number="110101199001011234"))
        assert await self.findings(shop, keeper) == []

    async def findings(self, shop: Shop, keeper: Keeper) -> list[str]:
        examined = await transact(shop.scope, lambda tx: examine(tx, "CNY", {keeper.id: 100}))
        return [one["code"] for one in examined[keeper.id].preflight["findings"]]

    async def test_sql_cannot_send_a_payout_to_somebody_unknown(self, shop: Shop) -> None:
        keeper = await shop.keeper()
        batch = new_id()
        await run(
            shop.scope,
            "INSERT INTO payout_batches (brand_id, id, code, rail, currency, minimum, state, created_by, created_at)"
            " VALUES ($1, $2, 'P-X', 'sandbox', 'CNY', 0, 'draft', $2, now())",
            batch,
        )
        item = (
            "INSERT INTO payout_items (brand_id, id, batch_id, seller_id, currency, gross, net, state, rail_key)"
            " VALUES ($1, $2, $3, $4, 'CNY', 100, 100, '{}', 'k')"
        )
        with pytest.raises(REFUSED, match="G-09"):
            await run(shop.scope, item.format("sent"), new_id(), batch, keeper.id)
        await run(shop.scope, item.format("draft"), new_id(), batch, keeper.id)
        with pytest.raises(REFUSED, match="G-09"):
            await run(shop.scope, "UPDATE payout_items SET state = 'sent' WHERE brand_id = $1")


class TestG10AndG11:
    async def test_a_frozen_brand_accrues_nothing_and_goes_on(self, shop: Shop, counsel: Scope) -> None:
        keeper = await shop.keeper()
        first = await shop.sell(keeper, {"COAT": 1})
        _, line, plan = await line_of(shop, first.id)
        frozen = await freeze(counsel, Freeze("accruals", "an authority asked us to"))
        assert (frozen.frozen, frozen.changed) == (True, True)
        assert not (await freeze(counsel, Freeze("accruals", "an authority asked us to"))).changed
        second = await shop.sell(keeper, {"COAT": 1}, phone="+8613800000002")
        assert (await shop.state(second), await shop.commission(second)) == ("paid", [])
        other = await shop.keeper()
        await run(
            shop.scope,
            "UPDATE attribution_decisions SET credits = credits || jsonb_build_array("
            "jsonb_build_object('seller', $2::text)) WHERE brand_id = $1",
            str(other.id),
        )
        with pytest.raises(REFUSED, match="G-10"):
            await insert_line(shop, line, other.id, plan)
        shop.clock.move_by(timedelta(days=40))
        await mature_commissions(shop.scope)
        assert await shop.balance(keeper) == (0, 2_000)
        await end_freeze(counsel, EndFreeze("accruals", "the authority is satisfied"))
        third = await shop.sell(keeper, {"COAT": 1}, phone="+8613800000003")
        assert [row[4] for row in await shop.commission(third)] == [2_000]
        await shop.proof()

    async def test_what_a_report_froze_no_hand_ends(self, shop: Shop, counsel: Scope) -> None:
        with pytest.raises(NotFrozen):
            await end_freeze(counsel, EndFreeze("accruals", "nothing was frozen"))
        await transact(shop.scope, lambda tx: start_freeze(tx, "accruals", "illegal", new_id()))
        with pytest.raises(FreezeStands):
            await end_freeze(counsel, EndFreeze("accruals", "we would rather not"))

    async def test_a_plan_without_a_report_pays_nothing_by_sql(self, shop: Shop) -> None:
        keeper = await shop.keeper()
        order = await shop.sell(keeper, {"COAT": 1})
        _, line, _ = await line_of(shop, order.id)
        other = await shop.keeper()
        await run(
            shop.scope,
            "UPDATE attribution_decisions SET credits = credits || jsonb_build_array("
            "jsonb_build_object('seller', $2::text)) WHERE brand_id = $1",
            str(other.id),
        )
        with pytest.raises(REFUSED, match="G-10"):
            await insert_line(shop, line, other.id, new_id())


@pytest.mark.parametrize(
    "table",
    [
        *(
            "retail_orders",
            "commission_lines",
            "commission_reversals",
            "stock_returns",
            "payout_items",
            "sellers",
        ),
        *("touches", "identifications", "bindings", "customers", "attribution_decisions", "journal_entries"),
        *(
            "stock_order_checks",
            "compliance_cases",
            "network_scans",
            "seller_complaints",
            "buy_back_reserves",
        ),
    ],
)
async def test_g12_evidence_is_never_deleted(scope: Scope, table: str) -> None:
    """Three years in China, five in Taiwan: the service has no right to delete any of it, ever."""
    with pytest.raises((asyncpg.InsufficientPrivilegeError, *REFUSED)):
        await transact(scope, lambda tx: tx.execute(f"DELETE FROM {table}"))


async def test_g08_the_reserve_is_weighed_against_what_may_come_back(shop: Shop, counsel: Scope) -> None:
    await shop.publish(TIER_SCHEDULE, SCHEDULE)
    await shop.publish(RETURN_POLICY, {**RIGHTS, "restocking_rate": "0"})
    keeper = await shop.keeper()
    coat = await value(shop.scope, "SELECT id FROM skus WHERE brand_id = $1 AND code = 'COAT'")
    assert isinstance(coat, UUID)
    await shop.lot(keeper, coat, 10, paid_at=shop.clock.now(), net=60_000)
    assert (await show_reserve(shop.scope)).needed == 0, "nothing ever came back"
    await run(
        shop.scope,
        "UPDATE lots SET return_until = $2 WHERE brand_id = $1",
        shop.clock.now() + timedelta(days=365),
    )
    order_id = await value(shop.scope, "SELECT order_id FROM lots WHERE brand_id = $1")
    policy = await value(
        shop.scope, "SELECT id FROM return_policies WHERE brand_id = $1 ORDER BY version DESC LIMIT 1"
    )
    schedule = await value(
        shop.scope, "SELECT id FROM tier_schedules WHERE brand_id = $1 ORDER BY version DESC LIMIT 1"
    )
    await run(
        shop.scope,
        "UPDATE stock_orders SET return_policy_id = $2, schedule_id = $3 WHERE brand_id = $1",
        policy,
        schedule,
    )
    assert isinstance(order_id, UUID)
    preview = await preview_return(shop.scope, keeper.id, PreviewReturn(order_id, (ReturnLine(1, 4),)))
    back = await return_stock(shop.scope, keeper.id, ReturnStock(preview.id))
    assert back.refund == 24_000
    reserve = await show_reserve(shop.scope)
    # 36,000 may come back, and 24,000 of 60,000 did: two fifths of it should lie apart.
    assert (reserve.exposure, reserve.needed, reserve.short, reserve.late) == (36_000, 14_400, 14_400, 0)
    assert (await watch_buy_backs(shop.scope)).short == 14_400
    assert await rows(
        shop.scope, "SELECT rule, severity, subject FROM compliance_cases WHERE brand_id = $1"
    ) == [("G-08", "R", "reserve")]
    funded = await record_reserve(counsel, RecordReserve(15_000, "escrow account 0001"))
    assert (funded.short, funded.recorded) == (0, 15_000)


def test_conflicts_are_refusals() -> None:
    assert issubclass(FreezeStands, Conflict)
