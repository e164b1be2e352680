"""The past period over which a draft is tried."""

from datetime import datetime, timedelta

from commission.money.window import Period, period_start
from infra.database import Tx
from infra.errors import FieldFault, InvalidInput
from services.policies.brand_zone import brand_zone


async def past_period(tx: Tx, start: datetime | None, end: datetime | None) -> tuple[datetime, datetime]:
    """`start <= t < end`; what is not said is of the last whole calendar quarter in the brand's time zone. Raises
    InvalidInput for a period that ends before it begins."""
    zone = await brand_zone(tx)
    last = end or period_start(tx.now, Period.QUARTER, zone)
    first = start or period_start(last - timedelta(microseconds=1), Period.QUARTER, zone)
    if first >= last:
        raise InvalidInput(FieldFault("end", "must be later than start", "须晚于 start"))
    return first, last
