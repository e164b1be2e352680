"""Draft, change and drop a share kit."""

from typing import Annotated
from uuid import UUID

import asyncpg
import msgspec
from msgspec import Meta

from infra.database import Tx, transact
from infra.errors import NotFound
from infra.ids import new_id
from infra.json_text import to_json
from infra.scope import Scope
from services.audit import record_change
from services.cards.check_kit import check_kit, templates_of
from services.cards.errors import KitNotDraft
from services.cards.shapes import KitBody
from services.cards.template import literal_text
from services.claims.screen_texts import ClaimSaid, screen_texts
from services.locks import lock_brand_rules

_NEXT = "SELECT coalesce(max(version), 0) + 1 FROM share_kits WHERE brand_id = $1"
_WRITE = """
INSERT INTO share_kits (brand_id, id, version, state, body, note, created_by, created_at, edited_at)
VALUES ($1, $2, $3, 'draft', $4::jsonb, $5, $6, $7, $7)
"""
_EDIT = """
UPDATE share_kits SET body = $3::jsonb, note = $4, edited_at = $5, previewed_hash = NULL
WHERE brand_id = $1 AND id = $2
"""


class DraftKit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    body: KitBody
    note: Annotated[str, Meta(max_length=2000)] = ""


class KitDrafted(msgspec.Struct, frozen=True):
    """`flagged` are words that want a look: the draft is saved, and the flags are listed under claims."""

    kit_id: UUID
    version: int
    flagged: list[ClaimSaid]


async def draft_kit(scope: Scope, command: DraftKit) -> KitDrafted:
    """Save a new draft. Raises InvalidInput: an unknown place, a name taken twice, words the claims check refuses."""
    check_kit(command.body)

    async def work(tx: Tx) -> KitDrafted:
        # Under the brand's lock: two people who save at once get two versions.
        await lock_brand_rules(tx)
        kit_id, version = new_id(), await tx.fetchval(_NEXT, tx.brand_id)
        flagged = await _screen(tx, kit_id, command.body)
        await tx.execute(
            _WRITE,
            tx.brand_id,
            kit_id,
            version,
            to_json(command.body),
            command.note,
            scope.actor.account_id,
            tx.now,
        )
        await record_change(tx, "draft_kit", "share kit", kit_id, None, {"version": version})
        return KitDrafted(kit_id, version, flagged)

    return await transact(scope, work)


async def edit_kit(scope: Scope, kit_id: UUID, command: DraftKit) -> KitDrafted:
    """Change a draft; it has to be previewed again. Raises NotFound, KitNotDraft, InvalidInput."""
    check_kit(command.body)

    async def work(tx: Tx) -> KitDrafted:
        kit = await lock_draft(tx, kit_id)
        flagged = await _screen(tx, kit_id, command.body)
        await tx.execute(_EDIT, tx.brand_id, kit_id, to_json(command.body), command.note, tx.now)
        await record_change(tx, "edit_kit", "share kit", kit_id, None, {"version": kit["version"]})
        return KitDrafted(kit_id, kit["version"], flagged)

    return await transact(scope, work)


async def drop_kit(scope: Scope, kit_id: UUID) -> None:
    """Throw a draft away. Raises NotFound, KitNotDraft."""

    async def work(tx: Tx) -> None:
        kit = await lock_draft(tx, kit_id)
        await tx.execute("DELETE FROM share_kits WHERE brand_id = $1 AND id = $2", tx.brand_id, kit_id)
        await record_change(tx, "drop_kit", "share kit", kit_id, {"version": kit["version"]}, None)

    await transact(scope, work)


async def lock_draft(tx: Tx, kit_id: UUID) -> asyncpg.Record:
    """The draft, locked under the brand's rules. Raises NotFound, KitNotDraft."""
    await lock_brand_rules(tx)
    kit = await tx.fetchrow(
        "SELECT * FROM share_kits WHERE brand_id = $1 AND id = $2 FOR NO KEY UPDATE", tx.brand_id, kit_id
    )
    if kit is None:
        raise NotFound(what="share kit", ref=kit_id)
    if kit["state"] != "draft":
        raise KitNotDraft(version=kit["version"], state=kit["state"])
    return kit


async def _screen(tx: Tx, kit_id: UUID, body: KitBody) -> list[ClaimSaid]:
    """The words of the templates; what fills their places is read when a card is shown."""
    texts = {path: literal_text(template) for path, template, _ in templates_of(body)}
    return await screen_texts(tx, "share_kit", kit_id, texts)
