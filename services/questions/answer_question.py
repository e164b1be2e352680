"""A store's owner answers a question, or takes it off the page."""

from typing import Annotated
from uuid import UUID

import asyncpg
import msgspec
from msgspec import Meta

from infra.database import Tx, transact
from infra.errors import InvalidInput, NotFound
from infra.scope import Scope
from services.claims.screen_texts import faults_of_claims, screener_of

_LOCK = """
SELECT q.id, q.state FROM questions AS q JOIN stores AS t ON t.brand_id = q.brand_id AND t.id = q.store_id
WHERE q.brand_id = $1 AND q.id = $2 AND t.seller_id = $3 FOR UPDATE OF q
"""
_ANSWER = """
UPDATE questions SET state = 'answered', answer = $3, answered_at = $4, answered_by = $5 WHERE brand_id = $1 AND id = $2
"""
_HIDE = "UPDATE questions SET state = 'hidden' WHERE brand_id = $1 AND id = $2"


class AnswerQuestion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The answer, public on the product's page; a second one replaces the first."""

    answer: Annotated[str, Meta(min_length=1, max_length=1000)]


async def answer_question(scope: Scope, question_id: UUID, command: AnswerQuestion) -> None:
    """Answer a question of the acting seller's store. Raises NotFound; InvalidInput for words that the claims check
    refuses: an answer is a public word of a seller about a product."""

    async def work(tx: Tx) -> None:
        question = await _lock(tx, question_id)
        faults = faults_of_claims("answer", (await screener_of(tx)).read(tx, command.answer))
        if faults:
            raise InvalidInput(*faults)
        account_id = tx.scope.actor.account_id
        await tx.execute(_ANSWER, tx.brand_id, question["id"], command.answer.strip(), tx.now, account_id)

    await transact(scope, work)


async def hide_question(scope: Scope, question_id: UUID) -> None:
    """Take a question off the page: spam, an insult, somebody's phone number. Doing it again changes nothing. Raises
    NotFound."""

    async def work(tx: Tx) -> None:
        question = await _lock(tx, question_id)
        await tx.execute(_HIDE, tx.brand_id, question["id"])

    await transact(scope, work)


async def _lock(tx: Tx, question_id: UUID) -> asyncpg.Record:
    row = await tx.fetchrow(_LOCK, tx.brand_id, question_id, tx.scope.actor.seller_id)
    if row is None:
        raise NotFound(what="question", ref=question_id)
    return row
