"""The overview whole, in one snapshot of the database."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from infra.database import Tx, transact
from infra.errors import NotFound
from infra.replica import read
from infra.scope import Scope
from services.overview.period import OverviewAsked, Span, span_of
from services.overview.sales import (
    SalesPoint,
    TopProduct,
    TopSharer,
    sales_series,
    sales_sums,
    top_products,
    top_sharers,
)
from services.overview.stock import StockSums, TierMove, stock_sums, tier_moves
from services.overview.visits import VisitsPoint, visits_series, visits_sums


class OverviewFigures(Struct, frozen=True):
    """A period in figures. Amounts are minor units; shares are hundredths of a percent, null where nothing is to be
    divided by.

    `sales`: paid by end customers for goods, net of refunds. `conversion`: orders by people who came. `repeat_share`:
    orders of customers who had paid before, by orders. `commission_share`: commission net of clawbacks by the sales it
    is paid on. `refund_share`: refunded by paid. `tiers_up` and `tiers_down` count moves of resellers.
    """

    sales: int
    gross: int
    orders: int
    customers: int
    order_value: int | None
    clicks: int
    people: int
    conversion: int | None
    repeat_share: int | None
    commission: int
    commission_share: int | None
    refunded: int
    refund_share: int | None
    stock_bought: int
    stock_orders: int
    stock_returned: int
    tiers_up: int
    tiers_down: int


class Overview(Struct, frozen=True):
    """`before` is the period of the same length before it. Plots are by `bucket` (day, week or month)."""

    start: datetime
    end: datetime
    before_start: datetime
    currency: str
    timezone: str
    bucket: str
    now: OverviewFigures
    before: OverviewFigures
    sales: list[SalesPoint]
    sales_before: list[SalesPoint]
    visits: list[VisitsPoint]
    sharers: list[TopSharer]
    products: list[TopProduct]
    tiers: list[TierMove]


class OverviewChoices(Struct, frozen=True):
    """What there is to filter by."""

    channels: list[str]
    campaigns: list[str]


async def show_overview(scope: Scope, asked: OverviewAsked) -> Overview:
    """How the period went. Raises InvalidInput for a period that is none, NotFound for a store of nobody."""

    async def work(tx: Tx) -> Overview:
        span = await span_of(tx, asked)
        await _check_store(tx, span.store_id)
        before = span.before()
        moves = await tier_moves(tx, span)
        return Overview(
            start=span.start,
            end=span.end,
            before_start=before.start,
            currency=span.currency,
            timezone=span.timezone,
            bucket=span.bucket,
            now=await _figures(tx, span, moves),
            before=await _figures(tx, before, await tier_moves(tx, before)),
            sales=await sales_series(tx, span),
            sales_before=await sales_series(tx, before),
            visits=await visits_series(tx, span),
            sharers=await top_sharers(tx, span),
            products=await top_products(tx, span),
            tiers=moves,
        )

    return await read(scope, work, snapshot=True)


async def show_overview_choices(scope: Scope) -> OverviewChoices:
    """Channels and campaigns that links have, by name."""

    async def work(tx: Tx) -> OverviewChoices:
        rows = await tx.fetch(
            "SELECT DISTINCT channel, campaign FROM links WHERE brand_id = $1 ORDER BY 1, 2", tx.brand_id
        )
        return OverviewChoices(
            sorted({row["channel"] for row in rows}), sorted({row["campaign"] for row in rows} - {""})
        )

    return await transact(scope, work)


async def _check_store(tx: Tx, store_id: UUID | None) -> None:
    if store_id is not None and not await tx.fetchval(
        "SELECT 1 FROM stores WHERE brand_id = $1 AND id = $2", tx.brand_id, store_id
    ):
        raise NotFound(what="store", ref=store_id)


async def _figures(tx: Tx, span: Span, moves: list[TierMove]) -> OverviewFigures:
    sold, came = await sales_sums(tx, span), await visits_sums(tx, span)
    stock: StockSums = await stock_sums(tx, span)
    net = sold.gross - sold.refunded
    return OverviewFigures(
        sales=net,
        gross=sold.gross,
        orders=sold.orders,
        customers=sold.customers,
        order_value=_rounded(sold.gross, sold.orders),
        clicks=came.clicks,
        people=came.people,
        conversion=_share(sold.orders, came.people),
        repeat_share=_share(sold.repeated, sold.orders),
        commission=sold.commission,
        commission_share=_share(sold.commission, sold.commissioned),
        refunded=sold.refunded,
        refund_share=_share(sold.refunded, sold.gross),
        stock_bought=stock.bought,
        stock_orders=stock.orders,
        stock_returned=stock.returned,
        tiers_up=sum(move.moves for move in moves if move.up),
        tiers_down=sum(move.moves for move in moves if move.up is False),
    )


def _share(part: int, whole: int) -> int | None:
    return _rounded(part * 10_000, whole)


def _rounded(part: int, whole: int) -> int | None:
    """To the nearest whole, halves up."""
    return (2 * part + whole) // (2 * whole) if whole else None
