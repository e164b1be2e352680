"""Invitations by a file: all or nobody, and a word for every line."""

import httpx
import pytest

from infra.errors import InvalidInput
from infra.scope import Scope
from services.people.invite_many import InviteMany, ManyInvited, invite_many
from tests.factories import login, make_account, make_brand, make_seller
from tests.services.jobs.test_jobs import person
from tests.support.world import rows

ACCOUNTS = """
SELECT display_name, coalesce(phone, email) FROM accounts WHERE brand_id = $1 AND status = 'invited' ORDER BY 1
"""


async def invited(scope: Scope, csv: str, *, check: bool = False) -> ManyInvited:
    return await invite_many(scope, InviteMany(csv, check), region="CN")


async def test_a_file_of_people(scope: Scope) -> None:
    operator = await person(scope, "operator")
    csv = "姓名,账号,身份,批次\nWu Mei,13900001111,经销商,spring\nLi,li@x.cn,员工,\n"
    asked = await invited(operator, csv, check=True)
    assert (asked.invited, [line.problem for line in asked.lines]) == (False, ["", ""])
    assert await rows(scope, ACCOUNTS) == []
    done = await invited(operator, csv)
    assert done.invited
    assert [(line.line, line.name, line.link is not None) for line in done.lines] == [
        (2, "Wu Mei", True),
        (3, "Li", True),
    ]
    assert await rows(scope, ACCOUNTS) == [("Li", "li@x.cn"), ("Wu Mei", "+8613900001111")]
    sellers = "SELECT display_name, kind, cohort FROM sellers WHERE brand_id = $1 ORDER BY 1"
    assert await rows(scope, sellers) == [("Li", "staff", None), ("Wu Mei", "reseller", "spring")]


async def test_one_faulty_line_and_nobody_is_invited(scope: Scope) -> None:
    operator = await person(scope, "operator")
    await invited(operator, "name,login,seller\nWu,wu@x.cn,staff\n")
    report = await invited(
        operator,
        "name,login,seller,roles\n"
        "Ann,ann@x.cn,staff,\n"
        "Bo,wu@x.cn,staff,\n"
        "Cy,ANN@x.cn,staff,\n"
        "Di,nonsense,staff,\n"
        "Ed,ed@x.cn,boss,\n"
        "Fu,fu@x.cn,,\n"
        "Gu,gu@x.cn,,admin\n"
        ",hu@x.cn,staff,\n",
    )
    assert not report.invited
    problems = {line.line: line.problem for line in report.lines}
    assert problems[2] == ""
    assert problems[3] == "has an account already"
    assert problems[4] == "is the login of line 2 too"
    assert problems[5] == "login is neither a phone number nor an e-mail address"
    assert "neither staff nor reseller" in problems[6]
    assert problems[7] == "roles needs a role, or a seller to open"
    assert problems[8] == "Your role does not allow this"
    assert "length >= 1" in problems[9]
    assert all(line.problem_zh for line in report.lines if line.problem)
    assert await rows(scope, ACCOUNTS) == [("Wu", "wu@x.cn")]


async def test_a_file_that_is_none(scope: Scope) -> None:
    with pytest.raises(InvalidInput, match="at most 500"):
        await invited(scope, "name,login\n" + "A,a@x.cn\n" * 501)


async def test_over_http_the_links_work(client: httpx.AsyncClient) -> None:
    brand = await make_brand()
    await make_seller(brand)
    await login(client, await make_account(brand, "admin"))
    answer = await client.post(
        "/api/brand/invitations/bulk", json={"csv": "name,login,roles\nFay,fay@x.cn,finance operator\n"}
    )
    assert answer.status_code == 200, answer.text
    (line,) = answer.json()["lines"]
    client.cookies.clear()
    accepted = await client.post(
        f"{brand.public}/invitations/acceptance",
        json={"token": line["link"]["token"], "password": "what she chose herself"},
    )
    assert accepted.status_code == 201, accepted.text
