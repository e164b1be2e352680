"""Why a retail order, payment or refund is refused."""

from infra.errors import Conflict, InvalidInput


class CouponRefused(InvalidInput):
    """`reason` is unknown, not_yet_valid, expired, used_up or below_minimum; the fault names it at `coupon`."""

    code = "coupon_refused"
    title = "The coupon cannot be used for this order"
    title_zh = "该优惠券不能用于此订单"


class OrderNotPayable(Conflict):
    """Only an order that waits for its payment can be paid."""

    code = "order_not_payable"
    title = "This order cannot be paid"
    title_zh = "该订单无法支付"
    detail = "Order {order} is {state}."
    detail_zh = "订单 {order} 当前状态为 {state}。"


class OrderNotCancellable(Conflict):
    """A paid order is refunded, not cancelled."""

    code = "order_not_cancellable"
    title = "This order can no longer be cancelled"
    title_zh = "该订单已无法取消"
    detail = "Order {order} is {state}; ask for a refund instead."
    detail_zh = "订单 {order} 当前状态为 {state}，请申请退款。"


class OrderNotDeliverable(Conflict):
    """Delivery is said once, of a paid order."""

    code = "order_not_deliverable"
    title = "This order cannot be delivered"
    title_zh = "该订单无法发货签收"
    detail = "Order {order} is {state}."
    detail_zh = "订单 {order} 当前状态为 {state}。"


class OrderNotRefundable(Conflict):
    """There is nothing to refund on an order that was not paid."""

    code = "order_not_refundable"
    title = "This order cannot be refunded"
    title_zh = "该订单无法退款"
    detail = "Order {order} is {state}."
    detail_zh = "订单 {order} 当前状态为 {state}。"


class TooManyUnitsRefunded(Conflict):
    """More units than are left of a line; each line at fault is named."""

    code = "too_many_units_refunded"
    title = "More units than can still be refunded"
    title_zh = "退款数量超过可退数量"


class RefundRequestOpen(Conflict):
    """One request at a time: the brand answers it first."""

    code = "refund_request_open"
    title = "A refund of this order is already being looked at"
    title_zh = "该订单已有退款申请正在处理"


class RefundDecided(Conflict):
    code = "refund_decided"
    title = "This refund request was answered already"
    title_zh = "该退款申请已处理"
    detail = "The request is {state}."
    detail_zh = "该申请状态为 {state}。"


class CommissionStateRefused(Conflict):
    """Only a pending line can be held, only a held one released or refused (money-rules.md, Commission)."""

    code = "commission_state_refused"
    title = "The commission line is in another state"
    title_zh = "该佣金明细的状态不允许此操作"
    detail = "The line is {state}."
    detail_zh = "该佣金明细当前状态为 {state}。"
