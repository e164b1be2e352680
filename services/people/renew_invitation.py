"""renew_invitation: a fresh one-time link, for an invitation that ran out or a password that was forgotten."""

from uuid import UUID

from infra.database import Tx, transact
from infra.errors import NotFound
from infra.scope import Scope
from services.audit import record_change
from services.people.one_time_link import OneTimeLink, make_one_time_link


async def renew_invitation(scope: Scope, account_id: UUID) -> OneTimeLink:
    """A link for an invited or active account. It sets a password and nothing else: a second factor stays.

    Raises NotFound.
    """

    async def work(tx: Tx) -> OneTimeLink:
        account = await tx.fetchrow(
            """SELECT id, status, password_hash FROM accounts
               WHERE brand_id = $1 AND id = $2 AND status IN ('invited', 'active')""",
            tx.brand_id,
            account_id,
        )
        if account is None:
            raise NotFound(what="account", ref=account_id)
        await record_change(tx, "renew_invitation", "account", account_id, None, None)
        return make_one_time_link(tx, account_id, account["status"], account["password_hash"])

    return await transact(scope, work)
