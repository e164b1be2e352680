"""For whom, by whom and when a service call is made."""

from dataclasses import dataclass, replace
from uuid import UUID

from infra.clock import Clock, SystemClock


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. `kind`: `account` (session or token), `visitor` (a shopper), `system` (task, import, CLI)."""

    kind: str
    account_id: UUID | None = None
    seller_id: UUID | None = None
    roles: frozenset[str] = frozenset()

    @property
    def reference(self) -> str:
        """Text that tells actors apart in idempotency keys and logs; no personal data."""
        return f"{self.kind}:{self.account_id}" if self.account_id else self.kind


SYSTEM = Actor(kind="system")
MACHINE_CLOCK: Clock = SystemClock()


@dataclass(frozen=True, slots=True)
class Scope:
    """One brand, one actor, one clock: what every service call is given first. Tenancy starts here."""

    brand_id: UUID
    actor: Actor = SYSTEM
    clock: Clock = MACHINE_CLOCK
    request_id: str = ""
    locale: str = "en"

    def acting_as(self, actor: Actor) -> "Scope":
        return replace(self, actor=actor)
