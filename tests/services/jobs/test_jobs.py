"""Long work: once by one worker, in turns, cancelled, taken over from one that died, refused in words."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from infra.clock import SetClock
from infra.database import transact
from infra.errors import InvalidInput, NotFound
from infra.scope import Scope
from services.jobs import kinds
from services.jobs.cancel_job import cancel_job
from services.jobs.errors import JobBusy, JobIsOver
from services.jobs.outcome import GoOn, JobMade
from services.jobs.run_job import run_job
from services.jobs.start_job import start_job
from services.jobs.turn import JobTurn
from services.queries.jobs import list_jobs, read_job_file, show_job, show_job_file
from services.queries.pages import PageRequest
from services.upkeep.forget_old import forget_old
from tests.support.staff import person
from tests.support.workers import finished, work_off_jobs
from tests.support.world import rows, value

KIND = "counting"


@pytest.fixture
async def admin(scope: Scope) -> Scope:
    """The scope of somebody who runs the brand."""
    return await person(scope, "admin")


async def _count(turn: JobTurn) -> JobMade | GoOn:
    """A kind for these tests: writes the numbers of its range, one a piece, three a turn."""
    for number in range(int(turn.resume_at or 0), turn.given["to"]):
        await turn.write(f"{number}\n".encode(), str(number + 1), number + 1)
        if number % 3 == 2:
            return GoOn()
    return JobMade({"counted": turn.done}, "numbers.txt", "text/plain")


@pytest.fixture(autouse=True)
def _kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    async def refuse(_: JobTurn) -> Any:
        raise NotFound(what="thing", ref="x")

    async def fail(_: JobTurn) -> Any:
        raise RuntimeError("a fault of ours")

    for name, work in (("counting", _count), ("refusing", refuse), ("failing", fail)):
        monkeypatch.setitem(kinds.KINDS, name, work)


async def content(scope: Scope, job_id: UUID) -> bytes:
    return b"".join([piece async for piece in read_job_file(scope, job_id)])


async def test_a_job_runs_in_turns_and_leaves_its_file(admin: Scope) -> None:
    job_id = (await start_job(admin, KIND, {"to": 7}, title="seven", total=7, file=b"given")).job_id
    before = await show_job(admin, job_id)
    assert (before.state, before.done, before.total, before.started_by_name) == ("waiting", 0, 7, "admin")
    assert await work_off_jobs(admin) == 3
    after = await show_job(admin, job_id)
    assert (after.state, after.done, after.total, after.result) == ("done", 7, 7, {"counted": 7})
    file = await show_job_file(admin, job_id)
    assert (file.name, file.media_type, file.size) == ("numbers.txt", "text/plain", 14)
    assert await content(admin, job_id) == b"0\n1\n2\n3\n4\n5\n6\n"
    # What it was given has served.
    assert await value(admin, "SELECT count(*) FROM job_chunks WHERE brand_id = $1 AND part = 'given'") == 0


async def test_a_message_twice_and_two_workers_change_nothing(admin: Scope) -> None:
    job_id = (await start_job(admin, KIND, {"to": 2})).job_id
    outcomes = await asyncio.gather(*(run_job(admin, job_id) for _ in range(4)), return_exceptions=True)
    assert {type(each) for each in outcomes} <= {type(None), JobBusy}
    assert outcomes.count(None) >= 1
    await run_job(admin, job_id)
    assert await content(admin, job_id) == b"0\n1\n"


async def test_a_worker_that_died_is_followed_by_another_where_it_stood(
    admin: Scope, clock: SetClock
) -> None:
    job_id = (await start_job(admin, KIND, {"to": 3})).job_id
    await transact(
        admin,
        lambda tx: tx.execute(
            "UPDATE jobs SET state = 'running', seen_at = $3, resume_at = '2' WHERE brand_id = $1 AND id = $2",
            tx.brand_id,
            job_id,
            tx.now,
        ),
    )
    clock.move_by(timedelta(seconds=119))
    with pytest.raises(JobBusy):
        await run_job(admin, job_id)
    clock.move_by(timedelta(seconds=2))
    await run_job(admin, job_id)
    assert (await finished(admin, job_id)).state == "done"
    assert await content(admin, job_id) == b"2\n"


async def test_a_refusal_and_a_fault_are_told_apart(admin: Scope) -> None:
    refused = (await start_job(admin, "refusing", {})).job_id
    row = await finished(admin, refused)
    assert (row.state, row.problem["code"], row.problem["detail"]) == (
        "failed",
        "not_found",
        "There is no thing x.",
    )
    failing = (await start_job(admin, "failing", {})).job_id
    with pytest.raises(RuntimeError, match="a fault of ours"):
        await run_job(admin, failing)
    assert (await show_job(admin, failing)).problem["code"] == "internal_fault"
    with pytest.raises(NotFound):
        await show_job_file(admin, failing)


async def test_cancelled_before_and_while_it_runs(admin: Scope, monkeypatch: pytest.MonkeyPatch) -> None:
    waits = (await start_job(admin, KIND, {"to": 9})).job_id
    await cancel_job(admin, waits)
    assert (await finished(admin, waits)).state == "cancelled"
    with pytest.raises(JobIsOver):
        await cancel_job(admin, waits)

    async def cancelled_midway(turn: JobTurn) -> JobMade:
        await turn.write(b"half", "1", 1)
        await cancel_job(admin, turn.job_id)
        await turn.write(b"more", "2", 2)
        raise AssertionError("the second piece was refused")

    monkeypatch.setitem(kinds.KINDS, "halved", cancelled_midway)
    runs = (await start_job(admin, "halved", {})).job_id
    assert (await finished(admin, runs)).state == "cancelled"
    assert await content(admin, runs) == b""


async def test_a_job_is_its_starters_and_the_admins(scope: Scope, admin: Scope) -> None:
    one, other = await person(scope, "operator"), await person(scope, "operator")
    job_id = (await start_job(one, KIND, {"to": 1})).job_id
    await work_off_jobs(scope)
    assert (await show_job(one, job_id)).state == (await show_job(admin, job_id)).state == "done"
    for ask in (show_job, show_job_file, cancel_job):
        with pytest.raises(NotFound):
            await ask(other, job_id)
    assert [row.job_id for row in (await list_jobs(one, PageRequest())).rows] == [job_id]
    assert (await list_jobs(other, PageRequest())).rows == []
    assert [row.job_id for row in (await list_jobs(admin, PageRequest())).rows] == [job_id]


async def test_a_job_runs_with_the_rights_its_starter_has_now(
    scope: Scope, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[frozenset[str]] = []

    async def look(turn: JobTurn) -> JobMade:
        seen.append(turn.scope.actor.roles)
        return JobMade()

    monkeypatch.setitem(kinds.KINDS, "looking", look)
    operator = await person(scope, "operator")
    await start_job(operator, "looking", {})
    await work_off_jobs(scope)
    await start_job(operator, "looking", {})
    await transact(
        scope,
        lambda tx: tx.execute(
            "UPDATE memberships SET status = 'revoked' WHERE brand_id = $1 AND account_id = $2",
            tx.brand_id,
            operator.actor.account_id,
        ),
    )
    await work_off_jobs(scope)
    assert seen == [frozenset({"operator"}), frozenset()]


async def test_the_file_of_a_job_is_kept_in_pieces(admin: Scope, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = bytes(range(256)) * 2500
    read: list[bytes] = []

    async def take(turn: JobTurn) -> JobMade:
        read.append(await turn.file())
        return JobMade()

    monkeypatch.setitem(kinds.KINDS, "taking", take)
    await start_job(admin, "taking", {}, file=whole)
    assert await rows(
        admin, "SELECT position, length(content) FROM job_chunks WHERE brand_id = $1 ORDER BY 1"
    ) == [
        (0, 262_144),
        (1, 262_144),
        (2, 115_712),
    ]
    await work_off_jobs(admin)
    assert read == [whole]


async def test_a_list_of_jobs_refuses_what_it_does_not_know(admin: Scope) -> None:
    with pytest.raises(InvalidInput):
        await list_jobs(admin, PageRequest(filters={"colour": "red"}))


async def test_a_job_is_forgotten_thirty_days_after_its_end(admin: Scope, clock: SetClock) -> None:
    job_id = (await start_job(admin, KIND, {"to": 2})).job_id
    await work_off_jobs(admin)
    await start_job(admin, KIND, {"to": 2})
    clock.move_by(timedelta(days=30))
    assert (await forget_old(admin)).jobs == 0
    clock.move_by(timedelta(seconds=1))
    assert (await forget_old(admin)).jobs == 1
    with pytest.raises(NotFound):
        await show_job(admin, job_id)
    assert await value(admin, "SELECT count(*) FROM job_chunks WHERE brand_id = $1") == 0
    assert await value(admin, "SELECT state FROM jobs WHERE brand_id = $1") == "waiting"
