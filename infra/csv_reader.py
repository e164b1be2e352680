"""A CSV file as somebody's spreadsheet wrote it: lines with their numbers, columns by their names."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from infra.csv_text import without_apostrophe
from infra.errors import FieldFault, InvalidInput

# A cell of twenty thousand characters is a description; the module's own limit would refuse one with an odd error.
csv.field_size_limit(1_000_000)


@dataclass(frozen=True, slots=True)
class CsvLine:
    """`number` is the line of the file as an editor shows it, the heading being line 1."""

    number: int
    cells: Mapping[str, str]

    def get(self, column: str) -> str | None:
        """The cell without space around it; None where the file has no such column."""
        return self.cells.get(column)


@dataclass(frozen=True, slots=True)
class CsvFile:
    columns: frozenset[str]
    lines: Sequence[CsvLine]


def read_csv(text: str, names: Mapping[str, str], *, most: int, path: str = "csv") -> CsvFile:
    """Read a file whose first line names its columns.

    `names` maps what a heading may say (lower case) to our name of the column; an empty name is a column to pass over.
    Commas, semicolons and tabs are told apart by the heading; empty lines are passed over; the apostrophe that our own
    files put before a formula is taken off again.
    Raises InvalidInput at `path`: no lines, more than `most`, a heading nobody knows, a column that comes twice.
    """
    body = text.removeprefix("\ufeff")
    heading = body.split("\n", 1)[0]
    separator = max(",;\t", key=heading.count)
    reader = csv.reader(io.StringIO(body), delimiter=separator)
    try:
        named = [_named(cell, names, path) for cell in next(reader, [])]
        _refuse_twice(named, path)
        lines: list[CsvLine] = []
        before = reader.line_num
        for cells in reader:
            number, before = before + 1, reader.line_num
            if any(cell.strip() for cell in cells):
                lines.append(CsvLine(number, _cells(named, cells, number, path)))
    except csv.Error as error:
        raise InvalidInput(FieldFault(path, "is no CSV file", "不是有效的 CSV 文件")) from error
    if not lines:
        raise InvalidInput(FieldFault(path, "has no lines below its heading", "文件为空：标题行之下没有数据"))
    if len(lines) > most:
        raise InvalidInput(FieldFault(path, f"must have at most {most} lines", f"最多 {most} 行"))
    return CsvFile(frozenset(name for name in named if name), lines)


def _named(cell: str, names: Mapping[str, str], path: str) -> str:
    word = cell.strip().lower()
    if word not in names:
        known = ", ".join(sorted({name for name in names.values() if name}))
        raise InvalidInput(
            FieldFault(
                path,
                f"has a column {cell.strip()!r} that nobody knows; known are: {known}",
                f"无法识别列“{cell.strip()}”，可用的列：{known}",
            )
        )
    return names[word]


def _refuse_twice(named: Sequence[str], path: str) -> None:
    twice = {name for name in named if name and named.count(name) > 1}
    if twice:
        columns = ", ".join(sorted(twice))
        raise InvalidInput(FieldFault(path, f"names a column twice: {columns}", f"列重复：{columns}"))


def _cells(named: Sequence[str], cells: Sequence[str], number: int, path: str) -> dict[str, str]:
    if len(cells) > len(named):
        raise InvalidInput(
            FieldFault(
                path,
                f"line {number} has more cells than the heading has columns",
                f"第 {number} 行的单元格多于标题列",
            )
        )
    filled = [*cells, *[""] * (len(named) - len(cells))]
    return {name: without_apostrophe(cell.strip()) for name, cell in zip(named, filled, strict=True) if name}
