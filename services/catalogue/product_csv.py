"""A file of SKUs, one a line, as products: what the file leaves out stays as it is."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import asyncpg
import msgspec

from infra.csv_reader import CsvFile, CsvLine, read_csv
from infra.database import Tx
from infra.errors import FieldFault, InvalidInput
from infra.json_text import from_json
from infra.money_text import minor_of
from services.catalogue.current_prices import current_prices
from services.catalogue.shapes import Price, ProductItem

MOST_LINES = 20_000
_OURS = (
    "product_code",
    "name",
    "description",
    "category",
    "product_status",
    "sku_code",
    "style",
    "colour",
    "size",
    "barcode",
    "tier_eligible",
    "list_price",
    "retail_floor",
    "retail_ceiling",
)
# Also the columns of the exported SKU list, so that the file can come back; what is not for editing is passed over.
NAMES = {
    **{name: name for name in _OURS},
    "product_name": "name",
    "code": "sku_code",
    "sku": "sku_code",
    "color": "colour",
    "商品编码": "product_code",
    "商品名称": "name",
    "名称": "name",
    "描述": "description",
    "分类": "category",
    "商品状态": "product_status",
    "sku 编码": "sku_code",
    "sku编码": "sku_code",
    "款式": "style",
    "颜色": "colour",
    "尺码": "size",
    "条码": "barcode",
    "计入阶梯": "tier_eligible",
    "吊牌价": "list_price",
    "最低零售价": "retail_floor",
    "最高零售价": "retail_ceiling",
    **dict.fromkeys(("sku_id", "product_id", "status", "on_hand", "reserved"), ""),
}
_OF_PRODUCT = ("name", "description", "category")
_OF_SKU = ("style", "colour", "size")
_PRICES = ("list_price", "retail_floor", "retail_ceiling")
_TRUTH = {
    "true": True,
    "yes": True,
    "1": True,
    "是": True,
    "false": False,
    "no": False,
    "0": False,
    "否": False,
}
_PRODUCTS = """
SELECT p.*, coalesce((SELECT jsonb_agg(jsonb_build_object('url', i.url, 'alt', i.alt) ORDER BY i.position)
  FROM product_images i WHERE i.brand_id = p.brand_id AND i.product_id = p.id), '[]') AS images
