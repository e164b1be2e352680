"""What can go wrong between Storelet and a gateway."""

from infra.errors import NotAllowed, NotFound, ServiceUnavailable


class CallbackRefused(NotAllowed):
    """Not from the gateway, or too old to be acted on: whoever repeats a recorded callback later gets this."""

    code = "callback_refused"
    title = "The callback is not genuine"
    title_zh = "回调校验失败"
    detail = "The callback was refused: {reason}."
    detail_zh = "回调被拒绝：{reason}。"


class GatewayUnavailable(ServiceUnavailable):
    """No answer, or none that says what happened: ask again later with the same reference."""

    code = "gateway_unavailable"
    title = "The payment gateway does not answer"
    title_zh = "支付网关暂无响应"
    detail = "Try again in a moment; nothing is paid twice."
    detail_zh = "请稍后重试，不会重复支付。"


class UnknownGateway(NotFound):
    code = "unknown_gateway"
    title = "There is no such payment gateway"
    title_zh = "没有此支付网关"
    detail = "There is no payment gateway {name} on this site."
    detail_zh = "本站没有支付网关 {name}。"
