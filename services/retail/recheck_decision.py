"""A stored decision, decided again from the facts: the answer must be the same, whatever has been learnt since."""

from typing import Any
from uuid import UUID

import msgspec

from commission.attribution.candidates import Facts
from commission.attribution.decide import decide
from commission.attribution.facts import SellerStanding
from infra.database import Tx, transact
from infra.errors import NotFound
from infra.scope import Scope
from services.policies.kinds import ATTRIBUTION_POLICY
from services.policies.policy_by_id import policy_by_id
from services.retail.load_facts import load_facts
from services.retail.load_sales import load_sales
from services.retail.sale import PaymentMade

_STORED = """
SELECT d.policy_id, d.body, o.*, l.id AS line_id FROM attribution_decisions AS d
JOIN retail_orders AS o ON o.brand_id = d.brand_id AND o.id = d.order_id
JOIN retail_order_lines AS l ON l.brand_id = d.brand_id AND l.id = d.order_line_id
WHERE d.brand_id = $1 AND d.order_line_id = $2
"""


class DecisionRechecked(msgspec.Struct, frozen=True):
    """`same` says whether the law gives the stored answer again; `now` is what it gives."""

    same: bool
    stored: dict[str, Any]
    now: dict[str, Any]


async def recheck_decision(scope: Scope, order_line_id: UUID) -> DecisionRechecked:
    """Decide an order line again, as of its order's payment, under the policy version of then. Raises NotFound.

    Touches, bindings and identifications are read again from their tables; how sellers stood is read from the stored
    decision, because accounts and phones change. A merge that was undone since counts as it did then.
    """

    async def work(tx: Tx) -> DecisionRechecked:
        row = await tx.fetchrow(_STORED, tx.brand_id, order_line_id)
        if row is None:
            raise NotFound(what="decision of order line", ref=order_line_id)
        body: dict[str, Any] = msgspec.json.decode(row["body"])
        policy = await policy_by_id(tx, ATTRIBUTION_POLICY, row["policy_id"])
        made = PaymentMade(row["id"], row["id"], row["total"], row["currency"], row["paid_at"])
        (sale,) = await load_sales(tx, {row["id"]: row}, [made])
        book = await load_facts(tx, [sale], policy.policy, row["paid_at"])
        loaded = book.facts(sale)
        standings = {
            seller: SellerStanding(stood["active"], stood["same_person"])
            for seller, stood in body["sellers"].items()
        }
        facts = Facts(
            loaded.touches, loaded.identifications, loaded.bindings, {**loaded.sellers, **standings}
        )
        now = decide(policy.policy, book.purchase(sale), facts).to_json()
        stored = {key: body[key] for key in now}
        return DecisionRechecked(now == stored, stored, now)

    return await transact(scope, work)
