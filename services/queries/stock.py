"""The brand's stock: locations, levels, movements."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from infra.database import Tx, transact
from infra.replica import read
from infra.scope import Scope
from services.queries.pages import Column, Page, PageRequest, Table, read_page

_PLACE_AND_SKU = """JOIN locations o ON o.brand_id = l.brand_id AND o.id = l.location_id
    JOIN skus s ON s.brand_id = l.brand_id AND s.id = l.sku_id
    JOIN products p ON p.brand_id = s.brand_id AND p.id = s.product_id"""
STOCK_LEVELS = Table(
    select="""l.location_id, o.code, o.name, l.sku_id, s.code, p.name, s.style, s.colour, s.size, l.on_hand,
        l.reserved, l.on_hand - l.reserved""",
    source=f"stock_levels l {_PLACE_AND_SKU}",
    where="l.brand_id = $1",
    id="l.id",
    columns={
        "sku": Column("s.code"),
        "location": Column("o.code"),
        "sku_id": Column("l.sku_id", "uuid", sorts=False),
        "location_id": Column("l.location_id", "uuid", sorts=False),
        "on_hand": Column("l.on_hand::bigint", "int", matches="range"),
        "reserved": Column("l.reserved::bigint", "int", matches="range"),
        "free": Column("(l.on_hand - l.reserved)::bigint", "int", matches="range"),
    },
    sort="sku",
    searched=("s.code", "p.name"),
)
STOCK_MOVEMENTS = Table(
    select="l.id, l.at, l.location_id, o.code, l.sku_id, s.code, p.name, l.qty, l.reason, l.cause_id",
    source=f"stock_movements l {_PLACE_AND_SKU}",
    where="l.brand_id = $1",
    id="l.id",
    columns={
        "at": Column("l.at", "instant", matches="range"),
        "sku_id": Column("l.sku_id", "uuid", sorts=False),
        "location_id": Column("l.location_id", "uuid", sorts=False),
        "reason": Column("l.reason"),
        "cause_id": Column("l.cause_id", "uuid", sorts=False),
        "qty": Column("l.qty::bigint", "int", matches="range"),
    },
    sort="-at",
    searched=("s.code", "p.name"),
)


class LocationRow(Struct, frozen=True):
    """A place where the brand's stock lies, and how much of it."""

    location_id: UUID
    code: str
    name: str
    kind: str
    skus: int
    on_hand: int
    reserved: int


class StockLevelRow(Struct, frozen=True):
    """Units of a SKU at a location; `free` are those nobody is promised."""

    location_id: UUID
    location_code: str
    location_name: str
    sku_id: UUID
    sku_code: str
    product_name: str
    style: str
    colour: str
    size: str
    on_hand: int
    reserved: int
    free: int


class StockMovementRow(Struct, frozen=True):
    """Units that came (above zero) or went, and what for; `cause_id` is the receipt, count, order, refund or return."""

    movement_id: UUID
    at: datetime
    location_id: UUID
    location_code: str
    sku_id: UUID
    sku_code: str
    product_name: str
    qty: int
    reason: str
    cause_id: UUID | None


async def list_locations(scope: Scope) -> list[LocationRow]:
    """All locations by code; a brand has few."""

    async def work(tx: Tx) -> list[LocationRow]:
        rows = await tx.fetch(
            "SELECT o.id, o.code, o.name, o.kind, count(l.id) FILTER (WHERE l.on_hand > 0),"
            " coalesce(sum(l.on_hand), 0)::bigint, coalesce(sum(l.reserved), 0)::bigint FROM locations o"
            " LEFT JOIN stock_levels l ON l.brand_id = o.brand_id AND l.location_id = o.id"
            " WHERE o.brand_id = $1 GROUP BY o.id, o.code, o.name, o.kind ORDER BY o.code",
            tx.brand_id,
        )
        return [LocationRow(*row) for row in rows]

    return await transact(scope, work)


async def list_stock_levels(scope: Scope, request: PageRequest) -> Page[StockLevelRow]:
    """What lies where; `free.to=5` finds what runs out."""
    return await read(scope, lambda tx: read_page(tx, STOCK_LEVELS, request, StockLevelRow))


async def list_stock_movements(scope: Scope, request: PageRequest) -> Page[StockMovementRow]:
    """Why there is as much as there is, newest first."""
    return await read(scope, lambda tx: read_page(tx, STOCK_MOVEMENTS, request, StockMovementRow))
