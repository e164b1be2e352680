"""The Celery application of the workers: `celery -A tasks.app:celery_app worker`. The beat has its own (tasks/beat.py).

Tasks take ids, call one service and change nothing the second time: a message is acknowledged when its task has ended,
and comes again when its worker died (docs/adr/0050-tasks-at-least-once.md, tasks/left_behind.py).
"""

from typing import Any

from celery import Celery

from infra.settings import Settings, current_settings
from tasks.left_behind import PREFIX, own_keys
from tasks.schedule import SCHEDULE

QUEUE = "storelet"
LONGEST_TASK_SECONDS = 600
# Longer than any task: a message is not given out again while its worker lives and is still at it.
REDELIVERED_AFTER_SECONDS = 900


def broker_url(settings: Settings) -> str:
    """Redis as Celery spells it: a socket is `redis+socket:///path`."""
    url = settings.redis_url or "redis://"
    if url.startswith("unix://"):
        return "redis+socket://" + url.removeprefix("unix://").replace("?db=", "?virtual_host=")
    return url


def _configuration() -> dict[str, Any]:
    settings = current_settings()
    return {
        "broker_url": broker_url(settings),
        "broker_connection_retry_on_startup": True,
        "broker_transport_options": {
            "global_keyprefix": PREFIX,
            "visibility_timeout": REDELIVERED_AFTER_SECONDS,
            # What a host that went away without a word leaves half open is noticed by the system.
            "socket_keepalive": True,
            "socket_connect_timeout": 5,
            **own_keys(),
        },
        "result_backend": None,
        "task_ignore_result": True,
        "task_serializer": "json",
        "accept_content": ["json"],
        "task_default_queue": QUEUE,
        "task_acks_late": True,
        "task_reject_on_worker_lost": True,
        "task_time_limit": LONGEST_TASK_SECONDS,
        "worker_prefetch_multiplier": 1,
        "worker_concurrency": settings.worker_concurrency,
        # Nobody listens to events or gives remote orders; both cost an idle site memory and wake-ups.
        "worker_enable_remote_control": False,
        "worker_send_task_events": False,
        "worker_hijack_root_logger": False,
        "beat_schedule": SCHEDULE,
        "beat_max_loop_interval": 5,
        "timezone": "UTC",
        "enable_utc": True,
    }


def application(*include: str, current: bool) -> Celery:
    """A Celery application that imports these modules when it starts. `current` is the one that tasks belong to."""
    made = Celery("storelet", include=include, set_as_current=current)
    # Read when first needed, not at import: a worker's settings come from its environment, a test's from its fixture.
    made.add_defaults(_configuration)
    return made


celery_app = application(
    "tasks.logs", "tasks.process", "tasks.by_brand", "tasks.by_site", "tasks.topics", current=True
)
