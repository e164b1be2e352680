"""Lots between the table and the law."""

import asyncpg

from commission.returns.lot import Lot


def as_lot(row: asyncpg.Record) -> Lot:
    """A row of `lots` as the law of returns knows it."""
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
