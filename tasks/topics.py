"""Outbox topic → task. A service that leaves a message in the outbox names its topic; this table names who takes it."""

from typing import Literal
from uuid import UUID

from celery import Task

from infra.scope import Scope
from services.compliance.scan_network import TOPIC as SCAN_NETWORK
from services.compliance.scan_network import scan_network
from services.jobs.run_job import run_job
from services.jobs.start_job import TOPIC as RUN_JOB
from services.payments.ask_refund import TOPIC as SEND_REFUND
from services.payments.send_refund import send_refund
from services.payouts.pay_item import pay_item
from services.payouts.send_batch import TOPIC as PAY_ITEM
from services.retail.ask_screening import TOPIC as SCREEN_ORDERS
from services.review.screen_orders import screen_orders
from tasks.brand_task import brand_task


async def _send_refund(scope: Scope, payment_refund_id: str) -> None:
    await send_refund(scope, UUID(payment_refund_id))


async def _screen_orders(scope: Scope, order_ids: list[str]) -> None:
    await screen_orders(scope, [UUID(each) for each in order_ids])


async def _pay_item(scope: Scope, item_id: str) -> None:
    await pay_item(scope, UUID(item_id))


async def _run_job(scope: Scope, job_id: str) -> None:
    await run_job(scope, UUID(job_id))


async def _scan_network(scope: Scope, cause: Literal["demand"]) -> None:
    await scan_network(scope, cause)


TOPICS: dict[str, Task] = {
    SCAN_NETWORK: brand_task(_scan_network, name=SCAN_NETWORK, retried=True),
    SEND_REFUND: brand_task(_send_refund, name=SEND_REFUND, retried=True),
    RUN_JOB: brand_task(_run_job, name=RUN_JOB, retried=True),
    SCREEN_ORDERS: brand_task(_screen_orders, name=SCREEN_ORDERS, retried=True),
    PAY_ITEM: brand_task(_pay_item, name=PAY_ITEM, retried=True),
}
