"""A row of the lots table, as the law reads it."""

import asyncpg

from commission.returns.lot import Lot


def lot_of_row(row: asyncpg.Record) -> Lot:
    """The lot; `order` and `line` are the stock order's id and the line's number, as text."""
    return Lot(
        order=str(row["order_id"]),
        line=str(row["line_no"]),
        paid_at=row["paid_at"],
        qty=row["qty"],
        net=row["net"],
        sold=row["sold"],
        returned=row["returned"],
        refunded=row["refunded"],
    )
