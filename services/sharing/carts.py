"""Carts that a link carries: SKUs by their codes, with units."""

from collections.abc import Mapping, Sequence

import msgspec

from infra.database import Tx
from infra.errors import FieldFault, InvalidInput
from services.sharing.shapes import CartItem

_KNOWN = "SELECT code FROM skus WHERE brand_id = $1 AND code = ANY($2::text[]) AND status = 'active'"
_decoder = msgspec.json.Decoder(list[CartItem])


def cart_text(cart: Sequence[CartItem]) -> str:
    """As it is kept."""
    return msgspec.json.encode(cart).decode()


def read_cart(text: str) -> list[CartItem]:
    """What `cart_text` wrote."""
    return _decoder.decode(text)


async def check_carts(tx: Tx, carts: Mapping[str, Sequence[CartItem]]) -> None:
    """Carts by the path of their field in the input. Raises InvalidInput for each SKU that this brand does not sell, or
    that stands in a cart twice."""
    wanted = {item.sku for cart in carts.values() for item in cart}
    if not wanted:
        return
    known = {row[0] for row in await tx.fetch(_KNOWN, tx.brand_id, list(wanted))}
    faults: list[FieldFault] = []
    for path, cart in carts.items():
        seen: set[str] = set()
        for at, item in enumerate(cart):
            if item.sku not in known:
                faults.append(
                    FieldFault(f"{path}[{at}].sku", "is no SKU of this brand", "该品牌没有此库存单位")
                )
            elif item.sku in seen:
                faults.append(FieldFault(f"{path}[{at}].sku", "stands in the cart twice", "同一商品重复出现"))
            seen.add(item.sku)
    if faults:
        raise InvalidInput(*faults)
