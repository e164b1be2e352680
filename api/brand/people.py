"""Who may log in, and with which roles."""

from typing import Literal
from uuid import UUID

from litestar import delete, get, post
from litestar.params import FromPath, JSONBody

from api.dependencies import BrandScope, TheBrand
from api.guards import allow
from api.tables import ThePage, table
from services.people.change_account_status import ChangeAccountStatus, change_account_status
from services.people.decide_selling_request import (
    DecideSellingRequest,
    SellingRequestAnswered,
    decide_selling_request,
)
from services.people.grant_role import GrantRole, grant_role
from services.people.invite_many import InviteMany, ManyInvited, invite_many
from services.people.invite_member import InviteMember, MemberInvited, invite_member
from services.people.one_time_link import OneTimeLink
from services.people.remove_second_factor import remove_second_factor
from services.people.renew_invitation import renew_invitation
from services.people.revoke_role import revoke_role
from services.queries.pages import Page
from services.queries.people import (
    ACCOUNTS,
    AUDIT_LOG,
    AccountRow,
    AuditRow,
    list_accounts,
    list_audit_log,
    show_account,
)
from services.queries.selling_requests import (
    SELLING_REQUESTS,
    SellingRequestRow,
    list_selling_requests,
)

Role = Literal["admin", "finance", "operator", "staff", "reseller"]


@get("/accounts", guards=[allow("admin", "operator")], opt=table(ACCOUNTS))
async def accounts(brand_scope: BrandScope, page_request: ThePage) -> Page[AccountRow]:
    """Everybody who can log in."""
    return await list_accounts(brand_scope, page_request)


@get("/accounts/{account_id:uuid}", guards=[allow("admin", "operator")])
async def account(brand_scope: BrandScope, account_id: FromPath[UUID]) -> AccountRow:
    """One account."""
    return await show_account(brand_scope, account_id)


@post("/invitations", guards=[allow("admin", "operator")])
async def invite(
    brand_scope: BrandScope, brand_facts: TheBrand, data: JSONBody[InviteMember]
) -> MemberInvited:
    """Open an account and get the one-time link its person sets a password by. Console roles: admins only."""
    return await invite_member(brand_scope, data, region=brand_facts.jurisdiction)


@post("/invitations/bulk", guards=[allow("admin", "operator")], status_code=200)
async def invite_file(
    brand_scope: BrandScope, brand_facts: TheBrand, data: JSONBody[InviteMany]
) -> ManyInvited:
    """Invite staff and resellers by a CSV file, all of them or nobody; every line is told what became of it."""
    return await invite_many(brand_scope, data, region=brand_facts.jurisdiction)


@post("/accounts/{account_id:uuid}/invitation", guards=[allow("admin")])
async def invite_again(brand_scope: BrandScope, account_id: FromPath[UUID]) -> OneTimeLink:
    """A fresh one-time link: the first one ran out, or the password was forgotten."""
    return await renew_invitation(brand_scope, account_id)


@post("/accounts/{account_id:uuid}/roles", guards=[allow("admin")], status_code=204)
async def give(brand_scope: BrandScope, account_id: FromPath[UUID], data: JSONBody[GrantRole]) -> None:
    """Let an account work in the console."""
    await grant_role(brand_scope, account_id, data)


@delete("/accounts/{account_id:uuid}/roles/{role:str}", guards=[allow("admin")])
async def take_away(brand_scope: BrandScope, account_id: FromPath[UUID], role: FromPath[Role]) -> None:
    """Take a role from an account. The last admin stays."""
    await revoke_role(brand_scope, account_id, role)


@post("/accounts/{account_id:uuid}/status", guards=[allow("admin")], status_code=204)
async def change_status(
    brand_scope: BrandScope, account_id: FromPath[UUID], data: JSONBody[ChangeAccountStatus]
) -> None:
    """Suspend a log-in, let it in again, or close it."""
    await change_account_status(brand_scope, account_id, data)


@delete("/accounts/{account_id:uuid}/second-factor", guards=[allow("admin")])
async def take_off_second_factor(brand_scope: BrandScope, account_id: FromPath[UUID]) -> None:
    """For a phone that is lost: the account sets up another at its next log-in."""
    await remove_second_factor(brand_scope, account_id)


@get("/audit-log", guards=[allow("admin", "finance")], opt=table(AUDIT_LOG))
async def audit_log(brand_scope: BrandScope, page_request: ThePage) -> Page[AuditRow]:
    """Who changed which right or rule, from what to what."""
    return await list_audit_log(brand_scope, page_request)


@get("/selling-requests", guards=[allow("admin", "operator")], opt=table(SELLING_REQUESTS))
async def selling_requests(brand_scope: BrandScope, page_request: ThePage) -> Page[SellingRequestRow]:
    """People who ask to sell; `state=waiting` is the queue."""
    return await list_selling_requests(brand_scope, page_request)


@post("/selling-requests/{request_id:uuid}/decision", guards=[allow("admin", "operator")], status_code=200)
async def answer_request(
    brand_scope: BrandScope, request_id: FromPath[UUID], data: JSONBody[DecideSellingRequest]
) -> SellingRequestAnswered:
    """Let somebody sell, or say why not. Nobody pays or buys anything for it."""
    return await decide_selling_request(brand_scope, request_id, data)


ROUTES = [
    selling_requests,
    answer_request,
    accounts,
    account,
    invite,
    invite_file,
    invite_again,
    give,
    take_away,
    change_status,
    take_off_second_factor,
    audit_log,
]
