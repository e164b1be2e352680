"""Why a payment is refused."""

from infra.errors import Conflict, InvalidInput


class GatewayNotOffered(InvalidInput):
    """The brand does not take money by this gateway."""

    code = "gateway_not_offered"
    title = "This way of paying is not offered"
    title_zh = "不支持该支付方式"


class RefundNotFailed(Conflict):
    """Only what the gateway refused is sent by hand."""

    code = "refund_not_failed"
    title = "The gateway has not refused this refund"
    title_zh = "支付网关并未拒绝此退款"
    detail = "The refund is {state}."
    detail_zh = "该退款状态为 {state}。"
