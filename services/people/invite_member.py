"""invite_member: an account for somebody who will set its password by a one-time link."""

from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from infra.database import Tx, transact
from infra.errors import FieldFault, InvalidInput, NotAllowed
from infra.scope import Actor, Scope
from services.people.add_account import add_account
from services.people.add_seller import OpenSeller, SellerKind, add_seller
from services.people.contact_of import Contact, contact_of
from services.people.give_role import give_role
from services.people.one_time_link import OneTimeLink, make_one_time_link

ConsoleRole = Literal["admin", "finance", "operator"]


class InviteMember(Struct, frozen=True, forbid_unknown_fields=True):
    """`login` is a phone number or an e-mail address. `seller` makes the person a seller from the start."""

    display_name: Annotated[str, Meta(min_length=1, max_length=120)]
    login: Annotated[str, Meta(min_length=3, max_length=254)]
    roles: Annotated[list[ConsoleRole], Meta(max_length=3)] = []
    seller: SellerKind | None = None
    cohort: Annotated[str, Meta(min_length=1, max_length=40)] | None = None


class MemberInvited(Struct, frozen=True):
    account_id: UUID
    seller_id: UUID | None
    link: OneTimeLink


async def invite_member(scope: Scope, command: InviteMember, *, region: str) -> MemberInvited:
    """Open the account with its roles, and its seller where asked. A reseller pays nothing to join and buys nothing.

    Raises InvalidInput where neither a role nor a seller is asked for, ContactTaken, and NotAllowed where anybody but
    an admin gives a console role.
    """
    check_wish(scope.actor, command)
    contact = contact_of(command.login, region)
    return await transact(scope, lambda tx: write_member(tx, command, contact))


def check_wish(actor: Actor, command: InviteMember) -> None:
    """Raises InvalidInput where neither a role nor a seller is asked for, NotAllowed for another's console roles."""
    if not command.roles and command.seller is None:
        raise InvalidInput(FieldFault("roles", "needs a role, or a seller to open", "请选择角色或开通销售"))
    if command.roles and not may_give_console_roles(actor):
        raise NotAllowed


async def write_member(tx: Tx, command: InviteMember, contact: Contact) -> MemberInvited:
    """The account, its roles and its seller, as part of a larger step. Raises ContactTaken."""
    account_id = await add_account(tx, command.display_name, contact, None)
    for role in sorted(set(command.roles)):
        await give_role(tx, account_id, role)
    seller_id = None
    if command.seller is not None:
        wish = OpenSeller(account_id, command.seller, command.display_name, command.cohort)
        seller_id = (await add_seller(tx, wish)).seller_id
    return MemberInvited(account_id, seller_id, make_one_time_link(tx, account_id, "invited", None))


def may_give_console_roles(actor: Actor) -> bool:
    """Admins, and the command line that makes the first of them."""
    return actor.kind == "system" or "admin" in actor.roles
