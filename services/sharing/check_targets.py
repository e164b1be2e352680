"""Refuse link targets that this brand does not have."""

import re
from collections.abc import Mapping

from infra.database import Tx
from infra.errors import FieldFault, InvalidInput
from services.sharing.shapes import Target

_PAGE = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
_PRODUCTS = (
    "SELECT code FROM products WHERE brand_id = $1 AND code = ANY($2::text[]) AND status <> 'archived'"
)
_COLLECTIONS = """
SELECT DISTINCT category FROM products WHERE brand_id = $1 AND category = ANY($2::text[]) AND status <> 'archived'
"""


async def check_targets(tx: Tx, targets: Mapping[str, Target]) -> None:
    """Targets by the path of their field in the input. Raises InvalidInput for each that leads nowhere."""
    products = [target.ref for target in targets.values() if target.kind == "product"]
    collections = [target.ref for target in targets.values() if target.kind == "collection"]
    known = {
        "product": {row[0] for row in await tx.fetch(_PRODUCTS, tx.brand_id, products)}
        if products
        else set(),
        "collection": {row[0] for row in await tx.fetch(_COLLECTIONS, tx.brand_id, collections)}
        if collections
        else set(),
    }
    faults = [
        FieldFault(f"{path}.ref", f"is no {target.kind} of this brand", "目标不存在")
        for path, target in targets.items()
        if not _leads_somewhere(target, known)
    ]
    if faults:
        raise InvalidInput(*faults)


def _leads_somewhere(target: Target, known: Mapping[str, set[str]]) -> bool:
    if target.kind == "store":
        return not target.ref
    if target.kind == "page":
        return bool(_PAGE.fullmatch(target.ref))
    return bool(target.ref) and target.ref in known[target.kind]
