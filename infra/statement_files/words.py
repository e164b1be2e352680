"""The words of a printed statement. Always both languages, Chinese first: its bytes must not depend on who reads."""

KINDS = {"seller": ("卖家对账单", "Seller statement"), "brand": ("品牌对账单", "Brand statement")}

PARTS = {
    "pending": ("待结算", "Pending"),
    "available": ("可提现", "Available"),
    "in_flight": ("付款中", "In flight"),
    "paid": ("已付", "Paid"),
    "withheld": ("代扣税", "Withheld"),
}

EVENTS = {
    "commission_accrued": ("佣金入账", "Commission"),
    "commission_matured": ("到期可提", "Matured"),
    "commission_released": ("解冻可提", "Released"),
    "commission_refused": ("佣金拒付", "Commission refused"),
    "commission_reversed": ("佣金追回", "Commission reversed"),
    "commission_replaced": ("归属更正转出", "Credited anew to others"),
    "commission_recredited": ("归属更正转入", "Credited anew"),
    "own_stock_paid": ("自有库存货款", "Proceeds"),
    "own_stock_refunded": ("货款退还", "Proceeds refunded"),
    "payout_started": ("付款发起", "Payout started"),
    "payout_confirmed": ("付款到账", "Payout confirmed"),
    "payout_failed": ("付款失败", "Payout failed"),
    "payout_returned": ("付款退回", "Payout returned"),
    "retail_paid": ("零售收款", "Retail paid"),
    "retail_refunded": ("零售退款", "Retail refunded"),
    "wholesale_paid": ("进货收款", "Stock paid"),
    "wholesale_returned": ("进货退货", "Stock returned"),
    "stray_payment_received": ("无主付款", "Stray payment received"),
    "stray_payment_returned": ("无主付款退回", "Stray payment returned"),
}

FIGURES = {
    "commission": ("佣金", "Commission"),
    "commission_reversed": ("佣金追回", "Commission reversed"),
    "commission_refused": ("佣金拒付", "Commission refused"),
    "commission_corrected": ("归属更正", "Corrections on appeal"),
    "proceeds": ("自有库存货款", "Proceeds of own stock"),
    "proceeds_refunded": ("货款退还", "Proceeds refunded"),
    "matured": ("到期可提", "Matured"),
    "payouts_started": ("付款发起", "Payouts started"),
    "payouts_failed": ("付款失败", "Payouts failed"),
    "payouts_confirmed": ("付款到账", "Payouts confirmed"),
    "payouts_returned": ("付款退回", "Payouts returned"),
    "tax_withheld": ("代扣税", "Tax withheld"),
    "retail_sales": ("零售销售", "Retail sales"),
    "retail_refunds": ("零售退款", "Retail refunds"),
    "wholesale_sales": ("进货销售", "Wholesale sales"),
    "wholesale_returns": ("进货退货", "Wholesale returns"),
    "restocking_fees": ("退货手续费", "Restocking fees"),
    "sales_tax": ("销售税", "Sales tax"),
    "shipping": ("运费", "Shipping"),
}

ACCOUNTS = {
    "cash": ("现金", "Cash"),
    "retail_revenue": ("零售收入", "Retail revenue"),
    "wholesale_revenue": ("进货收入", "Wholesale revenue"),
    "sales_tax": ("销售税", "Sales tax"),
    "shipping": ("运费", "Shipping"),
    "commission_expense": ("佣金费用", "Commission expense"),
    "restocking_fee_income": ("退货手续费收入", "Restocking fee income"),
    "seller_pending": ("卖家待结算", "Sellers' pending"),
    "seller_available": ("卖家可提现", "Sellers' available"),
    "payout_in_flight": ("付款中", "Payouts in flight"),
    "tax_withheld": ("代扣税", "Tax withheld"),
    "customer_refunds_due": ("应退顾客款", "Customer refunds due"),
}

FIELDS = {
    "opening": ("期初", "Opening"),
    "closing": ("期末", "Closing"),
    "sums": ("本月合计", "Sums of the month"),
    "lines": ("明细", "Entries"),
    "accounts": ("试算平衡（借方为正）", "Trial balance (debit positive)"),
    "sellers": ("卖家", "Sellers"),
    "at": ("时间", "At"),
    "event": ("事项", "Event"),
    "ref": ("单号", "Order or batch"),
    "account": ("科目", "Account"),
    "debit": ("借方", "Debit"),
    "credit": ("贷方", "Credit"),
    "seller": ("卖家", "Seller"),
    "brand": ("品牌", "Brand"),
    "month": ("月份", "Month"),
    "late": ("补记", "late"),
    "nothing": ("本月无往来。", "Nothing moved in this month."),
}

CHECK = (
    "本文件带有数字签名，可用 storelet verify-statement 验证。",
    "This file is signed; storelet verify-statement proves it.",
)


def both(pair: tuple[str, str]) -> str:
    """`待结算 Pending`."""
    return f"{pair[0]} {pair[1]}"
