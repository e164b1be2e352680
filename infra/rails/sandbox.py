"""A bank that moves no money and behaves like one: it remembers keys, refuses, falls silent, answers late.

The end of the account number says how: 0002 is refused; 0003 pays but does not answer; 0004 loses the first asking;
0005 takes it and confirms when asked later; 0006 takes it and refuses later; any other is paid at once.
"""

from commission.payouts.item import RailAnswer
from infra.errors import ServiceUnavailable
from infra.rails.rail import PayoutAsked, RailStanding
from infra.redis import redis_client
from infra.scope import Scope

REMEMBERED_SECONDS = 90 * 86_400
REASON = "the account does not exist"


class SandboxBank:
    """Its memory is in Redis, each brand's apart."""

    async def send(self, scope: Scope, asked: PayoutAsked) -> RailStanding:
        ending = asked.account_number[-4:]
        if ending == "0004" and await redis_client().set(_key(scope, asked.key) + ":lost", "1", nx=True):
            raise ServiceUnavailable
        await redis_client().set(_key(scope, asked.key), ending, nx=True, ex=REMEMBERED_SECONDS)
        if ending == "0003":
            raise ServiceUnavailable
        if ending in ("0005", "0006"):
            return RailStanding(RailAnswer.ACCEPTED, _ref(asked.key))
        return _outcome(ending, asked.key)

    async def ask(self, scope: Scope, key: str) -> RailStanding:
        ending = await redis_client().get(_key(scope, key))
        if ending is None:
            return RailStanding(RailAnswer.NEVER_SEEN)
        return _outcome(ending.decode() if isinstance(ending, bytes) else ending, key)


def _outcome(ending: str, key: str) -> RailStanding:
    if ending in ("0002", "0006"):
        return RailStanding(RailAnswer.REJECTED, _ref(key), REASON)
    return RailStanding(RailAnswer.CONFIRMED, _ref(key))


def _ref(key: str) -> str:
    return f"sandbox-{key}"


def _key(scope: Scope, key: str) -> str:
    return f"sandbox-bank:{scope.brand_id}:{key}"
