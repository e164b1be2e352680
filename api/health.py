"""For probes and scrapers: is the process up, can it serve, what does it count."""

import asyncio
from typing import Literal

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.datastructures import ResponseSpec
from msgspec import Struct

from api.openapi import SERVICE_TAG
from infra.database import read_directory
from infra.metrics import metrics_text
from infra.redis import redis_client
from infra.schema_version import migrations_on_disk

_PATIENCE_SECONDS = 2
_METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Health(Struct, frozen=True):
    status: Literal["ok"]


class Readiness(Struct, frozen=True):
    """Each part is `ok`, or a word for what is wrong; `migrations` is `behind` where the schema is older than the
    code. While `ready` is false a balancer should send nobody here."""

    ready: bool
    database: Literal["ok", "away"]
    redis: Literal["ok", "away"]
    migrations: Literal["ok", "behind", "unknown"]


@get("/healthz", tags=[SERVICE_TAG])
async def healthz() -> Health:
    """The process is up and answers. Asks nobody else: a database that is away is no reason to restart this."""
    return Health("ok")


@get(
    "/readyz",
    tags=[SERVICE_TAG],
    responses={503: ResponseSpec(Readiness, description="Send nobody here yet", generate_examples=False)},
)
async def readyz() -> Response[Readiness]:
    """PostgreSQL and Redis answer, and the schema is the one this code was written for. 503 where not."""
    newest, redis = await asyncio.gather(_newest_migration(), _redis_answers())
    migrations: Literal["ok", "behind", "unknown"] = "unknown"
    if newest is not None:
        migrations = "ok" if newest >= migrations_on_disk()[-1] else "behind"
    readiness = Readiness(
        # Without Redis the shop still sells: rate limits and caches do without, the outbox keeps what tasks are owed.
        ready=migrations == "ok",
        database="ok" if newest is not None else "away",
        redis="ok" if redis else "away",
        migrations=migrations,
    )
    return Response(
        readiness, status_code=200 if readiness.ready else 503, headers={"Cache-Control": "no-store"}
    )


@get("/metrics", include_in_schema=False, sync_to_thread=False)
def metrics() -> Response[bytes]:
    """Prometheus' text format. No personal data, but keep it from the public at the proxy."""
    return Response(metrics_text(), media_type=_METRICS_TYPE)


async def _newest_migration() -> str | None:
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            rows = await read_directory("SELECT max(name) AS name FROM tortoise_migrations")
    except Exception:
        # Whatever it is, it is the answer: not ready.
        return None
    return str(rows[0]["name"])


async def _redis_answers() -> bool:
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            await redis_client().ping()
    except Exception:
        return False
    return True


ROUTES: list[HTTPRouteHandler] = [healthz, readyz, metrics]
