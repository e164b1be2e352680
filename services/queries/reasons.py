"""Attribution's codes in words, English and Chinese."""

from collections.abc import Mapping
from typing import Any

DROPPED = {
    "not_human_bot": ("opened by a bot", "由机器人打开"),
    "not_human_preview": ("opened by a link preview, not by a person", "链接预览，并非真人打开"),
    "seller_inactive_at_touch": (
        "the seller or the store was not active at that moment",
        "当时销售者或店铺未处于正常营业状态",
    ),
    "self_purchase_same_account": ("the buyer is the seller's own account", "购买者为销售者本人账号"),
    "self_purchase_same_phone": ("the buyer has the seller's own phone number", "购买者手机号与销售者相同"),
    "self_purchase_same_identity": ("the buyer is the seller in person", "购买者为销售者本人"),
    "seller_inactive_at_order": ("the seller was not active at the order", "下单付款时销售者未处于正常状态"),
    "coupon_not_yet_valid": ("the coupon was not valid yet", "优惠券尚未生效"),
    "coupon_expired": ("the coupon was not valid any more", "优惠券已过期"),
    "binding_expired": ("the binding had expired", "客户绑定已过期"),
}
OUTRANKED = {
    "decides": ("decides", "据此判定"),
    "shares": ("counts, and shares the credit", "有效，参与分配"),
    "earlier_than_the_last": (
        "counts, but the last one decides, and another was later: {at}",
        "有效，但以最后一次为准；更晚的一次在 {at}",
    ),
    "later_than_the_first": (
        "counts, but the first one decides, and another was earlier: {at}",
        "有效，但以第一次为准；更早的一次在 {at}",
    ),
    "outranked_by_coupon": (
        "counts, but the order used a coupon, which comes first in the rule",
        "有效，但订单使用了优惠券，规则中优惠券优先",
    ),
    "outranked_by_binding": (
        "counts, but the customer was bound, and a binding comes first in the rule",
        "有效，但客户已有绑定，规则中绑定优先",
    ),
    "outranked_by_touch": (
        "counts, but a tracked link was opened, which comes first in the rule",
        "有效，但此前打开过推广链接，规则中链接优先",
    ),
    "outranked_by_store": (
        "counts, but the store of the order comes first in the rule",
        "有效，但规则中下单店铺优先",
    ),
    "not_in_the_rule": ("the rule does not look at this", "规则不考虑此项"),
}
NOT_A_CANDIDATE = {
    "outside_window": (
        "too long before the order: it counts for {days} days",
        "距下单时间过长：有效期为 {days} 天",
    ),
    "anothers_browser": (
        "somebody else was known on this browser then",
        "当时该浏览器属于其他顾客",
    ),
    "binding_stands_before": (
        "another binding stands before it under the rule",
        "按规则另有绑定优先有效",
    ),
    "bindings_off": ("the rule does not look at bindings", "规则不考虑客户绑定"),
}
_BY = {
    "coupon": ("the order used a coupon", "订单使用了优惠券"),
    "binding": ("the customer was bound to a seller", "客户已绑定销售者"),
    "touch": ("a tracked link was opened before", "此前打开过推广链接"),
    "store": ("the order was placed in the store", "订单在该店铺下单"),
}
SOURCES = {
    "coupon": ("coupon", "优惠券"),
    "binding": ("binding", "客户绑定"),
    "touch": ("link", "推广链接"),
    "store": ("store", "店铺"),
}
MODELS = {
    "last": ("the last link opened decides", "以最后一次打开的链接为准"),
    "first": ("the first link opened decides", "以第一次打开的链接为准"),
    "linear": ("all links opened share equally", "所有打开的链接平均分配"),
    "position": ("the first and the last link get two fifths each", "首末链接各得五分之二，其余均分"),
    "time_decay": ("later links weigh more", "越晚的链接权重越大"),
}
_RESULTS = {
    "off": ("not looked at under this policy", "本规则不考虑此项"),
    "none": ("nothing there", "无"),
    "dropped": ("nothing that counts", "无有效记录"),
    "credited": ("decides", "据此判定"),
}


