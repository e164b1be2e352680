"""Why a change of the catalogue is refused."""

from infra.errors import Conflict


class CodeTaken(Conflict):
    """Another product, or another product's SKU, has the code."""

    code = "code_taken"
    title = "The code is taken"
    title_zh = "该编码已被使用"
    detail = "The code {taken} belongs to another {what}."
    detail_zh = "编码 {taken} 已属于其他 {what}。"


class SameTraits(Conflict):
    """Two SKUs of one product that nobody could tell apart."""

    code = "same_traits"
    title = "Another SKU of the product has this style, colour and size"
    title_zh = "该商品已有相同款式、颜色和尺码的 SKU"
    detail = "Tell them apart by style, colour or size, or archive one of them."
    detail_zh = "请用款式、颜色或尺码加以区分，或将其中之一归档。"
