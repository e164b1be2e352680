"""A seller closes a conversation, or opens it again."""

from uuid import UUID

import msgspec

from infra.database import Tx, transact
from infra.scope import Scope
from services.messages.conversation_access import lock_for_seller


class CloseConversation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`closed` true: done with; false: undo."""

    closed: bool


async def close_conversation(scope: Scope, conversation_id: UUID, command: CloseConversation) -> None:
    """Doing it again changes nothing. Raises NotFound."""

    async def work(tx: Tx) -> None:
        await lock_for_seller(tx, conversation_id)
        await tx.execute(
            "UPDATE conversations SET state = $3 WHERE brand_id = $1 AND id = $2",
            tx.brand_id,
            conversation_id,
            "closed" if command.closed else "open",
        )

    await transact(scope, work)
