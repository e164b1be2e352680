"""Why a store is not opened or changed."""

from infra.errors import Conflict, NotAllowed, NotFound


class StoreExists(Conflict):
    """A seller has one store."""

    code = "store_exists"
    title = "The seller has a store already"
    title_zh = "该卖家已有店铺"
    detail = "The seller has the store {slug} already."
    detail_zh = "该卖家已有店铺 {slug}。"


class StoreSlugTaken(Conflict):
    """Another store of the brand has this address."""

    code = "store_slug_taken"
    title = "The address is taken"
    title_zh = "该店铺地址已被使用"
    detail = "Another store has the address {slug}."
    detail_zh = "店铺地址 {slug} 已被使用。"


class ResellersOnly(NotAllowed):
    """Staff sell the brand's stock at the list price; own prices and own stock are a reseller's."""

    code = "resellers_only"
    title = "Only resellers set their own prices or ship from their own stock"
    title_zh = "仅经销商可以自定价格或用自有库存发货"


class SellerNotActive(Conflict):
    """A seller who is suspended or closed opens and publishes nothing."""

    code = "seller_not_active"
    title = "The seller is not active"
    title_zh = "卖家状态不是正常营业"
    detail = "The seller is {status}."
    detail_zh = "卖家当前状态为 {status}。"


class StoreClosed(NotFound):
    """The store was open once: its owner paused it, or is not selling at the moment."""

    code = "store_closed"
    title = "The store is closed at the moment"
    title_zh = "店铺暂停营业"
    detail = "The store {slug} is closed at the moment."
    detail_zh = "店铺 {slug} 暂停营业。"


class StoreNotPublished(Conflict):
    """A draft has no doors to close."""

    code = "store_not_published"
    title = "The store was never published"
    title_zh = "店铺尚未发布"
    detail = "Publish the store first."
    detail_zh = "请先发布店铺。"
