"""What happens by itself in every brand. Each is a service of its own, which may be called at any moment, by several
workers at once, and goes on where an earlier call stopped."""

from infra.scope import Scope
from infra.settings import current_settings
from services.bookkeeping.close_months import close_months
from services.bookkeeping.prove_nightly import prove_nightly
from services.callbacks.recover_payments import recover_payments
from services.compliance.buy_back_reserve import watch_buy_backs
from services.compliance.relint import relint
from services.compliance.scan_network import scan_network
from services.inventory.expire_reservations import expire_reservations
from services.numbers.roll_days import roll_days
from services.payments.resend_refunds import resend_refunds
from services.payouts.ask_payouts import ask_payouts
from services.retail.expire_orders import expire_orders
from services.retail.mature_commissions import mature_commissions
from services.review.screen_orders import screen_pending
from services.upkeep.forget_old import forget_old
from services.upkeep.forget_personal import forget_personal
from services.wholesale.expire_stock_orders import BATCH as STOCK_ORDERS
from services.wholesale.expire_stock_orders import expire_stock_orders
from tasks.brand_task import brand_task


async def _expire_reservations(scope: Scope) -> None:
    while (await expire_reservations(scope)).more:
        pass


async def _expire_stock_orders(scope: Scope) -> None:
    while await expire_stock_orders(scope) == STOCK_ORDERS:
        pass


async def _expire_orders(scope: Scope) -> None:
    while (await expire_orders(scope)).more:
        pass


async def _roll_days(scope: Scope) -> None:
    while (await roll_days(scope)).more:
        pass


async def _prove_numbers(scope: Scope) -> None:
    await roll_days(scope, afresh=True)


async def _forget_personal(scope: Scope) -> None:
    settings = current_settings()
    while (
        await forget_personal(
            scope, touch_months=settings.touch_months, personal_months=settings.personal_months
        )
    ).more:
        pass


brand_task(_roll_days, name="roll_days", retried=False)
brand_task(_prove_numbers, name="prove_numbers", retried=True)
brand_task(mature_commissions, retried=False)
brand_task(_expire_orders, name="expire_orders", retried=False)
brand_task(ask_payouts, retried=False)
brand_task(recover_payments, retried=False)
brand_task(resend_refunds, retried=False)
brand_task(_expire_reservations, name="expire_reservations", retried=False)
brand_task(_expire_stock_orders, name="expire_stock_orders", retried=False)
brand_task(close_months, retried=True)
brand_task(relint, retried=False)
brand_task(scan_network, retried=False)
brand_task(watch_buy_backs, retried=False)
brand_task(prove_nightly, retried=True)
brand_task(screen_pending, retried=False)
brand_task(forget_old, retried=False)
brand_task(_forget_personal, name="forget_personal", retried=False)
