"""invite_many: staff and resellers by a file, all of them or nobody."""

from collections.abc import Sequence
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from infra.csv_reader import CsvLine, read_csv
from infra.database import Tx, transact
from infra.errors import DomainError
from infra.scope import Scope
from services.people.contact_of import Contact, contact_of
from services.people.invite_member import InviteMember, check_wish, write_member
from services.people.one_time_link import OneTimeLink

MOST_LINES = 500
_NAMES = {
    **{name: name for name in ("name", "login", "seller", "cohort", "roles")},
    "display_name": "name",
    "phone": "login",
    "email": "login",
    "kind": "seller",
    "姓名": "name",
    "账号": "login",
    "手机号": "login",
    "邮箱": "login",
    "身份": "seller",
    "批次": "cohort",
    "角色": "roles",
}
_KINDS = {
    "": None,
    "staff": "staff",
    "员工": "staff",
    "reseller": "reseller",
    "经销商": "reseller",
    "代理": "reseller",
}
_TAKEN = """
SELECT phone, email FROM accounts WHERE brand_id = $1 AND (phone = ANY($2::text[]) OR email = ANY($3::text[]))
"""


class InviteMany(Struct, frozen=True, forbid_unknown_fields=True):
    """`csv` has the columns name, login (phone or e-mail), seller (staff, reseller or empty), cohort, roles (parted by
    spaces). `check` true: say what is wrong with it, and invite nobody."""

    csv: Annotated[str, Meta(min_length=1, max_length=200_000)]
    check: bool = False


class LineInvited(Struct, frozen=True):
    """What became of a line: its one-time link, or what is wrong with it, in English and Chinese."""

    line: int
    name: str
    login: str
    link: OneTimeLink | None = None
    problem: str = ""
    problem_zh: str = ""


class ManyInvited(Struct, frozen=True):
    """`invited` true: every line has its link. False: nobody was invited, for the lines with a problem or because it
    was only asked."""

    invited: bool
    lines: list[LineInvited]


class _Read(Struct, frozen=True):
    line: CsvLine
    wish: InviteMember | None = None
    contact: Contact | None = None
    problem: tuple[str, str] = ("", "")


async def invite_many(scope: Scope, command: InviteMany, *, region: str) -> ManyInvited:
    """Open all the accounts in one database transaction. Raises InvalidInput where the file itself cannot be read."""
    file = read_csv(command.csv, _NAMES, most=MOST_LINES)
    read = [_read(scope, line, region) for line in file.lines]

    async def work(tx: Tx) -> ManyInvited:
        checked = _refuse_taken(read, await _taken(tx, read))
        if command.check or any(each.problem[0] for each in checked):
            return ManyInvited(False, [_told(each) for each in checked])
        return ManyInvited(True, [await _invited(tx, each) for each in checked])

    return await transact(scope, work)


def _read(scope: Scope, line: CsvLine, region: str) -> _Read:
    kind = (line.get("seller") or "").lower()
    if kind not in _KINDS:
        return _Read(
            line,
            problem=(f"{kind} is neither staff nor reseller", f"身份“{kind}”须为 员工 或 经销商，或留空"),
        )
    body = {
        "display_name": line.get("name") or "",
        "login": line.get("login") or "",
        "roles": (line.get("roles") or "").replace(";", " ").split(),
        "seller": _KINDS[kind],
        "cohort": line.get("cohort") or None,
    }
    try:
        wish = msgspec.convert(body, InviteMember)
        check_wish(scope.actor, wish)
        return _Read(line, wish, contact_of(wish.login, region))
    except msgspec.ValidationError as error:
        return _Read(line, problem=(str(error), f"格式无效：{error}"))
    except DomainError as refused:
        if refused.faults:
            fault = refused.faults[0]
            return _Read(line, problem=(f"{fault.path} {fault.message}", fault.message_zh or fault.message))
        return _Read(line, problem=(refused.title, refused.title_zh))


async def _taken(tx: Tx, read: Sequence[_Read]) -> set[str]:
    contacts = [each.contact for each in read if each.contact]
    rows = await tx.fetch(
        _TAKEN,
        tx.brand_id,
        [contact.phone for contact in contacts if contact.phone],
        [contact.email for contact in contacts if contact.email],
    )
    return {contact for row in rows for contact in (row["phone"], row["email"]) if contact}


def _refuse_taken(read: Sequence[_Read], taken: set[str]) -> list[_Read]:
    first: dict[str, int] = {}
    checked: list[_Read] = []
    for each in read:
        contact = (each.contact.phone or each.contact.email) if each.contact else None
        problem = each.problem
        if contact in taken:
            problem = ("has an account already", "该账号已存在")
        elif contact is not None:
            before = first.setdefault(contact, each.line.number)
            if before != each.line.number:
                problem = (f"is the login of line {before} too", f"与第 {before} 行的账号相同")
        checked.append(msgspec.structs.replace(each, problem=problem))
    return checked


def _told(each: _Read) -> LineInvited:
    return LineInvited(
        each.line.number,
        each.line.get("name") or "",
        each.line.get("login") or "",
        problem=each.problem[0],
        problem_zh=each.problem[1],
    )


async def _invited(tx: Tx, each: _Read) -> LineInvited:
    if each.wish is None or each.contact is None:
        raise AssertionError("a line without a problem was read")
    member = await write_member(tx, each.wish, each.contact)
    return msgspec.structs.replace(_told(each), link=member.link)
