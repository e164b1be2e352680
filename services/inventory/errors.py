"""Why stock is refused."""

from collections.abc import Iterable

import msgspec

from infra.errors import Conflict, FieldFault


class Shortage(msgspec.Struct, frozen=True):
    """One line that asks for more than there is. `path` is the line in the caller's input, such as `lines[2]`."""

    path: str
    asked: int
    left: int

    @property
    def fault(self) -> FieldFault:
        left = max(self.left, 0)
        return FieldFault(
            f"{self.path}.qty",
            f"only {left} left" if left else "nothing left",
            f"仅剩 {left} 件" if left else "已无库存",
        )


class OutOfStock(Conflict):
    """Lines ask for more than there is; nothing was taken. `shortages` names each of them and what is left."""

    code = "out_of_stock"
    title = "There is not enough stock"
    title_zh = "库存不足"
    detail = "{lines} of the lines ask for more than there is."
    detail_zh = "{lines} 个商品库存不足。"

    def __init__(self, shortages: Iterable[Shortage]) -> None:
        self.shortages = tuple(shortages)
        super().__init__(*(each.fault for each in self.shortages), lines=len(self.shortages))


class OutOfOwnStock(OutOfStock):
    """The reseller's own lots hold fewer units than the sale asks for."""

    code = "out_of_own_stock"
    title = "The seller's own stock does not hold enough"
    title_zh = "卖家自有库存不足"


class StockIsPromised(Conflict):
    """A change would leave less on hand than is promised to orders; nothing was changed."""

    code = "stock_is_promised"
    title = "Orders are promised more than would be left"
    title_zh = "剩余库存少于已承诺给订单的数量"
    detail = "{lines} of the lines would leave less than orders are promised."
    detail_zh = "{lines} 个商品调整后将少于已承诺给订单的数量。"


class LocationCodeTaken(Conflict):
    code = "location_code_taken"
    title = "Another location has this code"
    title_zh = "该地点编码已被使用"
    detail = "A location with the code {code} exists already."
    detail_zh = "地点编码 {code} 已存在。"
