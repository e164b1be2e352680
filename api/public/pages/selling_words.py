"""Words for somebody who would like to sell, in both languages."""

from typing import Final

SELLING_WORDS: Final[dict[str, dict[str, str]]] = {
    "zh": {
        "sell_title": "我也想开店",
        "sell_hint": "开店不收费，也不要求进货。申请后由品牌答复。",
        "sell_words": "介绍一下自己（可不填）",
        "sell_ask": "申请开店",
        "sell_waits": "您于 {day} 申请开店，正在等待品牌答复。",
        "sell_refused": "品牌没有同意上次的申请：",
        "sell_withdraw": "撤回申请",
        "sell_mine": "去我的店铺",
    },
    "en": {
        "sell_title": "A store of your own",
        "sell_hint": "It costs nothing and asks for no purchase. The brand answers your request.",
        "sell_words": "A word about yourself (if you like)",
        "sell_ask": "Ask for a store",
        "sell_waits": "You asked on {day}; the brand has not answered yet.",
        "sell_refused": "The brand did not agree last time:",
        "sell_withdraw": "Take the request back",
        "sell_mine": "To my store",
    },
}
