"""Why buying or returning stock is refused."""

from infra.errors import Conflict


class ResellerNotActive(Conflict):
    """A suspended or closed reseller buys no stock; returning it stays possible."""

    code = "reseller_not_active"
    title = "This reseller cannot buy stock now"
    title_zh = "该分销商目前不能进货"
    detail = "The reseller is {status}; stock can be returned but not bought."
    detail_zh = "该分销商状态为 {status}，可以退货，但不能进货。"


class NotAReseller(Conflict):
    code = "not_a_reseller"
    title = "Only resellers buy stock"
    title_zh = "只有分销商可以进货"
    detail = "Staff sell from the brand's stock and buy none."
    detail_zh = "员工销售品牌库存，无需进货。"


class QuoteExpired(Conflict):
    code = "quote_expired"
    title = "The quote has expired"
    title_zh = "报价已过期"
    detail = "The quote was good until {expires_at}. Ask for a new one: nothing was ordered."
    detail_zh = "报价有效期至 {expires_at}，请重新询价；未生成订单。"


class QuoteUsed(Conflict):
    code = "quote_used"
    title = "The quote has been ordered already"
    title_zh = "该报价已下单"
    detail = "Stock order {order} was placed from this quote."
    detail_zh = "该报价已生成进货单 {order}。"


class StockOrderNotOpen(Conflict):
    code = "stock_order_not_open"
    title = "The stock order is not waiting for payment"
    title_zh = "该进货单不在待付款状态"
    detail = "Stock order {order} is {state}."
    detail_zh = "进货单 {order} 的状态为 {state}。"


class PaymentDiffers(Conflict):
    """The money that came is not the money that was asked for; nothing was released and the payment stays visible."""

    code = "payment_differs"
    title = "The payment is not what the order costs"
    title_zh = "付款金额与订单不符"
    detail = "{paid} {paid_currency} was paid and {due} {due_currency} is due, in minor units."
    detail_zh = "实付 {paid} {paid_currency}，应付 {due} {due_currency}（最小货币单位）。"


class ReturnRefused(Conflict):
    """The law of returns says no; the fault names the line and why."""

    code = "return_refused"
    title = "These units cannot be returned"
    title_zh = "这些商品不能退货"
    detail = "The return was refused at the line named below; nothing was returned."
    detail_zh = "退货被拒绝，原因见下方所列的行；尚未退货。"


class PreviewConflict(Conflict):
    """Confirming would not yield the figures that were shown, for the faults named; nothing was changed."""

    code = "preview_conflict"
    title = "The figures are no longer those of the preview"
    title_zh = "退款金额已与预览不一致"
    detail = "Look at a new preview: nothing was returned."
    detail_zh = "请重新预览；尚未退货。"


class PreviewUsed(Conflict):
    code = "preview_used"
    title = "This return has been confirmed already"
    title_zh = "该退货已确认"
    detail = "Return {ref} was confirmed from this preview."
    detail_zh = "该预览已确认为退货 {ref}。"


class PaymentKnown(Conflict):
    code = "payment_known"
    title = "This transfer is recorded already"
    title_zh = "该笔转账已登记"
    detail = "A payment with the bank's reference {reference} is recorded already."
    detail_zh = "银行流水号 {reference} 已登记。"


class PaymentTooLate(Conflict):
    """Nothing was recorded: the money is to be sent back by the way it came."""

    code = "payment_too_late"
    title = "The order can no longer be paid"
    title_zh = "该进货单已无法支付"
    detail = "The price of stock order {order} had run out when the money came, or its units are gone. Send it back."
    detail_zh = "到账时进货单 {order} 的报价已过期，或库存已不足，请原路退回款项。"


class RefundNotWaiting(Conflict):
    code = "refund_not_waiting"
    title = "No transfer is waited for"
    title_zh = "该退款不在待转账状态"
    detail = "The refund is {state}."
    detail_zh = "该退款的状态为 {state}。"


class StockingRefused(Conflict):
    """The brand blocks orders beyond what sells (compliance.md, G-07). Nothing was ordered."""

    code = "stocking_refused"
    title = "The order is larger than what you sell"
    title_zh = "进货量超出动销"
    detail = (
        "{units} units at tier {tier}: with {sold} units sold to customers in 90 days and {stock} in stock, at most"
        " {allowed} can be ordered now, and a first order is priced at the first tier."
    )
    detail_zh = (
        "拟进货 {units} 件（等级 {tier}）：近 90 天售出 {sold} 件、库存 {stock} 件，"
        "目前最多可进 {allowed} 件；首单按首级计价。"
    )


class StockOrderWaits(Conflict):
    code = "stock_order_waits"
    title = "The order waits for the brand's decision"
    title_zh = "进货单待品牌审核"
    detail = "Stock order {order} is larger than what you sell; somebody at the brand decides before it can be paid."
    detail_zh = "进货单 {order} 超出动销，须经品牌审核后方可付款。"


class StockCheckDecided(Conflict):
    code = "stock_check_decided"
    title = "Nothing waits to be decided"
    title_zh = "没有待审核的事项"
    detail = "Stock order {order} does not wait for a decision."
    detail_zh = "进货单 {order} 不在待审核状态。"
