"""Why a payout step is refused."""

from infra.errors import Conflict, NotAllowed


class BatchState(Conflict):
    code = "payout_batch_state"
    title = "The payout batch is past this step"
    title_zh = "付款批次状态不允许此操作"
    detail = "Payout batch {code_of_batch} is {state}."
    detail_zh = "付款批次 {code_of_batch} 的状态为 {state}。"


class ItemState(Conflict):
    code = "payout_item_state"
    title = "The payout item cannot take this outcome"
    title_zh = "付款项状态不允许此结果"
    detail = "A payout item that is {state} cannot become {following}."
    detail_zh = "状态为 {state} 的付款项不能变为 {following}。"


class SecondPersonNeeded(NotAllowed):
    code = "second_person_needed"
    title = "A second person approves"
    title_zh = "须由另一人审批"
    detail = "Whoever made a payout batch cannot approve it."
    detail_zh = "付款批次的创建人不能审批该批次。"


class NothingToPay(Conflict):
    code = "nothing_to_pay"
    title = "Nobody can be paid now"
    title_zh = "目前没有可付款的卖家"


class SettledByRail(Conflict):
    code = "settled_by_rail"
    title = "The rail itself says what became of this item"
    title_zh = "该付款项由通道自动确认"
    detail = "Rail {rail} is asked; nobody enters its outcomes by hand."
    detail_zh = "通道 {rail} 的结果由系统查询，不接受人工录入。"


class PayoutUnderWay(Conflict):
    code = "payout_under_way"
    title = "A payout to this account is under way"
    title_zh = "正在向该账户付款"
    detail = "The account can be changed once the payout is settled."
    detail_zh = "付款完成后方可修改收款账户。"


class NothingToRequest(Conflict):
    code = "nothing_to_request"
    title = "There is nothing to ask for"
    title_zh = "目前无法申请提现"
    detail = "Say where to be paid first; and something must have matured that is not paid yet."
    detail_zh = "请先填写收款账户；并且须有已结算而尚未支付的金额。"
