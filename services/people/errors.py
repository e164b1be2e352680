"""What can be refused about people."""

from infra.errors import Conflict, InvalidInput, NotAllowed


class SlugTaken(Conflict):
    """Another brand has this short name."""

    code = "slug_taken"
    title = "This short name is taken"
    title_zh = "该简称已被占用"
    detail = "The short name {slug} belongs to another brand."
    detail_zh = "简称 {slug} 已属于其他品牌。"


class ContactTaken(Conflict):
    """Another account of the brand has this phone number or e-mail address."""

    code = "contact_taken"
    title = "This phone number or e-mail address is in use"
    title_zh = "该手机号或邮箱已被使用"


class SellerExists(Conflict):
    """An account owns at most one micro-store, and so is at most one seller."""

    code = "seller_exists"
    title = "This account is a seller already"
    title_zh = "该账号已是销售者"


class WeakPassword(InvalidInput):
    """The password is too short or too easy to guess."""

    code = "weak_password"
    title = "Choose another password"
    title_zh = "请更换密码"


class NoSeller(NotAllowed):
    """The account holds a role but no seller was opened for it, so there is nothing of its own to see."""

    code = "no_seller"
    title = "This account is not a seller yet"
    title_zh = "该账号尚未开通销售"
