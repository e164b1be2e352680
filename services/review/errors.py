"""Why an appeal or a review is refused."""

from infra.errors import Conflict, NotAllowed


class AppealTooLate(Conflict):
    """The brand's deadline for appeals has passed."""

    code = "appeal_too_late"
    title = "It is too late to appeal"
    title_zh = "已超过申诉期限"
    detail = "Appeals about this sale were possible until {until}."
    detail_zh = "该订单的申诉截止时间为 {until}。"


class AppealOpen(Conflict):
    """One appeal at a time: the brand answers it first."""

    code = "appeal_open"
    title = "Your appeal about this line is already being looked at"
    title_zh = "您对该明细的申诉正在处理中"


class AppealDecided(Conflict):
    """An appeal is decided once; another is possible only when the credit has changed since."""

    code = "appeal_decided"
    title = "This appeal was decided already"
    title_zh = "该申诉已处理"
    detail = "The appeal is {state}."
    detail_zh = "该申诉状态为 {state}。"


class CreditIsYours(Conflict):
    """The seller has the whole credit, and nobody refused what it pays."""

    code = "credit_is_yours"
    title = "The whole credit for this line is yours"
    title_zh = "该明细的归属已全部属于您"


class OwnStockPaysNone(Conflict):
    """The goods were a reseller's own, and so is the money: there is no commission to be credited with."""

    code = "own_stock_pays_none"
    title = "A sale from own stock pays no commission"
    title_zh = "自有库存的销售不计佣金"


class SoldWhileFrozen(Conflict):
    """What was sold while accruals were frozen pays nothing later either (G-10): no credit of it is worth anything."""

    code = "sold_while_frozen"
    title = "This sale was made while commission was frozen: it pays none, whoever is credited"
    title_zh = "该订单成交时佣金已冻结，无论归属于谁均不计佣金"


class CommissionFrozen(Conflict):
    """Granting an appeal accrues commission anew, and none accrues now (G-10)."""

    code = "commission_frozen"
    title = "Commission is frozen: an appeal can be granted when it accrues again"
    title_zh = "佣金已冻结，恢复计提后方可同意申诉"
    detail = "It is frozen because: {reason}"
    detail_zh = "冻结原因：{reason}"


class NothingLeftToCredit(Conflict):
    """Every unit of the line was refunded: whoever is credited, it pays nothing."""

    code = "nothing_left_to_credit"
    title = "All of this line was refunded"
    title_zh = "该明细已全部退款"


class InterestedParty(NotAllowed):
    """Whoever earns by the answer does not give it."""

    code = "interested_party"
    title = "You earn by this decision; somebody else must make it"
    title_zh = "您与该决定有利害关系，须由他人处理"


class OwnPurchase(Conflict):
    """Buyer and payee are never one person (compliance.md, G-01), whoever wishes it."""

    code = "own_purchase"
    title = "The seller is the buyer's own person: no appeal can credit them"
    title_zh = "销售者与购买者为同一人，不能获得该订单佣金"
