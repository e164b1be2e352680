"""Sellers and orders by the codes that people know them by; a replay knows them by their ids."""

from collections.abc import Iterable
from uuid import UUID

from infra.database import Tx

_SELLERS = """
SELECT id::text AS id, code, display_name FROM sellers WHERE brand_id = $1 AND id = ANY($2::uuid[])
"""
_ORDERS = """
SELECT id::text AS id, code FROM retail_orders WHERE brand_id = $1 AND id = ANY($2::uuid[])
UNION ALL SELECT id::text, code FROM stock_orders WHERE brand_id = $1 AND id = ANY($2::uuid[])
"""
# Of sellers and orders a page shows so many; the file of a dry run has all of them.
MOST_SHOWN = 500


class Named:
    """What was asked for, by id."""

    def __init__(self, sellers: dict[str, tuple[str, str]], orders: dict[str, str]) -> None:
        self._sellers, self._orders = sellers, orders

    def seller(self, seller_id: str) -> tuple[str, str]:
        """Code and name."""
        return self._sellers[seller_id]

    def party(self, seller_id: str | None) -> tuple[str | None, str | None]:
        """The same, or twice nothing for nobody."""
        return (None, None) if seller_id is None else self._sellers[seller_id]

    def order(self, order_id: str) -> str:
        return self._orders[order_id]


async def names_of(tx: Tx, sellers: Iterable[str], orders: Iterable[str]) -> Named:
    """The codes of these sellers, retail orders and stock orders."""
    found = await tx.fetch(_SELLERS, tx.brand_id, [UUID(each) for each in sellers])
    named = await tx.fetch(_ORDERS, tx.brand_id, [UUID(each) for each in orders])
    return Named(
        {row["id"]: (row["code"], row["display_name"]) for row in found},
        {row["id"]: row["code"] for row in named},
    )
