"""A POST that moves money or stock is done once, however often it arrives."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import msgspec

from infra.database import Tx, transact
from infra.errors import FieldFault, IdempotencyKeyReused, InvalidInput
from infra.ids import new_id
from infra.json_text import content_hash, to_json
from infra.scope import Scope

Answer = TypeVar("Answer")

KEY_LENGTH = 200


async def once(
    scope: Scope,
    operation: str,
    key: str | None,
    command: object,
    work: Callable[[Tx], Awaitable[Answer]],
    answer_type: type[Answer],
) -> Answer:
    """Run `work` in one transaction, and keep its answer under (operation, actor, key) in that same transaction.

    The same key with the same command gets the first answer again and moves nothing. A key of None (calls from tasks
    and the CLI, which are idempotent by what they change) runs the work without a record.

    Raises:
        IdempotencyKeyReused: the key was used for this operation with another command.
        InvalidInput: the key is empty or longer than 200 characters.
    """
    if key is None:
        return await transact(scope, work)
    if not 1 <= len(key) <= KEY_LENGTH:
        raise InvalidInput(
            FieldFault("Idempotency-Key", "must have 1 to 200 characters", "长度须为 1 至 200 个字符")
        )
    given = content_hash(command)

    async def keyed(tx: Tx) -> Answer:
        # The unique index makes a second request with this key wait here until the first commits or rolls back.
        fresh = await tx.execute(
            "INSERT INTO idempotency_keys (brand_id, id, operation, actor, key, input_hash, created_at)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (brand_id, operation, actor, key) DO NOTHING",
            tx.brand_id,
            new_id(),
            operation,
            scope.actor.reference,
            key,
            given,
            tx.now,
        )
        where = (tx.brand_id, operation, scope.actor.reference, key)
        if not fresh:
            return await _stored_answer(tx, where, given, answer_type)
        answer = await work(tx)
        await tx.execute(
            "UPDATE idempotency_keys SET answer = $5::jsonb"
            " WHERE brand_id = $1 AND operation = $2 AND actor = $3 AND key = $4",
            *where,
            to_json(answer),
        )
        return answer

    return await transact(scope, keyed)


async def _stored_answer(tx: Tx, where: tuple[Any, ...], given: str, answer_type: type[Answer]) -> Answer:
    row = await tx.fetchrow(
        "SELECT input_hash, answer FROM idempotency_keys"
        " WHERE brand_id = $1 AND operation = $2 AND actor = $3 AND key = $4",
        *where,
    )
    if row is None or row["input_hash"] != given:
        raise IdempotencyKeyReused()
    return msgspec.json.decode(row["answer"], type=answer_type)