def say(words: tuple[str, str], language: str) -> str:
    """Of a pair (English, Chinese) the one of the language."""
    return words[1] if language == "zh" else words[0]


def decided(by: str | None, share: str, from_stock: bool, language: str) -> str:
    """Why a seller got `share` of the credit, in one sentence."""
    chinese = language == "zh"
    if by is None:
        return "没有任何销售者获得此单。" if chinese else "Nobody is credited with this sale."
    english, chinese_by = _BY[by]
    if share == "0":
        return f"此单归属其他销售者：{chinese_by}。" if chinese else f"Another seller is credited: {english}."
    part = "" if share == "1" else f" ({share})"
    if from_stock:
        return (
            f"此单归属于您{part}：{chinese_by}；卖家自有库存的销售不计佣金。"
            if chinese
            else f"You are credited{part}: {english}. A sale from a reseller's own stock pays no commission."
        )
    return f"此单归属于您{part}：{chinese_by}。" if chinese else f"You are credited{part}: {english}."


def corrected(share: str, language: str) -> str:
    """What an appeal made of the credit since, for the seller who has `share` of it now."""
    if share == "0":
        words = (
            "On an appeal the brand has credited another seller since.",
            "品牌已根据申诉将此单更正归属其他销售者。",
        )
    else:
        part = "" if share == "1" else f" ({share})"
        words = (
            f"On an appeal the brand has credited you since{part}.",
            f"品牌已根据申诉更正此单归属于您{part}。",
        )
    return say(words, language)


def rule_in_words(version: int, precedence: tuple[str, ...], model: str, days: int, language: str) -> str:
    """The rule that decided: what it walks, in which order, and how links share."""
    order = [say(SOURCES[source], language) for source in precedence]
    how = say(MODELS[model], language)
    if language == "zh":
        return f"归因规则第 {version} 版：依次为{'、'.join(order)}；{how}；链接有效期 {days} 天。"
    walk = ", ".join(order)
    return (
        f"Attribution policy, version {version}: {walk}, in this order; {how}; links count for {days} days."
    )


def credited_to(body: Mapping[str, Any], names: Mapping[str, str], language: str) -> str:
    """Who was credited when it was decided, and why, in one sentence for the brand; `body` is the stored decision."""
    chinese = language == "zh"
    if body["by"] is not None:
        shares = [
            names.get(each["seller"], each["seller"])
            + ("" if each["weight"] == "1" else f" ({each['weight']})")
            for each in body["credits"]
        ]
        why = say(_BY[body["by"]], language)
        return (
            f"此单归属{'、'.join(shares)}：{why}。" if chinese else f"Credited to {', '.join(shares)}: {why}."
        )
    dropped = [
        f"{names.get(each['seller'], each['seller'])} · {say(SOURCES[each['source']], language)}:"
        f" {say(DROPPED[each['dropped']], language)}"
        for each in body["candidates"]
        if each.get("dropped")
    ]
    if dropped:
        told = "；".join(dropped) if chinese else "; ".join(dropped)
        return f"没有任何销售者获得此单：{told}。" if chinese else f"Nobody is credited: {told}."
    if body["candidates"]:
        words = ("the policy does not look at what led to this order", "规则不考虑带来此单的途径")
    else:
        words = (
            "no coupon, binding, link or store led to this order",
            "没有优惠券、绑定、链接或店铺带来此单",
        )
    return f"没有任何销售者获得此单：{words[1]}。" if chinese else f"Nobody is credited: {words[0]}."


def of_step(step: Mapping[str, Any], names: Mapping[str, str], language: str) -> str:
    """One step of the walk along the precedence, in words."""
    source = say(SOURCES[step["step"]], language) if step["step"] in SOURCES else step["step"]
    words = [f"{source}: {say(_RESULTS[step['result']], language)}"]
    if "seller" in step:
        words.append(names.get(step["seller"], step["seller"]))
    if "reason" in step:
        words.append(say(DROPPED[step["reason"]], language))
    if "counting" in step:
        words.append(f"{step['model']}, {step['counting']}")
    for part in step.get("parts", ()):
        words.append(f"{names.get(part['seller'], part['seller'])} {part['weight']}")
    return " · ".join(words)
