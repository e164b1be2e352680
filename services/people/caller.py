"""caller: who a request comes from, as a session or a personal token tells."""

from datetime import datetime, timedelta
from uuid import UUID

from asyncpg import Record
from msgspec import Struct

from infra.database import Tx
from infra.scope import Actor

# Roles that see other people's money or data: a short session, and a second factor before any brand route.
CONSOLE_ROLES = frozenset({"admin", "finance", "operator"})
SECOND_FACTOR_ROLES = frozenset({"admin", "finance"})
# Of an account `a`, for a statement that reads it.
ACCOUNT_FACTS = """
a.display_name, a.totp_confirmed_at,
ARRAY(
  SELECT m.role FROM memberships AS m WHERE m.brand_id = a.brand_id AND m.account_id = a.id AND m.status = 'active'
) AS roles,
(SELECT s.id FROM sellers AS s WHERE s.brand_id = a.brand_id AND s.account_id = a.id) AS seller_id
"""


class Caller(Struct, frozen=True):
    """An account as it stands now: roles are read on every request, so a revoked one is gone at once.

    `second_factor_done` is whether the session was confirmed, or the token made, with the second factor.
    """

    account_id: UUID
    display_name: str
    roles: frozenset[str]
    seller_id: UUID | None
    has_second_factor: bool
    second_factor_done: bool
    session_id: UUID | None = None
    csrf_token: str = ""
    expires_at: datetime | None = None
    token_scopes: frozenset[str] | None = None

    @property
    def actor(self) -> Actor:
        return Actor("account", self.account_id, self.seller_id, self.roles)

    @property
    def second_factor_missing(self) -> bool:
        """Whoever set up a second factor, or must, has to show it before anything else."""
        return not self.second_factor_done and (
            self.has_second_factor or not SECOND_FACTOR_ROLES.isdisjoint(self.roles)
        )


async def account_facts(tx: Tx, account_id: UUID) -> Record | None:
    """An active account with its roles and its seller, in one read; None for an account that may not act."""
    return await tx.fetchrow(
        f"SELECT a.id, {ACCOUNT_FACTS} FROM accounts AS a WHERE a.brand_id = $1 AND a.id = $2 AND a.status = 'active'",  # noqa: S608
        tx.brand_id,
        account_id,
    )


def idle_limit(roles: frozenset[str]) -> timedelta:
    """How long a session may rest: a console stands on a shared desk, a seller's phone in a pocket."""
    return timedelta(hours=12) if roles & CONSOLE_ROLES else timedelta(days=30)


def longest_session(roles: frozenset[str]) -> timedelta:
    """When a session ends whatever happens."""
    return timedelta(days=7) if roles & CONSOLE_ROLES else timedelta(days=90)
