"""Where an earlier import of another part of the year left the resellers."""

from uuid import UUID

from infra.database import Tx
from services.imports.online_retail.play import Rules
from services.imports.online_retail.state import OpenLot, PlayedOrder, Reseller
from services.imports.online_retail.write_rows import SOURCE

_LOTS = """
SELECT l.*, o.external_ref, o.schedule_id, o.return_policy_id, o.volume_before, s.code AS sku
FROM lots l JOIN stock_orders o ON o.brand_id = l.brand_id AND o.id = l.order_id
JOIN skus s ON s.brand_id = l.brand_id AND s.id = l.sku_id
WHERE l.brand_id = $1 AND o.source = $2 ORDER BY l.paid_at, o.external_ref, l.line_no
"""


async def imported_invoices(tx: Tx) -> set[str]:
    """The invoices and cancellations that are in already."""
    rows = await tx.fetch(
        "SELECT external_ref FROM stock_orders WHERE brand_id = $1 AND source = $2"
        " UNION SELECT external_ref FROM stock_returns WHERE brand_id = $1 AND source = $2",
        tx.brand_id,
        SOURCE,
    )
    return {row["external_ref"] for row in rows}


async def load_resellers(tx: Tx, sellers: dict[str, UUID], rules: Rules) -> dict[str, Reseller]:
    """Every reseller of the file with the lots they hold from earlier imports."""
    resellers = {customer: Reseller(seller) for customer, seller in sellers.items()}
    by_id = {reseller.id: reseller for reseller in resellers.values()}
    schedules = {version.id: version.policy for version in rules.schedules}
    rights = {version.id: version.policy for version in rules.rights}
    orders: dict[UUID, PlayedOrder] = {}
    for row in await tx.fetch(_LOTS, tx.brand_id, SOURCE):
        order = orders.setdefault(
            row["order_id"],
            PlayedOrder(
                row["order_id"],
                row["external_ref"],
                row["paid_at"],
                schedules[row["schedule_id"]],
                rights[row["return_policy_id"]],
                row["volume_before"],
            ),
        )
        lot = OpenLot(row["id"], order, row["line_no"], row["sku"], row["qty"], row["list_price"], row["net"])
        lot.returned, lot.gross, lot.fee = row["returned"], row["gross_refunded"], row["fee_charged"]
        lot.refunded = row["refunded"]
        order.lots.append(lot)
        by_id[row["seller_id"]].hold(lot)
    return resellers
