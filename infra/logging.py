"""Structured logs: one JSON object a line, with request, brand and task ids, and without secrets or phone numbers.

Everything goes through here, the standard library's loggers of other packages too. Bind what the lines of a request or
a task should carry with `structlog.contextvars.bind_contextvars(brand_id=…)`.
"""

import logging
import re
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog

HIDDEN = "[hidden]"

# Names whose values are never written, whatever they hold. Compared without case, as parts of the name.
_SECRET_NAMES = re.compile(
    r"password|passwd|secret|token|cookie|authori[sz]ation|csrf|phone|mobile|email|login|address|totp|signature|api_?key",
    re.IGNORECASE,
)
# What gives itself away inside a longer text: an exception's message, a URL, a traceback.
_SECRET_TEXTS = re.compile(
    "|".join(
        (
            r"storelet_[a-z2-7]{20,}\.[\w-]+",  # personal tokens
            r"\b[a-z2-7]{26}\.[\w-]{40,}",  # sessions
            r"(?<=://)[^/@\s:]*:[^/@\s]+(?=@)",  # name:password of a URL
            r"\bBearer\s+\S+",
            r"\$argon2\S+",
            r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+",  # e-mail addresses
            r"\+\d[\d -]{6,18}\d",  # phone numbers with a country code
            r"(?<![\w.-])1[3-9]\d{9}(?![\w.-])",  # mobile numbers of China without one
        )
    )
)
_DEEPEST = 6

EventDict = MutableMapping[str, Any]


def configure_logging(level: str) -> None:
    """Send every logger of this process to standard output as JSON. May be called again."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        # The traceback without local variables: those hold what must not be written.
        structlog.processors.format_exc_info,
        hide_secrets,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.ExtraAdder(), *shared],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in ("uvicorn", "uvicorn.error", "celery", "celery.task"):
        logger = logging.getLogger(name)
        logger.handlers = []
        logger.propagate = True
    # It writes whole addresses, and those hold link codes and the secret names of orders; api/envelope.py writes ours.
    access = logging.getLogger("uvicorn.access")
    access.handlers = []
    access.propagate = False
    for chatty in ("httpx", "httpcore", "asyncio"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def hide_secrets(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Replace what must not be written: by the name it goes by, and by what it looks like."""
    return {name: _hidden(name, value, _DEEPEST) for name, value in event.items()}


def _hidden(name: str, value: object, depth: int) -> object:
    if value is None or isinstance(value, bool | int | float):
        return value
    if name.startswith("_"):
        # structlog's own; taken out before anything is written.
        return value
    if _SECRET_NAMES.search(name) or depth == 0:
        return HIDDEN
    if isinstance(value, Mapping):
        return {key: _hidden(str(key), item, depth - 1) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_hidden("", item, depth - 1) for item in value]
    return _SECRET_TEXTS.sub(HIDDEN, value if isinstance(value, str) else str(value))
