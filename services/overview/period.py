"""What an overview is asked for: a period, what to leave out, and the period before it."""

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import Struct

from infra.database import Tx
from infra.errors import FieldFault, InvalidInput
from infra.fields import Instant
from services.numbers.prepare_counts import bucket_of

LONGEST = timedelta(days=366 * 3)


class OverviewAsked(Struct, frozen=True, forbid_unknown_fields=True):
    """`start <= t < end`; without them the thirty days until now. Channel and campaign are those of the touches that a
    sale is credited by."""

    start: Instant | None = None
    end: Instant | None = None
    store_id: UUID | None = None
    channel: str | None = None
    campaign: str | None = None


class Span(Struct, frozen=True):
    """A period as the queries take it; `bucket` (day, week or month) is what its plots are drawn by."""

    start: datetime
    end: datetime
    store_id: UUID | None
    channel: str | None
    campaign: str | None
    bucket: str
    timezone: str
    currency: str

    @property
    def by_link(self) -> bool:
        """Whether it asks for what came by some links alone."""
        return self.channel is not None or self.campaign is not None

    def before(self) -> "Span":
        """The period of the same length before this one."""
        return Span(
            self.start - (self.end - self.start),
            self.start,
            self.store_id,
            self.channel,
            self.campaign,
            self.bucket,
            self.timezone,
            self.currency,
        )


async def span_of(tx: Tx, asked: OverviewAsked) -> Span:
    """Raises InvalidInput for a period that ends before it begins, or is longer than three years."""
    brand = await tx.fetchrow("SELECT timezone, currency FROM brands WHERE id = $1", tx.brand_id)
    if brand is None:
        raise LookupError("the brand of a database transaction is not there")
    end = asked.end or tx.now
    start = asked.start or _midnight(end - timedelta(days=29), ZoneInfo(brand["timezone"]))
    if start >= end:
        raise InvalidInput(FieldFault("end", "must be later than start", "须晚于 start"))
    if end - start > LONGEST:
        raise InvalidInput(FieldFault("start", "must be at most three years before end", "最长三年"))
    return Span(
        start,
        end,
        asked.store_id,
        asked.channel,
        asked.campaign,
        bucket_of((end - start).days),
        brand["timezone"],
        brand["currency"],
    )


def _midnight(at: datetime, zone: ZoneInfo) -> datetime:
    return at.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
