"""The audit log: who changed which rule or right, from what to what."""

from collections.abc import Sequence
from uuid import UUID

from infra.database import Tx
from infra.ids import new_id
from infra.json_text import to_json


async def record_change(
    tx: Tx, action: str, subject_kind: str, subject_id: UUID, before: object, after: object
) -> None:
    """Write one line of the audit log, in the database transaction of the change itself.

    `action` is the service's verb (`grant_role`), `subject_kind` the glossary's word for what changed (`membership`);
    `before` and `after` are what differs, as JSON values or structs, None for something that was not there. Secrets and
    contact data do not belong in them: the log is never erased.
    """
    await tx.execute(
        """INSERT INTO audit_log (brand_id, id, at, actor_id, actor_kind, action, subject_kind, subject_id,
                                  before, after, request_id)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9::jsonb, $10::jsonb, $11)""",
        tx.brand_id,
        new_id(),
        tx.now,
        tx.scope.actor.account_id,
        tx.scope.actor.kind,
        action,
        subject_kind,
        subject_id,
        None if before is None else to_json(before),
        None if after is None else to_json(after),
        tx.scope.request_id,
    )


async def record_changes(
    tx: Tx, action: str, subject_kind: str, changes: Sequence[tuple[UUID, object, object]]
) -> None:
    """The same for many subjects at once: (subject, before, after), one line each, in one statement."""
    if changes:
        await tx.execute(
            """INSERT INTO audit_log (brand_id, id, at, actor_id, actor_kind, action, subject_kind, subject_id,
                                      before, after, request_id)
               SELECT $1, n.id, $2, $3, $4, $5, $6, n.subject, n.before::jsonb, n.after::jsonb, $7
               FROM unnest($8::uuid[], $9::uuid[], $10::text[], $11::text[]) AS n (id, subject, before, after)""",
            tx.brand_id,
            tx.now,
            tx.scope.actor.account_id,
            tx.scope.actor.kind,
            action,
            subject_kind,
            tx.scope.request_id,
            [new_id() for _ in changes],
            [subject for subject, _, _ in changes],
            [to_json(before) for _, before, _ in changes],
            [to_json(after) for _, _, after in changes],
        )
