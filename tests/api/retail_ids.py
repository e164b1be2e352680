"""A brand's retail side for the access matrix: a paid order that earned commission, and a request for a refund."""

from uuid import UUID

from infra.database import transact
from infra.gateways.gateway import EventKind, GatewayEvent
from infra.ids import new_id
from services.callbacks.apply_events import apply_events
from services.policies.kinds import ATTRIBUTION_POLICY
from services.policies.publish_policy import PublishPolicy
from services.retail.place_order import Buyer, OrderedLine, PlaceOrder, place_order
from services.retail.refund_order import RefundedLine
from services.retail.request_refund import RequestRefund, request_refund
from services.retail.start_payment import StartPayment, start_payment
from tests.factories import MadeBrand
from tests.support.publishing import publish_policy


async def make_retail_ids(brand: MadeBrand, store: str, sku: str, marker: str) -> dict[str, UUID | str]:
    """Ids by the names that paths and bodies call them. The commission plan is there already."""
    scope = brand.scope
    await publish_policy(scope, ATTRIBUTION_POLICY, PublishPolicy({"window_days": 30}))
    buyer = Buyer(f"{marker} buyer", "+8613900000077")
    order = await place_order(scope, PlaceOrder(store, [OrderedLine(sku, 1)], buyer))
    started = await start_payment(scope, order.code, StartPayment(gateway="sandbox"), order.secret)
    paid = GatewayEvent(
        event_id=f"{marker}-event",
        kind=EventKind.PAYMENT_SUCCEEDED,
        payment_id=started.payment_id,
        gateway_ref=str(new_id()),
        amount=order.total,
        currency=order.currency,
        occurred_at=scope.clock.now(),
    )
    assert [outcome.state for outcome in await apply_events(scope, "sandbox", [paid])] == ["applied"]
    request = RequestRefund([RefundedLine(1, 1)], reason=f"{marker} reason")
    refund = await request_refund(scope, order.code, request, order.secret)
    line = await transact(
        scope,
        lambda tx: tx.fetchrow(
            "SELECT c.id, c.order_line_id FROM commission_lines AS c JOIN retail_order_lines AS l"
            " ON l.brand_id = c.brand_id AND l.id = c.order_line_id WHERE c.brand_id = $1 AND l.order_id = $2",
            tx.brand_id,
            order.id,
        ),
    )
    assert line is not None
    return {
        "order_code": order.code,
        "refund_id": refund.refund_id,
        "commission_line_id": line["id"],
        "order_line_id": line["order_line_id"],
        "sku": sku,
        "gateway": "sandbox",
    }
