"""register_shopper: a shopper makes an account of their own; it holds no role."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from infra.database import Tx, transact
from infra.passwords import hash_password
from infra.scope import Scope
from services.people.add_account import add_account
from services.people.check_password import check_password
from services.people.contact_of import contact_of
from services.people.start_session import SessionStarted, start_session


class RegisterShopper(Struct, frozen=True, forbid_unknown_fields=True):
    """`login` is a phone number or an e-mail address, `name` what the shop calls the shopper."""

    login: Annotated[str, Meta(min_length=3, max_length=254)]
    password: Annotated[str, Meta(min_length=1, max_length=256)]
    name: Annotated[str, Meta(min_length=1, max_length=120, pattern=r"\S")]


class ShopperRegistered(Struct, frozen=True):
    account_id: UUID
    session: SessionStarted


async def register_shopper(
    scope: Scope, command: RegisterShopper, *, region: str, agent: str = ""
) -> ShopperRegistered:
    """Make the account and log it in. The contact is typed, not proved: earlier guests' orders with it stay theirs.

    Raises InvalidInput, WeakPassword; ContactTaken where somebody has an account with it.
    """
    contact = contact_of(command.login, region)
    check_password(command.password, command.name, contact.phone, contact.email)
    hashed = await hash_password(command.password)

    async def work(tx: Tx) -> ShopperRegistered:
        account_id = await add_account(tx, command.name.strip(), contact, hashed)
        session = await start_session(tx, account_id, frozenset(), agent=agent, second_factor_at=None)
        return ShopperRegistered(account_id, session)

    return await transact(scope, work)
