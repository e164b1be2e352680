"""What is asked of numbers in an address, the same for sellers and for the brand."""

from datetime import date
from typing import Any
from uuid import UUID

from litestar import Response
from litestar.di import Provide
from litestar.params import FromQuery

from services.queries.number_shapes import Asked, By, Period
from services.queries.numbers import NumbersFile


async def provide_asked(  # noqa: PLR0913, PLR0917 - an address has as many parameters as may be asked
    period: FromQuery[Period | None] = None,
    first: FromQuery[date | None] = None,
    last: FromQuery[date | None] = None,
    timezone: FromQuery[str] = "",
    by: FromQuery[By] = "all",
    seller_id: FromQuery[UUID | None] = None,
    link_id: FromQuery[UUID | None] = None,
    store_id: FromQuery[UUID | None] = None,
    channel: FromQuery[str | None] = None,
    campaign: FromQuery[str | None] = None,
    exact: FromQuery[bool] = False,
) -> Asked:
    """`period` (today, yesterday, 7d, 30d, month, last_month, year), or the days `first` to `last`, both included, of
    the calendar of `timezone`."""
    return Asked(
        period,
        first,
        last,
        timezone,
        by,
        seller_id,
        link_id,
        store_id,
        channel,
        campaign,
        exact,
    )


ASKED: dict[str, Any] = {"asked": Provide(provide_asked)}


def as_csv(file: NumbersFile) -> Response[bytes]:
    """Saved, never shown in place."""
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"'}
    return Response(file.body, media_type="text/csv; charset=utf-8", headers=headers)
