"""People of a brand's office."""

from uuid import UUID

from infra.database import Tx, transact
from infra.ids import new_id
from infra.scope import Actor, Scope
from services.people.add_account import add_account
from services.people.contact_of import Contact
from services.people.give_role import give_role


async def person(scope: Scope, role: str) -> Scope:
    """The scope of somebody who has this role."""

    async def work(tx: Tx) -> UUID:
        account_id = await add_account(tx, role, Contact(email=f"{new_id().hex}@x.cn"), "hash")
        await give_role(tx, account_id, role)
        return account_id

    account_id = await transact(scope, work)
    return scope.acting_as(Actor("account", account_id, None, frozenset({role})))
