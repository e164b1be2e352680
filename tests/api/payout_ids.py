"""A drafted payout and a journal entry, for the access matrix."""

from uuid import UUID

from commission.ledger.entry import Happening
from commission.ledger.recipes.wholesale_paid import wholesale_paid
from infra.database import Tx, transact
from infra.ids import new_id, public_code
from infra.scope import Scope
from services.bookkeeping.post_entry import Caused, post_entries


async def make_payout_ids(scope: Scope, seller_id: UUID) -> dict[str, UUID | str]:
    """`batch_id` with its one `item_id`, and `entry_id`."""
    batch_id, item_id = new_id(), new_id()

    async def work(tx: Tx) -> UUID:
        await tx.execute(
            "INSERT INTO payout_batches (brand_id, id, code, rail, currency, minimum, state, created_by, created_at)"
            " VALUES ($1, $2, $3, 'csv', 'CNY', 0, 'draft', $4, $5)",
            tx.brand_id,
            batch_id,
            public_code("P"),
            new_id(),
            tx.now,
        )
        await tx.execute(
            "INSERT INTO payout_items (brand_id, id, batch_id, seller_id, currency, gross, net, state, rail_key)"
            " VALUES ($1, $2, $3, $4, 'CNY', 100, 100, 'draft', $5)",
            tx.brand_id,
            item_id,
            batch_id,
            seller_id,
            item_id.hex,
        )
        entry = wholesale_paid(Happening(str(batch_id), tx.now, "CNY"), 100)
        await post_entries(tx, [Caused(entry, "payout_batch", batch_id)])
        found: UUID = await tx.fetchval(
            "SELECT id FROM journal_entries WHERE brand_id = $1 AND cause_id = $2", tx.brand_id, batch_id
        )
        return found

    entry_id = await transact(scope, work)
    return {"batch_id": batch_id, "item_id": item_id, "entry_id": entry_id}


PAYEE = {
    "rail": "csv",
    "legal_name": "Li Mei",
    "account_number": "62220001",
    "tax_status": "individual_resident",
}
