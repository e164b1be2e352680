"""Accounts, sellers and the audit log, as the console lists them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from infra.database import Tx, transact
from infra.errors import NotFound
from infra.json_text import from_json
from infra.replica import read
from infra.scope import Scope
from services.queries.pages import Column, Page, PageRequest, Table, read_page, read_row

_ROLES = """ARRAY(SELECT m.role FROM memberships m WHERE m.brand_id = a.brand_id AND m.account_id = a.id
            AND m.status = 'active' ORDER BY m.role)"""
ACCOUNTS = Table(
    select=f"""a.id, a.display_name, a.phone, a.email, a.status, a.totp_confirmed_at IS NOT NULL, {_ROLES},
               a.created_at, a.last_login_at""",
    source="accounts a",
    where="a.brand_id = $1",
    id="a.id",
    columns={
        "display_name": Column("a.display_name"),
        "status": Column("a.status"),
        "role": Column(_ROLES, sorts=False, matches="overlap"),
        "created_at": Column("a.created_at", "instant", matches="range"),
    },
    sort="-created_at",
    searched=("a.display_name", "a.phone", "a.email"),
)
SELLERS = Table(
    select="""s.id, s.code, s.kind, s.display_name, s.cohort, s.status, s.joined_at, s.source, s.external_ref,
              s.account_id""",
    source="sellers s",
    where="s.brand_id = $1",
    id="s.id",
    columns={
        "display_name": Column("s.display_name"),
        "code": Column("s.code"),
        "kind": Column("s.kind"),
        "status": Column("s.status"),
        "cohort": Column("coalesce(s.cohort, '')"),
        "joined_at": Column("s.joined_at", "instant", matches="range"),
    },
    sort="-joined_at",
    searched=("s.display_name", "s.code", "s.external_ref"),
)
AUDIT_LOG = Table(
    select="""l.id, l.at, l.actor_kind, l.actor_id, a.display_name, l.action, l.subject_kind, l.subject_id,
              l.before, l.after, l.request_id""",
    source="audit_log l LEFT JOIN accounts a ON a.brand_id = l.brand_id AND a.id = l.actor_id",
    where="l.brand_id = $1",
    id="l.id",
    columns={
        "at": Column("l.at", "instant", matches="range"),
        "action": Column("l.action"),
        "subject_kind": Column("l.subject_kind"),
        "subject_id": Column("l.subject_id", "uuid", sorts=False),
        "actor_id": Column("l.actor_id", "uuid", sorts=False),
    },
    sort="-at",
)


class AccountRow(Struct, frozen=True):
    account_id: UUID
    display_name: str
    phone: str | None
    email: str | None
    status: str
    has_second_factor: bool
    roles: list[str]
    created_at: datetime
    last_login_at: datetime | None


class SellerRow(Struct, frozen=True):
    """`source` and `external_ref` name where an imported seller came from; `account_id` is null until claimed."""

    seller_id: UUID
    code: str
    kind: str
    display_name: str
    cohort: str | None
    status: str
    joined_at: datetime
    source: str
    external_ref: str | None
    account_id: UUID | None


class StatusChange(Struct, frozen=True):
    """A line of a seller's history."""

    status: str
    reason: str
    changed_by: UUID | None
    at: datetime


class SellerDetail(Struct, frozen=True):
    seller: SellerRow
    history: list[StatusChange]


_JSON = (8, 9)


class AuditRow(Struct, frozen=True):
    """Who did what to what; `before` and `after` hold what differs."""

    audit_id: UUID
    at: datetime
    actor_kind: str
    actor_id: UUID | None
    actor_name: str | None
    action: str
    subject_kind: str
    subject_id: UUID
    before: Any
    after: Any
    request_id: str


async def list_accounts(scope: Scope, request: PageRequest) -> Page[AccountRow]:
    """Everybody who can log in, invited and suspended included."""
    return await read(scope, lambda tx: read_page(tx, ACCOUNTS, request, AccountRow))


async def list_sellers(scope: Scope, request: PageRequest) -> Page[SellerRow]:
    """Staff and resellers, imported ones included."""
    return await read(scope, lambda tx: read_page(tx, SELLERS, request, SellerRow))


async def list_audit_log(scope: Scope, request: PageRequest) -> Page[AuditRow]:
    """Changes of rights and rules, newest first."""
    return await read(scope, lambda tx: read_page(tx, AUDIT_LOG, request, _audit))


async def show_account(scope: Scope, account_id: UUID) -> AccountRow:
    """Raises NotFound."""
    row = await transact(scope, lambda tx: read_row(tx, ACCOUNTS, account_id, AccountRow))
    if row is None:
        raise NotFound(what="account", ref=account_id)
    return row


async def show_seller(scope: Scope, seller_id: UUID) -> SellerDetail:
    """A seller with the history of its status. Raises NotFound."""

    async def work(tx: Tx) -> SellerDetail:
        seller = await read_row(tx, SELLERS, seller_id, SellerRow)
        if seller is None:
            raise NotFound(what="seller", ref=seller_id)
        history = await tx.fetch(
            """SELECT status, reason, changed_by, at FROM seller_status_changes
               WHERE brand_id = $1 AND seller_id = $2 ORDER BY at, id""",
            tx.brand_id,
            seller_id,
        )
        return SellerDetail(seller, [StatusChange(*change) for change in history])

    return await transact(scope, work)


def _audit(*values: Any) -> AuditRow:
    # jsonb arrives as text.
    read = (from_json(value) if column in _JSON and value else value for column, value in enumerate(values))
    return AuditRow(*read)
