"""The money of a confirmed return goes back by the way it came; the task behind the outbox topic of this name."""

from uuid import UUID

from infra.database import Tx, transact
from infra.scope import Scope
from services.payments.ask_refund import RefundOwed, ask_refunds
from services.wholesale.record_stock_payment import BANK_TRANSFER
from services.wholesale.record_stock_refund import await_transfer

_LOAD = """
SELECT r.id, r.refund, p.id AS payment_id, p.gateway FROM stock_returns AS r
JOIN payments AS p ON p.brand_id = r.brand_id AND p.order_id = r.order_id
WHERE r.brand_id = $1 AND r.id = $2 AND p.purpose = 'stock' AND p.state = 'succeeded' ORDER BY p.id LIMIT 1
"""


async def refund_stock_return(scope: Scope, return_id: UUID) -> bool:
    """Ask for the refund of a return, once however often this is called: (payment, return) names it.

    False where the order has no payment of ours (an imported past), so that nobody can be asked. What was paid by bank
    transfer waits for finance to send it (docs/adr/0057).
    """

    async def work(tx: Tx) -> bool:
        row = await tx.fetchrow(_LOAD, tx.brand_id, return_id)
        if row is None:
            return False
        owed = RefundOwed(row["payment_id"], row["id"], row["refund"])
        if row["gateway"] == BANK_TRANSFER:
            await await_transfer(tx, owed)
        else:
            await ask_refunds(tx, [owed])
        return True

    return await transact(scope, work)
