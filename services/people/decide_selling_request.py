"""decide_selling_request: the brand lets somebody sell, or says why not."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from infra.database import Tx, transact
from infra.errors import FieldFault, InvalidInput, NotFound
from infra.scope import Scope
from services.audit import record_change
from services.people.add_seller import OpenSeller, SellerKind, add_seller
from services.people.errors import SellingRequestDecided

# One decides at a time, and the account is there and may log in.
_LOCK = """
SELECT r.state, r.account_id, a.display_name, a.status AS account_status FROM selling_requests AS r
JOIN accounts AS a ON a.brand_id = r.brand_id AND a.id = r.account_id
WHERE r.brand_id = $1 AND r.id = $2 FOR NO KEY UPDATE OF r
"""
_DECIDE = """
UPDATE selling_requests SET state = $3, decided_at = $4, decided_by = $5, reason = $6, seller_id = $7
WHERE brand_id = $1 AND id = $2
"""


class DecideSellingRequest(Struct, frozen=True, forbid_unknown_fields=True):
    """`kind` and `cohort` are the new seller's; the person reads `reason`, which a refusal needs."""

    approve: bool
    kind: SellerKind = "reseller"
    cohort: Annotated[str, Meta(min_length=1, max_length=40)] | None = None
    reason: Annotated[str, Meta(max_length=500)] = ""


class SellingRequestAnswered(Struct, frozen=True):
    """`seller_id` is null for who was refused."""

    state: str
    seller_id: UUID | None


async def decide_selling_request(
    scope: Scope, request_id: UUID, command: DecideSellingRequest
) -> SellingRequestAnswered:
    """Answer it, once. An approval opens the seller; it is taken back by suspending or closing the seller.

    Raises NotFound, SellingRequestDecided, SellerExists, InvalidInput for a refusal without a reason.
    """
    reason = command.reason.strip()
    if not command.approve and not reason:
        raise InvalidInput(FieldFault("reason", "is needed to refuse", "拒绝须说明理由"))

    async def work(tx: Tx) -> SellingRequestAnswered:
        row = await tx.fetchrow(_LOCK, tx.brand_id, request_id)
        if row is None or (command.approve and row["account_status"] == "closed"):
            raise NotFound(what="selling request", ref=request_id)
        if row["state"] != "waiting":
            raise SellingRequestDecided(state=row["state"])
        seller_id = None
        if command.approve:
            wish = OpenSeller(row["account_id"], command.kind, row["display_name"], command.cohort)
            seller_id = (await add_seller(tx, wish)).seller_id
        answer = SellingRequestAnswered("approved" if command.approve else "refused", seller_id)
        await tx.execute(
            _DECIDE,
            tx.brand_id,
            request_id,
            answer.state,
            tx.now,
            scope.actor.account_id,
            reason,
            seller_id,
        )
        await record_change(
            tx,
            "decide_selling_request",
            "selling request",
            request_id,
            {"state": "waiting"},
            {"state": answer.state},
        )
        return answer

    return await transact(scope, work)
