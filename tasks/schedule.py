"""The beat schedule: the list of everything that happens by itself. Times are UTC."""

from typing import Any

from celery.schedules import crontab, schedule

NIGHT_SECONDS = 6 * 3600


# A worker that is busy for a few seconds takes the turns that came meanwhile one after another. Dropped any sooner, of
# two tasks that come each second the second would never be taken while the first takes longer than that.
LEAST_PATIENCE_SECONDS = 15


def _every(seconds: int, task: str) -> dict[str, Any]:
    # A turn that nobody took before the next came is dropped, so a worker that was away finds no queue of the past.
    patience = max(seconds, LEAST_PATIENCE_SECONDS)
    return {"task": task, "schedule": schedule(seconds), "options": {"expires": patience}}


def _brands_every(seconds: int, task: str) -> dict[str, Any]:
    return _every(seconds, "for_each_brand") | {"args": (task, seconds)}


def _nightly(hour: int, minute: int, task: str, *args: object) -> dict[str, Any]:
    return {
        "task": task,
        "schedule": crontab(hour=str(hour), minute=str(minute)),
        "args": args,
        "options": {"expires": NIGHT_SECONDS},
    }


SCHEDULE: dict[str, dict[str, Any]] = {
    "hand what waits in the outbox to its tasks": _every(1, "relay"),
    "deliver what the sandbox gateway owes": _every(1, "deliver_sandbox"),
    "store touches that waited for the database": _every(10, "store_waiting_touches"),
    "mature what is due": _brands_every(60, "mature_commissions"),
    "cancel retail orders that were not paid in time": _brands_every(60, "expire_orders"),
    "ask gateways about payments that wait": _brands_every(60, "recover_payments"),
    "ask rails about payouts whose fate is open": _brands_every(60, "ask_payouts"),
    "ask again for refunds that wait": _brands_every(300, "resend_refunds"),
    "free stock whose holds ran out": _brands_every(60, "expire_reservations"),
    "cancel stock orders whose quotes ran out": _brands_every(60, "expire_stock_orders"),
    "judge live plans again by the packs of the day": _brands_every(3600, "relint"),
    "look at every brand's network": _nightly(17, 41, "for_each_brand", "scan_network", NIGHT_SECONDS),
    "see that buy-backs are paid and funded": _nightly(
        18, 3, "for_each_brand", "watch_buy_backs", NIGHT_SECONDS
    ),
    "add up what shares brought": _brands_every(60, "roll_days"),
    "look again at every credited sale": _nightly(20, 7, "for_each_brand", "prove_numbers", NIGHT_SECONDS),
    "prove the books of every brand": _nightly(18, 17, "for_each_brand", "prove_nightly", NIGHT_SECONDS),
    "close the months that ended": _nightly(18, 47, "for_each_brand", "close_months", NIGHT_SECONDS),
    "look again at commission that waits": _nightly(
        18, 27, "for_each_brand", "screen_pending", NIGHT_SECONDS
    ),
    "make the tables of the coming months": _nightly(19, 7, "make_months"),
    "detach months of touches that nothing asks for": _nightly(19, 17, "detach_months"),
    "erase what is known of people for longer than it is needed": _nightly(
        19, 57, "for_each_brand", "forget_personal", NIGHT_SECONDS
    ),
    "forget old keys and sent messages": _nightly(19, 37, "for_each_brand", "forget_old", NIGHT_SECONDS),
}
"""18:17 UTC is the night in China."""
