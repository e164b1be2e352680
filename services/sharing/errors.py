"""Why sharing is refused."""

from infra.errors import Conflict, NotFound


class NoStore(Conflict):
    """A link leads through its seller's store."""

    code = "no_store"
    title = "The seller has no store yet"
    title_zh = "该卖家尚未开店"
    detail = "Open a store first: links lead through it."
    detail_zh = "请先开店，再创建链接。"


class UnknownLink(NotFound):
    """No link has this code."""

    code = "unknown_link"
    title = "There is no such link"
    title_zh = "链接不存在"
    detail = "There is no link {ref}."
    detail_zh = "链接 {ref} 不存在。"


class CouponCodeTaken(Conflict):
    """Another coupon of the brand has this code."""

    code = "coupon_code_taken"
    title = "The coupon code is taken"
    title_zh = "优惠码已被使用"
    detail = "Another coupon has the code {taken}."
    detail_zh = "优惠码 {taken} 已被使用。"


class AlreadyOnePerson(Conflict):
    """The two are read as one already."""

    code = "already_one_person"
    title = "These customers are one person already"
    title_zh = "这些顾客已合并为同一人"


class TwoAccounts(Conflict):
    """Two log-ins are two people until one of them is closed."""

    code = "two_accounts"
    title = "Both customers have an account of their own"
    title_zh = "两位顾客各有账号，无法合并"
