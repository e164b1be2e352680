"""grant_role: let an account work in the console."""

from uuid import UUID

from msgspec import Struct

from infra.database import Tx, transact
from infra.errors import NotFound
from infra.scope import Scope
from services.people.give_role import give_role
from services.people.invite_member import ConsoleRole


class GrantRole(Struct, frozen=True, forbid_unknown_fields=True):
    """The roles of sellers come with `open_seller`."""

    role: ConsoleRole


async def grant_role(scope: Scope, account_id: UUID, command: GrantRole) -> None:
    """Granting a role that is held changes nothing. Raises NotFound."""

    async def work(tx: Tx) -> None:
        known = await tx.fetchval(
            "SELECT 1 FROM accounts WHERE brand_id = $1 AND id = $2 AND status <> 'closed'",
            tx.brand_id,
            account_id,
        )
        if not known:
            raise NotFound(what="account", ref=account_id)
        await give_role(tx, account_id, command.role)

    await transact(scope, work)
