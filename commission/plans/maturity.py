"""When a commission line or a seller's proceeds mature, and which calendar month a sale belongs to."""

from datetime import datetime, tzinfo

from commission.money.window import Period, days_after, period_start
from commission.plans.plan import CommissionPlan


def due_at(plan: CommissionPlan, paid_at: datetime, delivered_at: datetime | None) -> datetime | None:
    """The instant at which a sale's lines mature: due at equality, before any event of that instant.

    `hold_days` after a delivery that came before the fallback date, else the fallback date,
    `hold_days_without_delivery` after payment; a late delivery changes nothing. `plan` is the version that
    the sale was paid under. None where the calendar ends first.
    """
    fallback = days_after(paid_at, plan.hold_days_without_delivery)
    if delivered_at is not None and (fallback is None or delivered_at < fallback):
        return days_after(delivered_at, plan.hold_days)
    return fallback


def sale_month(paid_at: datetime, zone: tzinfo) -> datetime:
    """The first instant, in UTC, of the sale's calendar month in the brand's zone: the month cap's key."""
    return period_start(paid_at, Period.MONTH, zone)
