"""create_admin: an admin who can log in at once; how a brand gets its first."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from infra.database import Tx, transact
from infra.passwords import hash_password
from infra.scope import Scope
from services.people.add_account import add_account
from services.people.check_password import check_password
from services.people.contact_of import contact_of
from services.people.give_role import give_role


class CreateAdmin(Struct, frozen=True, forbid_unknown_fields=True):
    display_name: Annotated[str, Meta(min_length=1, max_length=120)]
    login: Annotated[str, Meta(min_length=3, max_length=254)]
    password: Annotated[str, Meta(min_length=1, max_length=256)]


class AdminCreated(Struct, frozen=True):
    account_id: UUID


async def create_admin(scope: Scope, command: CreateAdmin, *, region: str) -> AdminCreated:
    """Called from the command line, never over HTTP. Raises WeakPassword, ContactTaken, InvalidInput."""
    contact = contact_of(command.login, region)
    check_password(command.password, command.display_name, contact.phone, contact.email)
    hashed = await hash_password(command.password)

    async def work(tx: Tx) -> AdminCreated:
        account_id = await add_account(tx, command.display_name, contact, hashed, proved=True)
        await give_role(tx, account_id, "admin")
        return AdminCreated(account_id)

    return await transact(scope, work)