FROM products p WHERE p.brand_id = $1 AND p.code = ANY($2::text[])
"""
_SKUS = """
SELECT s.*, p.code AS product_code FROM skus s JOIN products p ON p.brand_id = s.brand_id AND p.id = s.product_id
WHERE s.brand_id = $1 AND s.code = ANY($2::text[])
"""


class ReadProducts(msgspec.Struct, frozen=True):
    """`items` as `UpsertProducts` takes them; `lines` names the line of each path into them, for faults found later."""

    items: list[ProductItem]
    lines: dict[str, int]


class LineFault(msgspec.Struct, frozen=True):
    """What is wrong with a line of the file."""

    line: int
    column: str
    message: str
    message_zh: str


class FileFaults(Exception):
    """Raised with everything that is wrong with the lines of a file."""

    def __init__(self, faults: Sequence[LineFault]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = faults


def read_product_file(text: str) -> CsvFile:
    """The lines. Raises InvalidInput where the file as a whole cannot be read, or names neither product nor SKU."""
    file = read_csv(text, NAMES, most=MOST_LINES)
    if file.columns.isdisjoint({"product_code", "sku_code"}):
        raise InvalidInput(
            FieldFault(
                "csv",
                "needs a column product_code or sku_code",
                "需要 product_code（商品编码）或 sku_code（SKU 编码）列",
            )
        )
    return file


async def products_of_file(tx: Tx, file: CsvFile, currency: str) -> ReadProducts:
    """The file over what the brand has: an absent column leaves its field alone, an empty cell empties it.

    Raises FileFaults with every faulty line.
    """
    reader = _Reader(currency)
    skus = {row["code"]: row for row in await tx.fetch(_SKUS, tx.brand_id, _named(file, "sku_code"))}
    codes = {_product_code(line, skus) for line in file.lines}
    products = {row["code"]: row for row in await tx.fetch(_PRODUCTS, tx.brand_id, list(codes))}
    prices = await current_prices(tx, [row["id"] for row in skus.values()], tx.now)
    grouped: dict[str, list[CsvLine]] = defaultdict(list)
    for line in file.lines:
        code = _product_code(line, skus)
        if code:
            grouped[code].append(line)
        else:
            reader.fault(line, "product_code", "is needed: the SKU is new", "新 SKU 需要商品编码")
    items: list[ProductItem] = []
    for code, lines in grouped.items():
        where = f"items[{len(items)}]"
        reader.lines[where] = lines[0].number
        body = reader.product(lines, code, products.get(code))
        body["skus"] = [
            reader.sku(line, skus.get(line.get("sku_code") or ""), prices, f"{where}.skus[{at}]")
            for at, line in enumerate(line for line in lines if line.get("sku_code"))
        ]
        item = reader.converted(body, lines, where)
        if item is not None:
            items.append(item)
    if reader.faults:
        raise FileFaults(sorted(reader.faults, key=lambda fault: (fault.line, fault.column)))
    return ReadProducts(items, reader.lines)


def _named(file: CsvFile, column: str) -> list[str]:
    return list({cell for line in file.lines if (cell := line.get(column))})


def _product_code(line: CsvLine, skus: dict[str, asyncpg.Record]) -> str:
    known = skus.get(line.get("sku_code") or "")
    return line.get("product_code") or (known["product_code"] if known else "")


class _Reader:
    """Collects faults while it reads."""

    def __init__(self, currency: str) -> None:
        self._currency = currency
        self.faults: list[LineFault] = []
        self.lines: dict[str, int] = {}

    def fault(self, line: CsvLine, column: str, english: str, chinese: str) -> None:
        self.faults.append(LineFault(line.number, column, english, chinese))

    def product(self, lines: Sequence[CsvLine], code: str, known: asyncpg.Record | None) -> dict[str, Any]:
        """The product's fields: of the first line that says something, which the others may not contradict."""
        body: dict[str, Any] = {"code": code}
        if known is not None:
            body |= {name: known[name] for name in (*_OF_PRODUCT, "status")}
            body |= {name: from_json(known[name]) for name in ("translations", "images")}
        for column, name in (*((each, each) for each in _OF_PRODUCT), ("product_status", "status")):
            said = [(line, cell) for line in lines if (cell := line.get(column)) is not None]
            filled = [(line, cell) for line, cell in said if cell]
            if filled:
                body[name] = filled[0][1]
                for line, cell in filled[1:]:
                    if cell != filled[0][1]:
                        self.fault(
                            line,
                            column,
                            f"differs from line {filled[0][0].number}, which is the same product",
                            f"与同一商品的第 {filled[0][0].number} 行不一致",
                        )
            elif said and name in ("description", "category"):
                body[name] = ""
        if not body.get("name"):
            self.fault(lines[0], "name", "is needed: the product is new", "新商品需要名称")
            body["name"] = code
        return body

    def sku(
        self, line: CsvLine, known: asyncpg.Record | None, prices: dict[Any, Price], path: str
    ) -> dict[str, Any]:
        """The SKU's fields with its price."""
        self.lines[path] = line.number
        body: dict[str, Any] = {"code": line.get("sku_code")}
        if known is not None:
            body |= {name: known[name] for name in (*_OF_SKU, "barcode", "tier_eligible")}
        body |= {name: cell for name in _OF_SKU if (cell := line.get(name)) is not None}
        if (barcode := line.get("barcode")) is not None:
            body["barcode"] = barcode or None
        if (eligible := line.get("tier_eligible")) is not None:
            if eligible.lower() in _TRUTH:
                body["tier_eligible"] = _TRUTH[eligible.lower()]
            elif eligible:
                self.fault(line, "tier_eligible", "must be true or false", "须为 true 或 false（是/否）")
        body["price"] = self._price(line, prices.get(known["id"]) if known is not None else None)
        return body

    def _price(self, line: CsvLine, known: Price | None) -> dict[str, Any]:
        before = {} if known is None else msgspec.structs.asdict(known)
        given = {name: self._amount(line, name, cell) for name in _PRICES if (cell := line.get(name))}
        emptied = {name: None for name in _PRICES[1:] if line.get(name) == ""}
        body = before | emptied | given
        if body.get("list_price") is None:
            self.fault(
                line, "list_price", "is needed: the SKU has no price yet", "该 SKU 尚无价格，需要吊牌价"
            )
            body["list_price"] = 0
        # A floor and a ceiling that merely were the list price follow it.
        for name in _PRICES[1:]:
            if known is not None and name not in given and before.get(name) == known.list_price:
                body[name] = None
        price = Price(body["list_price"], body.get("retail_floor"), body.get("retail_ceiling"))
        if price.ceiling < price.floor:
            self.fault(line, "retail_ceiling", "must not be below the floor", "最高零售价不得低于最低零售价")
        return body

    def _amount(self, line: CsvLine, column: str, cell: str) -> int:
        try:
            minor = minor_of(cell, self._currency)
            if minor >= 0:
                return minor
        except ValueError:
            pass
        self.fault(
            line,
            column,
            f"is not an amount of {self._currency}: {cell}",
            f"不是有效的 {self._currency} 金额：{cell}",
        )
        return 0

    def converted(self, body: dict[str, Any], lines: Sequence[CsvLine], where: str) -> ProductItem | None:
        """The item by the rules of its shape; what breaks them is a fault of its line."""
        try:
            return msgspec.convert(body, ProductItem)
        except msgspec.ValidationError as error:
            message, _, path = str(error).partition(" - at `$")
            column = path.rstrip("`").lstrip(".")
            line = next(
                (n for key, n in self.lines.items() if f"{where}.{column}".startswith(key + ".")), None
            )
            self.faults.append(
                LineFault(line or lines[0].number, column.rpartition(".")[2], message, f"格式无效：{message}")
            )
            return None
