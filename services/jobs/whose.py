"""Who sees a job and the file it made."""

from uuid import UUID

from infra.scope import Actor


def may_see(actor: Actor, started_by: UUID | None) -> bool:
    """Whoever started it, and admins: a file holds what its starter may see."""
    return "admin" in actor.roles or (started_by is not None and actor.account_id == started_by)
