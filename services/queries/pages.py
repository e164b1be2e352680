"""Lists in pages: filters, a search, a sort, and a cursor that neither skips nor repeats while rows come and go.

A page continues after the last row seen, by (sort value, id), so that the thousandth page costs what the first does. A
`Table` says what may be asked; `api/tables.py` reads it from the address. Values are bound, never pasted into SQL; the
pieces of SQL come from the table's own definition.
"""

import base64
import binascii
from collections.abc import Callable
from datetime import datetime
from typing import Any, Generic, Literal, TypeVar
from uuid import UUID

import msgspec
from asyncpg import Record
from msgspec import Struct

from infra.database import Tx
from infra.errors import FieldFault, InvalidInput

Row = TypeVar("Row")
Kind = Literal["text", "int", "instant", "uuid", "bool"]

MOST_ROWS = 200
USUAL_ROWS = 50
_LONGEST_SEARCH = 100
_MOST_VALUES = 50
_SQL_TYPE: dict[Kind, str] = {
    "text": "text",
    "int": "bigint",
    "instant": "timestamptz",
    "uuid": "uuid",
    "bool": "boolean",
}
_TRUTH = {"true": "true", "false": "false", "1": "true", "0": "false"}


class Column(Struct, frozen=True):
    """Something to filter or sort by. `sql` must never be null where `sorts`: nulls have no place after a cursor.

    `matches`: `values` takes `name=a,b` (any of them), `overlap` the same where `sql` is an array, `range` takes
    `name.from` (inclusive) and `name.to` (exclusive).
    """

    sql: str
    kind: Kind = "text"
    sorts: bool = True
    matches: Literal["values", "overlap", "range", "nothing"] = "values"


class Table(Struct, frozen=True):
    """A list: `select` and `source` are SQL, `where` holds the brand as `$1`; `fixed` below may add to it.

    `sort` is the usual one (`-` for descending), `searched` the expressions that `q` looks in.
    """

    select: str
    source: str
    where: str
    id: str
    columns: dict[str, Column]
    sort: str
    searched: tuple[str, ...] = ()


class PageRequest(Struct, frozen=True):
    """What a caller asks of a table. `filters` by parameter name, `count` asks for the total as well."""

    limit: int = USUAL_ROWS
    sort: str = ""
    cursor: str = ""
    q: str = ""
    count: bool = False
    filters: dict[str, str] = {}


class Page(Struct, Generic[Row], frozen=True):
    """Rows of a list; `next_cursor` is null on the last page, `total` unless it was asked for."""

    rows: list[Row]
    next_cursor: str | None
    total: int | None = None


async def read_page(
    tx: Tx,
    table: Table,
    request: PageRequest,
    shape: Callable[..., Row],
    *,
    fixed: tuple[str, object] | None = None,
) -> Page[Row]:
    """Read one page; `shape` (the row's struct) takes the selected columns in order. `fixed` is a
    condition of the caller's own, such as `("o.seller_id = $2", seller_id)`.

    Raises InvalidInput naming the parameter that is not understood.
    """
    args: list[object] = [tx.brand_id]
    conditions = [table.where]
    if fixed is not None:
        conditions.append(fixed[0])
        args.append(fixed[1])
    conditions += [_condition(table, name, text, args) for name, text in request.filters.items()]
    if request.q:
        conditions.append(_search(table, request.q, args))
    # Pieces of SQL are the table's own; everything of the caller's is in args.
    total = (
        await tx.fetchval(f"SELECT count(*) FROM {table.source} WHERE {' AND '.join(conditions)}", *args)  # noqa: S608
        if request.count
        else None
    )
    sort = request.sort or table.sort
    column, descending = _sort_column(table, sort)
    if request.cursor:
        conditions.append(_after(table, sort, column, descending, request.cursor, args))
    order = "DESC" if descending else "ASC"
    found = await tx.fetch(
        f"SELECT ({column.sql})::text AS page_value, {table.id} AS page_id, {table.select} FROM {table.source}"  # noqa: S608
        f" WHERE {' AND '.join(conditions)} ORDER BY {column.sql} {order}, {table.id} {order}"
        f" LIMIT {request.limit + 1}",
        *args,
    )
    rows, more = found[: request.limit], len(found) > request.limit
    cursor = _cursor(sort, rows[-1]["page_value"], rows[-1]["page_id"]) if more else None
    return Page([shape(*_selected(row)) for row in rows], cursor, total)


