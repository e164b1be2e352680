"""The sentences of the plain words, English and Chinese side by side."""

from collections.abc import Mapping
from typing import Any, NamedTuple


class Pair(NamedTuple):
    en: str
    zh: str


MAY_SAY = [
    Pair(
        "What you sell, what it costs, and what you think of it after using it.",
        "你卖什么、多少钱，以及你使用后的真实感受。",
    ),
    Pair(
        "That you earn a commission when somebody buys by your link: mark every such post as advertising (广告 / #ad).",
        "他人通过你的链接购买时你会获得佣金；带购买链接的分享须标明“广告”。",
    ),
    Pair("That customers may return goods, as the shop's own terms say.", "顾客可按店铺规则退货。"),
]
MAY_NOT_SAY = [
    Pair(
        'How much somebody can earn, or did: no figures, no screenshots, no cars, no "passive income".',
        "不得宣传能赚多少钱或谁赚了多少：不晒收入、不发截图、不说“躺赚”。",
    ),
    Pair(
        "That somebody must pay or buy to join, or should stock up to earn more.",
        "不得要求他人缴费或购货才能加入，或鼓动囤货以多赚。",
    ),
    Pair(
        "That bringing in other sellers earns anything: nobody here is paid for others joining or for others' sales.",
        "不得宣称发展他人有收益：这里没有人因他人加入或他人的销售而获得报酬。",
    ),
    Pair(
        "Anything about goods that is not true or not proved, above all about health.",
        "不得作不真实或无依据的商品宣传，尤其是功效。",
    ),
]
PLACES: Mapping[str, tuple[Pair, ...]] = {
    "CN": (
        Pair(
            "In China no advertising of pay at all, and no chains of people: the regulation against pyramid selling"
            " counts who brought whom, organiser included (Order 444, Art. 7).",
            "在中国不得宣传报酬，也不得形成上下线：《禁止传销条例》第七条按发展关系（含组织者）计算。",
        ),
        Pair(
            "On WeChat, earning from downlines or paying to join closes the account for good.",
            "在微信上，发展下线返利或缴费加入会被永久封号。",
        ),
    ),
    "US": (
        Pair(
            "In the United States the connection must be difficult to miss: at the start of the post, in plain words"
            " (16 CFR 255.5).",
            "在美国，利益关系须醒目、难以忽略：放在内容开头并用直白的话说明（16 CFR 255.5）。",
        ),
    ),
    "UK": (
        Pair(
            "In the United Kingdom mark the post as an ad before the link, and never promise that joining pays.",
            "在英国，须在链接之前标明广告，且不得承诺加入即可获益。",
        ),
    ),
    "EU": (
        Pair(
            "In the European Union a scheme that pays for introducing people is banned (UCPD, Annex I no. 14).",
            "在欧盟，以介绍他人加入获取报酬的计划一律禁止（UCPD 附件一第 14 项）。",
        ),
    ),
    "TW": (
        Pair(
            "In Taiwan nobody may be talked into more stock than a person can sell in a short time (Art. 19).",
            "在台湾不得引诱他人购买短期内显难售完的数量（第 19 条）。",
        ),
    ),
}


def return_words(policy: Mapping[str, Any] | None, terms: Mapping[str, Any]) -> list[Pair]:
    """The right of return by the policy in force."""
    if policy is None:
        return [
            Pair(
                "The brand sells no stock to resellers at present; you never need any.",
                "品牌目前不向分销商供货；你从不需要囤货。",
            )
        ]
    window = policy.get("window_days")
    fee = str(policy.get("restocking_rate", "0"))
    points = [
        Pair("You may send back unsold stock at any time.", "未售库存可随时退回。")
        if window is None
        else Pair(
            f"You may send back unsold stock for {window} days after you paid for it.",
            f"未售库存自付款之日起 {window} 天内可退回。",
        ),
        Pair(
            "You see every cent before you confirm, and the refund is what you saw; no one at the brand has to agree.",
            "确认前可看到每一分钱的退款金额，退款与所见一致；无需任何人批准。",
        ),
        Pair("Nothing is deducted.", "不收取任何费用。")
        if fee in ("0", "0.0", "0.00")
        else Pair(
            f"At most a share of {fee} of the price is kept for restocking.",
            f"最多按价款的 {fee} 收取重新上架费。",
        ),
        Pair("You cannot be asked to give this right up.", "任何人不得要求你放弃该权利。"),
        Pair(
            "When your account is closed, every unsold unit is offered back, however old.",
            "账号关闭时，所有未售库存不论时间长短均可退回。",
        ),
    ]
    days = (terms.get("joining") or {}).get("buyback_payment_days")
    if days is not None:
        points.append(Pair(f"The money goes back within {days} days.", f"退款在 {days} 天内支付。"))
    return points


def leave_words(terms: Mapping[str, Any], rules: Mapping[str, Any]) -> list[Pair]:
    """Cooling-off and exit as the brand declared them, at least what the law asks."""
    joining = terms.get("joining") or {}
    cooling, leaving = joining.get("cooling_off") or {}, joining.get("exit") or {}
    points = []
    days = max(int(cooling.get("days") or 0), int(rules.get("P-12", {}).get("days") or 0))
    if days:
        points.append(
            Pair(
                f"Within {days} days of joining you may step back from everything and get all money back.",
                f"加入后 {days} 天内可无条件退出并全额退款。",
            )
        )
    notice = int(leaving.get("notice_days") or 0)
    if leaving.get("free_anytime"):
        points.append(
            Pair("You may leave at any time", "你可以随时退出")
            if not notice
            else Pair(f"You may leave with {notice} days' notice.", f"提前 {notice} 天通知即可退出。")
        )
    points += [
        Pair(
            "Leaving costs nothing, and what you have earned is still paid.",
            "退出不收费，已赚取的佣金照常支付。",
        ),
        Pair(
            "Joining cost nothing and asked for no purchase; nobody may ask you to bring in others.",
            "加入不收费、不要求购货；任何人不得要求你发展他人。",
        ),
    ]
    return points
