"""Why a customer's data cannot be erased yet."""

from infra.errors import Conflict


class ErasureTooEarly(Conflict):
    """Something of the customer's is under way: goods that must find their door, or money that goes back."""

    code = "erasure_too_early"
    title = "Something is still under way for this customer"
    title_zh = "该顾客仍有进行中的订单或退款"
    detail = "These orders are still on their way or being refunded: {orders}. Erase when they are done."
    detail_zh = "以下订单仍在处理或退款中：{orders}。请在完成后再删除。"