async def read_row(tx: Tx, table: Table, row_id: UUID, shape: Callable[..., Row]) -> Row | None:
    """The same row by its id, or None."""
    row = await tx.fetchrow(
        f"SELECT NULL, NULL, {table.select} FROM {table.source} WHERE {table.where} AND {table.id} = $2",  # noqa: S608
        tx.brand_id,
        row_id,
    )
    return None if row is None else shape(*_selected(row))


def _selected(row: Record) -> tuple[Any, ...]:
    return tuple(row)[2:]


def _condition(table: Table, name: str, text: str, args: list[object]) -> str:
    base, _, end = name.partition(".")
    column = table.columns.get(base)
    if column is None or column.matches == "nothing" or (end != "") != (column.matches == "range"):
        raise _fault(name, "is not something this list filters by", "此列表不支持该筛选条件")
    sql_type = _SQL_TYPE[column.kind]
    if column.matches == "range":
        if end not in ("from", "to"):
            raise _fault(name, "is not something this list filters by", "此列表不支持该筛选条件")
        args.append(_checked(column.kind, name, text))
        return f"{column.sql} {'>=' if end == 'from' else '<'} (${len(args)}::text)::{sql_type}"
    values = [_checked(column.kind, name, value.strip()) for value in text.split(",")]
    if len(values) > _MOST_VALUES:
        raise _fault(name, f"must have at most {_MOST_VALUES} entries", f"最多 {_MOST_VALUES} 项")
    args.append(values)
    given = f"(${len(args)}::text[])::{sql_type}[]"
    return f"{column.sql} && {given}" if column.matches == "overlap" else f"{column.sql} = ANY ({given})"


def _checked(kind: Kind, name: str, text: str) -> str:
    """The text as PostgreSQL will surely read it."""
    try:
        if kind == "int":
            if not -(2**63) <= int(text) < 2**63:
                raise ValueError
            return str(int(text))
        if kind == "uuid":
            return str(UUID(text))
        if kind == "bool":
            return _TRUTH[text.lower()]
        if kind == "instant":
            at = datetime.fromisoformat(text)
            if at.tzinfo is None:
                raise ValueError
            return at.isoformat()
    except (ValueError, KeyError) as error:
        raise _fault(name, "is not valid", "无效") from error
    return text


def _search(table: Table, words: str, args: list[object]) -> str:
    if not table.searched or len(words) > _LONGEST_SEARCH:
        raise _fault("q", "is not something this list can search", "此列表不支持该搜索")
    escaped = words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    args.append(f"%{escaped}%")
    return "(" + " OR ".join(f"{sql} ILIKE ${len(args)}" for sql in table.searched) + ")"


def _sort_column(table: Table, sort: str) -> tuple[Column, bool]:
    column = table.columns.get(sort.removeprefix("-"))
    if column is None or not column.sorts:
        raise _fault("sort", "is not something this list sorts by", "此列表不支持该排序")
    return column, sort.startswith("-")


def _cursor(sort: str, value: str, row_id: UUID) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode((sort, value, row_id))).decode().rstrip("=")


def _after(table: Table, sort: str, column: Column, descending: bool, cursor: str, args: list[object]) -> str:
    fault = _fault("cursor", "belongs to another list or sort", "游标无效")
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        was, value, row_id = msgspec.json.decode(text, type=tuple[str, str, UUID])
    except (binascii.Error, ValueError, msgspec.MsgspecError) as error:
        raise fault from error
    if was != sort or "\0" in value:
        raise fault
    if column.kind != "instant":
        value = _checked(column.kind, "cursor", value)
    args += [value, row_id]
    here = f"((${len(args) - 1}::text)::{_SQL_TYPE[column.kind]}, ${len(args)}::uuid)"
    return f"({column.sql}, {table.id}) {'<' if descending else '>'} {here}"


def _fault(name: str, english: str, chinese: str) -> InvalidInput:
    return InvalidInput(FieldFault(name, english, chinese))
