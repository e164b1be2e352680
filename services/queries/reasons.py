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
_BY = {
    "coupon": ("the order used a coupon", "订单使用了优惠券"),
    "binding": ("the customer was bound to a seller", "客户已绑定销售者"),
    "touch": ("a tracked link was opened before", "此前打开过推广链接"),
    "store": ("the order was placed in the store", "订单在该店铺下单"),
}
_RESULTS = {
    "off": ("not looked at under this policy", "本规则不考虑此项"),
    "none": ("nothing there", "无"),
    "dropped": ("nothing that counts", "无有效记录"),
    "credited": ("decides", "据此判定"),
}


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


def of_step(step: Mapping[str, Any], names: Mapping[str, str], language: str) -> str:
    """One step of the walk along the precedence, in words."""
    chinese = language == "zh"
    result = _RESULTS[step["result"]][1 if chinese else 0]
    words = [f"{step['step']}: {result}"]
    if "seller" in step:
        words.append(names.get(step["seller"], step["seller"]))
    if "reason" in step:
        words.append(DROPPED[step["reason"]][1 if chinese else 0])
    if "counting" in step:
        words.append(f"{step['model']}, {step['counting']}")
    return " · ".join(words)
