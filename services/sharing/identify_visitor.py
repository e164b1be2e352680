"""A browser logged in: its visitor is the account's customer."""

from uuid import UUID

from infra.database import Tx, transact
from infra.scope import Scope
from services.sharing.customer_of_account import customer_of_account
from services.sharing.merge_visitor import merge_visitor


async def identify_visitor(scope: Scope, account_id: UUID, visitor_id: UUID) -> UUID:
    """Merge the visitor into the account's customer, who is made where there is none yet; the customer's id."""

    async def work(tx: Tx) -> UUID:
        customer_id = await customer_of_account(tx, account_id)
        await merge_visitor(tx, visitor_id, customer_id, "login")
        return customer_id

    return await transact(scope, work)
