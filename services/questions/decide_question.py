"""The brand takes a question of any store off its page, or puts it back."""

from uuid import UUID

import msgspec

from infra.database import Tx, transact
from infra.errors import NotFound
from infra.scope import Scope
from services.audit import record_change

_LOCK = "SELECT state FROM questions WHERE brand_id = $1 AND id = $2 FOR UPDATE"
_HIDE = "UPDATE questions SET state = 'hidden' WHERE brand_id = $1 AND id = $2"
_SHOW = """
UPDATE questions SET state = CASE WHEN answered_at IS NULL THEN 'open' ELSE 'answered' END
WHERE brand_id = $1 AND id = $2 AND state = 'hidden'
"""


class DecideQuestion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`hidden`: off the page; false puts it back, answered as it was."""

    hidden: bool


async def decide_question(scope: Scope, question_id: UUID, command: DecideQuestion) -> None:
    """Hide or show the question; in the audit log. Doing it again changes nothing. Raises NotFound."""

    async def work(tx: Tx) -> None:
        before = await tx.fetchval(_LOCK, tx.brand_id, question_id)
        if before is None:
            raise NotFound(what="question", ref=question_id)
        if (before == "hidden") == command.hidden:
            return
        await tx.execute(_HIDE if command.hidden else _SHOW, tx.brand_id, question_id)
        told = {"hidden": command.hidden}
        await record_change(tx, "decide_question", "question", question_id, {"state": before}, told)

    await transact(scope, work)
