"""Why a payment is refused."""

from infra.errors import InvalidInput


class GatewayNotOffered(InvalidInput):
    """The brand does not take money by this gateway."""

    code = "gateway_not_offered"
    title = "This way of paying is not offered"
    title_zh = "不支持该支付方式"
