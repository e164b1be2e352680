"""Make many links from a spreadsheet: a campaign of the brand, one line a link."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from infra.csv_reader import CsvLine, read_csv
from infra.database import Tx, transact
from infra.errors import FieldFault, InvalidInput
from infra.scope import Scope
from services.sharing.bulk_create_links import BulkCreateLinks, LinksCreated, SellersLink, bulk_create_links

MOST_LINES = 5_000
# A heading in either language; what our own export calls its columns is known too, and what it adds is passed over.
COLUMNS = {
    "seller": "seller",
    "seller_code": "seller",
    "卖家": "seller",
    "channel": "channel",
    "渠道": "channel",
    "target_kind": "target_kind",
    "目标类型": "target_kind",
    "target_ref": "target_ref",
    "目标": "target_ref",
    "campaign": "campaign",
    "活动": "campaign",
    "expires_at": "expires_at",
    "到期时间": "expires_at",
}
_SELLERS = "SELECT code, id FROM sellers WHERE brand_id = $1 AND code = ANY($2::text[])"


class LinksFromCsv(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file as text. Its first line names the columns: `seller` (a seller's code) and `channel`, and if wanted
    `target_kind`, `target_ref`, `campaign`, `expires_at`."""

    csv: Annotated[str, Meta(min_length=1, max_length=1_000_000)]


async def links_from_csv(scope: Scope, command: LinksFromCsv) -> LinksCreated:
    """Make all of them or none, in the order of the lines. Raises InvalidInput naming each line at fault."""
    file = read_csv(command.csv, COLUMNS, most=MOST_LINES)
    missing = {"seller", "channel"} - file.columns
    if missing:
        names = ", ".join(sorted(missing))
        raise InvalidInput(FieldFault("csv", f"lacks the columns {names}", f"缺少列：{names}"))
    codes = {line.cells["seller"] for line in file.lines}

    async def work(tx: Tx) -> dict[str, UUID]:
        return {row["code"]: row["id"] for row in await tx.fetch(_SELLERS, tx.brand_id, list(codes))}

    sellers = await transact(scope, work)
    links: list[SellersLink] = []
    faults: list[FieldFault] = []
    for line in file.lines:
        try:
            links.append(_link(line, sellers))
        except (msgspec.ValidationError, ValueError) as error:
            faults.append(FieldFault(f"csv line {line.number}", str(error), f"该行有误：{error}"))
    if faults:
        raise InvalidInput(*faults[:100])
    try:
        return await bulk_create_links(scope, BulkCreateLinks(links))
    except InvalidInput as refused:
        raise InvalidInput(*(_by_line(fault, file.lines) for fault in refused.faults)) from refused


def _link(line: CsvLine, sellers: dict[str, UUID]) -> SellersLink:
    seller_id = sellers.get(line.cells["seller"])
    if seller_id is None:
        raise ValueError(f"no seller has the code {line.cells['seller']!r}")
    expires = line.get("expires_at")
    return msgspec.convert(
        {
            "seller_id": seller_id,
            "channel": line.cells["channel"],
            "target": {"kind": line.get("target_kind") or "store", "ref": line.get("target_ref") or ""},
            "campaign": line.get("campaign") or "",
            "expires_at": datetime.fromisoformat(expires) if expires else None,
        },
        SellersLink,
    )


def _by_line(fault: FieldFault, lines: Sequence[CsvLine]) -> FieldFault:
    """`links[3].target.ref` is line 5 of the file."""
    head, _, rest = fault.path.partition("]")
    at = head.removeprefix("links[")
    if not at.isdigit():
        return fault
    number = lines[int(at)].number
    return FieldFault(f"csv line {number}{rest}", fault.message, fault.message_zh)
