"""The overview whole, in one snapshot of the database."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from infra.database import Tx, transact
from infra.errors import NotFound
from infra.replica import read
from infra.scope import Scope
from services.numbers.credit_sales import credit_sales
from services.numbers.period_counts import Counted, Days, counts_of
from services.numbers.roll_days import OVERLAP
from services.overview.added_up import AddedUp, Rolled, added_up, rolled_now
from services.overview.period import OverviewAsked, Span, span_of
from services.overview.sales import (
    SalesPoint,
    TopProduct,
    TopSharer,
    sales_series,
    sales_sums,
    summed_by,
    top_products,
    top_sharers,
)
from services.overview.stock import StockSums, TierMove, stock_sums, tier_moves
from services.overview.visits import (
    VisitsPoint,
    Whose,
    periods_over,
    visits_series,
    visits_sums,
    whose,
)


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
    """`before` is the period of the same length before it. Plots are by `bucket` (day, week or month). What happened to
    days that are over after `as_of` is not in it yet."""

    start: datetime
    end: datetime
    before_start: datetime
    currency: str
    timezone: str
    bucket: str
    as_of: datetime
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


class _Asked(Struct, frozen=True):
    """What is known before the figures are read: of the period and of the one before it."""

    now: Span
    before: Span
    owner: UUID | None
    rolled: Rolled | None


async def show_overview(scope: Scope, asked: OverviewAsked) -> Overview:
    """How the period went. Raises InvalidInput for a period that is none, NotFound for a store of nobody.

    Days that are over were added up by a task; today's sales are read as they are, and what was paid a moment ago is
    credited first. Where no task has come by for ten minutes, all is counted.
    """
    given = await transact(scope, lambda tx: _given(tx, asked))
    await _credit(scope, given)
    now, before = [await _part(scope, given, span) for span in (given.now, given.before)]

    async def work(tx: Tx) -> Overview:
        moves = await tier_moves(tx, given.now)
        return Overview(
            start=given.now.start,
            end=given.now.end,
            before_start=given.before.start,
            currency=given.now.currency,
            timezone=given.now.timezone,
            bucket=given.now.bucket,
            as_of=given.rolled.at if now.parts and given.rolled else tx.now,
            now=await _figures(tx, now, moves),
            before=await _figures(tx, before, await tier_moves(tx, given.before)),
            sales=await sales_series(tx, given.now, now.parts),
            sales_before=await sales_series(tx, given.before, before.parts),
            visits=await visits_series(tx, given.now, now.parts, now.of, now.people),
            sharers=await top_sharers(tx, given.now, now.parts),
            products=await top_products(tx, given.now, now.parts),
            tiers=moves,
        )

    return await read(scope, work, snapshot=True)


class _Part(Struct, frozen=True):
    """A period, what of it was added up, and what was counted of its parts that are over."""

    span: Span
    parts: AddedUp | None
    of: Whose | None
    people: dict[Days, int]
    customers: int | None


async def _given(tx: Tx, asked: OverviewAsked) -> _Asked:
    span = await span_of(tx, asked)
    owner = await _owner(tx, span.store_id)
    return _Asked(span, span.before(), owner, await rolled_now(tx, span.timezone))


async def _credit(scope: Scope, given: _Asked) -> None:
    """Sales that no task has credited yet: since its last turn, or all of both periods where there was none."""
    since = given.before.start if given.rolled is None else given.rolled.at - OVERLAP
    if given.now.end > since:
        await credit_sales(scope, max(since, given.before.start))


async def _part(scope: Scope, given: _Asked, span: Span) -> _Part:
    parts, of = added_up(span, given.rolled), whose(span, given.owner)
    if parts is None:
        return _Part(span, None, None, {}, None)
    people = (
        {}
        if of is None
        else await counts_of(scope, of.days, periods_over(span, parts, drawn=span is given.now))
    )
    by = summed_by(span)
    if by is None or parts.closed is None:
        return _Part(span, parts, of, people, None)
    counted = await counts_of(scope, Counted("customers", *by), [parts.closed])
    return _Part(span, parts, of, people, counted[parts.closed])


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


async def _owner(tx: Tx, store_id: UUID | None) -> UUID | None:
    if store_id is None:
        return None
    owner: UUID | None = await tx.fetchval(
        "SELECT seller_id FROM stores WHERE brand_id = $1 AND id = $2", tx.brand_id, store_id
    )
    if owner is None:
        raise NotFound(what="store", ref=store_id)
    return owner


async def _figures(tx: Tx, part: _Part, moves: list[TierMove]) -> OverviewFigures:
    sold = await sales_sums(tx, part.span, part.parts, part.customers)
    came = await visits_sums(tx, part.span, part.parts, part.of, part.people)
    stock: StockSums = await stock_sums(tx, part.span)
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
