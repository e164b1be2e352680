"""The next message of a conversation, by its shopper or by its seller."""

from uuid import UUID

from infra.database import Tx
from infra.errors import InvalidInput
from infra.scope import Scope
from services.claims.screen_texts import faults_of_claims, screener_of
from services.idempotency import once
from services.messages.conversation_access import lock_for_seller, lock_for_shopper
from services.messages.errors import ConversationClosed
from services.messages.write_message import MessageSent, SayWords, write_message


async def say_as_shopper(
    scope: Scope, conversation_id: UUID, command: SayWords, secret: str | None, key: str | None = None
) -> MessageSent:
    """Raises NotFound, ConversationClosed."""

    async def work(tx: Tx) -> MessageSent:
        conversation = await lock_for_shopper(tx, conversation_id, secret)
        if conversation["state"] == "closed":
            raise ConversationClosed
        return await write_message(tx, conversation_id, "shopper", command.words)

    return await once(scope, f"say {conversation_id}", key, command, work, MessageSent)


async def say_as_seller(
    scope: Scope, conversation_id: UUID, command: SayWords, key: str | None = None
) -> MessageSent:
    """Answering opens a closed conversation again. Raises NotFound; InvalidInput for words the claims check refuses:
    what a seller promises one shopper is promised all the same."""

    async def work(tx: Tx) -> MessageSent:
        await lock_for_seller(tx, conversation_id)
        faults = faults_of_claims("words", (await screener_of(tx)).read(tx, command.words))
        if faults:
            raise InvalidInput(*faults)
        await tx.execute(
            "UPDATE conversations SET state = 'open' WHERE brand_id = $1 AND id = $2",
            tx.brand_id,
            conversation_id,
        )
        return await write_message(tx, conversation_id, "seller", command.words)

    return await once(scope, f"say {conversation_id}", key, command, work, MessageSent)
