"""How workers and the beat log: as the rest of the site, and without what is no news."""

import logging

from celery.signals import setup_logging

from infra.logging import configure_logging
from infra.settings import current_settings


def _not_a_success(record: logging.LogRecord) -> bool:
    # Retries are told at the same level as successes, and are worth reading.
    return record.levelno > logging.INFO or "succeeded" not in str(record.msg)


@setup_logging.connect(weak=False)
def _log(**_: object) -> None:
    # Connected, it keeps Celery from setting up its own.
    configure_logging(current_settings().log_level)
    # Two tasks a second would say four times each that all is well; failures and retries are louder.
    for name in ("celery.beat", "celery.worker.strategy"):
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("celery.app.trace").addFilter(_not_a_success)
