"""What happens by itself on the site, whatever its brands: the relay, the fan-out to brands, the coming months."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

import structlog
from celery import current_app, shared_task

from infra.metrics import OUTBOX_DUE
from infra.scope import MACHINE_CLOCK, Scope
from infra.settings import current_settings
from services.brands_with_outbox import brands_with_outbox
from services.payments.deliver_sandbox import deliver_sandbox
from services.people.find_brand import list_brands
from services.relay_outbox import UnknownTopic, relay_outbox
from services.sharing.store_waiting_touches import store_waiting_touches
from services.upkeep.detach_months import detach_months
from services.upkeep.make_months import make_months
from tasks.process import run
from tasks.topics import TOPICS

log = structlog.get_logger(__name__)


@shared_task(name="relay")
def relay() -> None:
    """Hand what brands left in the outbox to its tasks."""
    run(_relay())


async def _relay() -> None:
    due = 0
    for brand_id in await brands_with_outbox(MACHINE_CLOCK.now()):
        relayed = await relay_outbox(Scope(brand_id=brand_id), partial(_hand_over, brand_id))
        due += relayed.left
        if relayed.unknown:
            log.error("outbox messages without a task", brand_id=str(brand_id), count=relayed.unknown)
    OUTBOX_DUE.set(due)


def _hand_over(brand_id: UUID, topic: str, message_id: UUID, payload: Mapping[str, Any]) -> None:
    task = TOPICS.get(topic)
    if task is None:
        raise UnknownTopic(topic)
    # The message's id is the task's: both copies of a message that went out twice are known by one name in the logs.
    task.apply_async(kwargs={**payload, "brand_id": str(brand_id)}, task_id=str(message_id))


@shared_task(name="for_each_brand")
def for_each_brand(name: str, expires: int) -> None:
    """Send the task `name` for every open brand, to be dropped if nobody takes it within `expires` seconds: its next
    turn has come by then."""
    for brand in run(list_brands()):
        current_app.send_task(name, kwargs={"brand_id": str(brand.brand_id)}, expires=expires)


@shared_task(name="make_months")
def make_months_task() -> None:
    """Partitions of the coming months."""
    run(make_months())


@shared_task(name="detach_months")
def detach_months_task() -> None:
    """Months of touches that nothing asks for any more."""
    for name in run(detach_months(current_settings().touch_months)):
        log.info("a month of touches was detached, to be archived and dropped", table=name)


@shared_task(name="store_waiting_touches")
def store_waiting_touches_task() -> None:
    """Touches that an API process could not store, of any host; nothing on most turns."""
    run(store_waiting_touches())


@shared_task(name="deliver_sandbox")
def deliver_sandbox_task() -> None:
    """The sandbox gateway's turn; nothing where it is off."""
    run(deliver_sandbox())
