"""A seller's conversations, the newest first."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from infra.replica import read
from infra.scope import Scope
from services.queries.pages import Column, Page, PageRequest, Table, read_page

CONVERSATIONS = Table(
    select="""c.id, c.shown_name, c.about_kind, c.about_ref, c.state, c.unread_by_seller, c.opened_at, c.last_at,
              (SELECT left(m.words, 120) FROM messages m WHERE m.brand_id = c.brand_id AND m.conversation_id = c.id
               ORDER BY m.at DESC, m.id DESC LIMIT 1)""",
    source="conversations c JOIN stores t ON t.brand_id = c.brand_id AND t.id = c.store_id",
    where="c.brand_id = $1",
    id="c.id",
    columns={
        "last_at": Column("c.last_at", "instant", matches="range"),
        "state": Column("c.state"),
        "about": Column("c.about_kind"),
        "unread": Column("(c.unread_by_seller > 0)", "bool", sorts=False),
    },
    sort="-last_at",
    searched=("c.shown_name", "c.about_ref"),
)


class ConversationRow(Struct, frozen=True):
    """`unread` messages wait for the seller; `last_words` begins the newest message."""

    conversation_id: UUID
    name: str
    about: str
    ref: str
    state: str
    unread: int
    opened_at: datetime
    last_at: datetime
    last_words: str


async def list_conversations(scope: Scope, request: PageRequest, seller_id: UUID) -> Page[ConversationRow]:
    """Conversations of the seller's store."""
    mine = ("t.seller_id = $2", seller_id)
    return await read(scope, lambda tx: read_page(tx, CONVERSATIONS, request, ConversationRow, fixed=mine))
