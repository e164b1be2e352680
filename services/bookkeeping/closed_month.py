"""A closed month, as its statements ask for it."""

import re
from datetime import date, datetime
from uuid import UUID

from msgspec import Struct

from infra.database import Tx
from infra.errors import Conflict, FieldFault, InvalidInput, NotFound

_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")


class MonthNotClosed(Conflict):
    code = "month_not_closed"
    title = "The month is not closed yet"
    title_zh = "该月份尚未结账"
    detail = "{month} is not closed: its statements can be made out once it ended and its books were closed."
    detail_zh = "{month} 尚未结账：该月结束并完成结账后方可出具对账单。"


class StatementNotProved(Conflict):
    """What the statement would say does not follow from the books: nothing is told rather than something untrue."""

    code = "statement_not_proved"
    title = "The statement does not follow from the books"
    title_zh = "对账单与账簿不一致"
    detail = "The statement of {month} does not follow from the books: {what}."
    detail_zh = "{month} 的对账单与账簿不一致：{what}。"


class ClosedMonth(Struct, frozen=True):
    """`from_at` to `until_at` (exclusive), in the brand's time zone as it was at the closing."""

    month: date
    from_at: datetime
    until_at: datetime
    timezone: str
    signing_key_id: UUID

    @property
    def name(self) -> str:
        return f"{self.month:%Y-%m}"


def read_month(text: str) -> date:
    """`2026-03` as its first day. Raises InvalidInput."""
    if not _MONTH.fullmatch(text):
        raise InvalidInput(
            FieldFault("month", "is a year and a month such as 2026-03", "格式为年-月，例如 2026-03")
        )
    return date(int(text[:4]), int(text[5:]), 1)


async def closed_month(tx: Tx, month: date) -> ClosedMonth:
    """Raises MonthNotClosed for one that is running or to come, NotFound for one in which nothing was closed."""
    row = await tx.fetchrow(
        "SELECT month, from_at, until_at, timezone, signing_key_id FROM closed_months"
        " WHERE brand_id = $1 AND month = $2",
        tx.brand_id,
        month,
    )
    if row is not None:
        return ClosedMonth(*row)
    latest: date | None = await tx.fetchval(
        "SELECT max(month) FROM closed_months WHERE brand_id = $1", tx.brand_id
    )
    if latest is None or month > latest:
        raise MonthNotClosed(month=f"{month:%Y-%m}")
    raise NotFound(what="statement", ref=f"{month:%Y-%m}")


async def require_seller(tx: Tx, seller_id: UUID) -> None:
    """Raises NotFound for a seller that the brand does not have."""
    if not await tx.fetchval(
        "SELECT EXISTS (SELECT FROM sellers WHERE brand_id = $1 AND id = $2)", tx.brand_id, seller_id
    ):
        raise NotFound(what="seller", ref=seller_id)
