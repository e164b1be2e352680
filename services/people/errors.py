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


class SecondFactorRefused(InvalidInput):
    """The code is wrong, too old, or opened a door before: one code opens one door once."""

    code = "second_factor_refused"
    title = "The code is wrong or was used before"
    title_zh = "验证码错误或已使用"


class SecondFactorExists(Conflict):
    """The account has a second factor; an admin must take it off before another is set up."""

    code = "second_factor_exists"
    title = "This account has a second factor already"
    title_zh = "该账号已设置两步验证"


class NoSecondFactor(Conflict):
    """There is nothing to confirm: no second factor was set up."""

    code = "no_second_factor"
    title = "Set up the second factor first"
    title_zh = "请先设置两步验证"


class LastAdmin(Conflict):
    """A brand always keeps one admin: nobody else could give the role back."""

    code = "last_admin"
    title = "This is the brand's last admin"
    title_zh = "这是品牌的最后一位管理员"


class InvitationRefused(Conflict):
    """The link is not of our making, too old, or was used: it sets a password once."""

    code = "invitation_refused"
    title = "This link is not valid any more"
    title_zh = "该链接已失效"


class TooManyTokens(Conflict):
    """The account has as many personal tokens as one may have."""

    code = "too_many_tokens"
    title = "Revoke a token first"
    title_zh = "请先撤销一个令牌"
    detail = "An account has at most {most} tokens."
    detail_zh = "每个账号最多 {most} 个令牌。"


class SelfChange(NotAllowed):
    """Nobody suspends the account they are logged in with, or takes off its second factor."""

    code = "self_change"
    title = "Ask another admin to change your own account"
    title_zh = "请由其他管理员修改您的账号"


class HandOverToSelf(Conflict):
    code = "hand_over_to_self"
    title = "A seller hands nothing over to themselves"
    title_zh = "不能移交给本人"


class TakerNotActive(Conflict):
    """Nothing would be credited to the one who takes over."""

    code = "taker_not_active"
    title = "The seller who should take over is not active"
    title_zh = "接收人当前未启用"


class TakerHasNoStore(Conflict):
    """The links would lead nowhere."""

    code = "taker_has_no_store"
    title = "The seller who should take over has no store for the links to lead to"
    title_zh = "接收人尚未开店，链接无处可去"


class HandOverUndone(Conflict):
    """It was taken back before."""

    code = "hand_over_undone"
    title = "The hand-over was taken back already"
    title_zh = "该移交已撤销"


class SellingRequestDecided(Conflict):
    """A request is answered once."""

    code = "selling_request_decided"
    title = "The request was answered already"
    title_zh = "该申请已处理"
    detail = "The request is {state}."
    detail_zh = "该申请的状态为 {state}。"
