"""The sandbox's courier: delivers due callbacks over HTTP, signed, until each is answered with 2xx."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

import asyncpg
import httpx

from infra.database import Tx, transact
from infra.gateways.sandbox.keys import signing_key
from infra.gateways.signing import sign
from infra.scope import Scope

Post = Callable[[str, bytes, Mapping[str, str]], Awaitable[int]]
"""Send a body with headers to an address; the HTTP status, or 0 where nobody answered."""

ATTEMPTS = 12
_AT_ONCE = 100
_TIMEOUT = 10
_CLAIM = """
UPDATE sandbox_callbacks AS c SET attempts = c.attempts + 1,
  due_at = $2 + least(2 ^ c.attempts, 600) * interval '1 second'
FROM (SELECT id, due_at AS was_due FROM sandbox_callbacks
      WHERE brand_id = $1 AND delivered_at IS NULL AND due_at <= $2 AND attempts < $3
      ORDER BY due_at, id LIMIT $4 FOR UPDATE SKIP LOCKED) AS due
JOIN sandbox_payments AS p ON p.brand_id = $1
WHERE c.brand_id = $1 AND c.id = due.id AND p.id = c.payment_id
RETURNING c.id, c.body, p.notify_url, due.was_due
"""


async def deliver_due(scope: Scope, post: Post | None = None) -> int:
    """Deliver what is due now, earliest first; how many callbacks were answered with 2xx.

    A callback is claimed before it is sent and marked after: a courier that dies in between delivers it once more,
    as real gateways do.
    """
    rows = await transact(scope, lambda tx: tx.fetch(_CLAIM, tx.brand_id, tx.now, ATTEMPTS, _AT_ONCE))
    rows.sort(key=lambda row: (row["was_due"], row["id"]))
    if post is not None:
        return await _deliver(scope, rows, post)
    async with httpx.AsyncClient(timeout=_TIMEOUT) as client:

        async def over_http(url: str, body: bytes, headers: Mapping[str, str]) -> int:
            try:
                return (await client.post(url, content=body, headers=dict(headers))).status_code
            except httpx.HTTPError:
                return 0

        return await _deliver(scope, rows, over_http)


def signed_headers(scope: Scope, body: bytes) -> dict[str, str]:
    """The headers that make a body a callback of the sandbox, now."""
    stamp, signature = sign(signing_key(scope.brand_id), scope.clock.now(), body)
    return {
        "content-type": "application/json",
        "x-sandbox-timestamp": stamp,
        "x-sandbox-signature": signature,
    }


async def pause_until_due(scope: Scope) -> timedelta | None:
    """How long until the next callback is due; zero for one that is; None where nothing waits."""

    async def work(tx: Tx) -> timedelta | None:
        due = await tx.fetchval(
            "SELECT min(due_at) FROM sandbox_callbacks WHERE brand_id = $1 AND delivered_at IS NULL AND attempts < $2",
            tx.brand_id,
            ATTEMPTS,
        )
        return None if due is None else max(due - tx.now, timedelta(0))

    return await transact(scope, work)


async def _deliver(scope: Scope, rows: list[asyncpg.Record], post: Post) -> int:
    delivered = 0
    for row in rows:
        body = row["body"].encode()
        status = await post(row["notify_url"], body, signed_headers(scope, body))
        if status // 100 == 2:
            await transact(scope, lambda tx, done=row["id"]: _mark(tx, done))  # type: ignore[misc]
            delivered += 1
    return delivered


async def _mark(tx: Tx, callback_id: object) -> None:
    await tx.execute(
        "UPDATE sandbox_callbacks SET delivered_at = $3 WHERE brand_id = $1 AND id = $2",
        tx.brand_id,
        callback_id,
        tx.now,
    )
