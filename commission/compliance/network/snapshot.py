"""A snapshot as tables of columns, checked once when it is made."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import numpy.typing as npt

from commission.compliance.counting.sentinels import NOBODY
from commission.compliance.network.columns import TABLES, Column, Kind
from commission.compliance.schemas import DocumentRefused
from commission.money.faults import Fault

_EPOCH = date(1970, 1, 1).toordinal()


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return day.toordinal() - _EPOCH


@dataclass(frozen=True, slots=True)
class Table:
    """Columns of equal length; one that is missing is not known in any row."""

    name: str
    rows: int
    columns: Mapping[str, Column]

    def get(self, column: str) -> Column | None:
        return self.columns.get(column)

    def untold(self, *columns: str) -> list[str]:
        """Those of the columns that the table lacks; none where it has no rows, of which nothing is to be told."""
        return [name for name in columns if self.rows and self.get(name) is None]

    def unknown(self, *columns: str) -> int:
        """In how many rows at least one of the columns is not known."""
        missing = np.zeros(self.rows, dtype=np.bool_)
        for column in columns:
            values = self.columns.get(column)
            if values is None:
                return self.rows
            missing |= values == TABLES[self.name][column].unknown
        return int(np.count_nonzero(missing))

    def known(self, column: str) -> Column:
        """The column with 0 where it is not known (ask `unknown` how often that is); all 0 where it is missing."""
        kind = TABLES[self.name][column]
        values = self.columns.get(column)
        if values is None:
            return np.zeros(self.rows, dtype=kind.dtype)
        return np.where(values == kind.unknown, kind.dtype(0), values)

    def told(self, column: str) -> Column:
        """The column as it is; its word for unknown in every row where it is missing."""
        kind = TABLES[self.name][column]
        values = self.columns.get(column)
        return np.full(self.rows, kind.unknown, dtype=kind.dtype) if values is None else values

    def words(self, column: str, *words: str) -> npt.NDArray[np.bool_]:
        """Where the column says one of the words."""
        values = self.columns.get(column)
        numbers = [TABLES[self.name][column].words.index(word) for word in words]
        if values is None:
            return np.zeros(self.rows, dtype=np.bool_)
        found: npt.NDArray[np.bool_] = values == numbers[0] if len(numbers) == 1 else np.isin(values, numbers)
        return found


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The network of one brand on one day."""

    as_of: date
    period_from: date
    period_to: date
    plan_version: str | None
    currency: str | None
    minor_per_major: int
    reward_ids: tuple[str, ...]
    tables: Mapping[str, Table] = field(repr=False)
    prior_sanction: bool | None = None
    supplier_informed: bool | None = None

    def __getitem__(self, table: str) -> Table:
        return self.tables[table]

    def has(self, table: str) -> bool:
        return table in self.tables

    def person_name(self, row: int) -> str:
        """The person's id, or the row where ids were not given."""
        names = self.tables["persons"].get("person_id")
        return f"row {row}" if names is None else str(names[row])


def snapshot_of(meta: Mapping[str, object], columns: Mapping[str, Column]) -> Snapshot:
    """A snapshot from its head and its columns (`persons.joined`, ...). Raises DocumentRefused, naming each fault."""
    faults: list[Fault] = []
    lengths: dict[str, int] = {}
    tables: dict[str, dict[str, Column]] = {}
    for name, values in columns.items():
        table, _, column = name.partition(".")
        kind = TABLES.get(table, {}).get(column)
        if kind is None:
            faults.append(Fault(f"$.{name}", "no such column"))
            continue
        if values.ndim != 1 or lengths.setdefault(table, values.size) != values.size:
            faults.append(Fault(f"$.{name}", "columns of a table are of one dimension and one length"))
            continue
        tables.setdefault(table, {})[column] = values
    if "persons" not in tables:
        faults.append(Fault("$.persons", "a network has a table of persons"))
    if not faults:
        for table, held in tables.items():
            for column, values in held.items():
                kind = TABLES[table][column]
                held[column] = _checked(f"$.{table}.{column}", kind, values, lengths, faults)
    if faults:
        raise DocumentRefused(faults)
    return _headed(meta, {name: Table(name, lengths[name], held) for name, held in tables.items()})


def _checked(
    path: str, kind: Kind, values: Column, lengths: Mapping[str, int], faults: list[Fault]
) -> Column:
    if kind.dtype is np.str_:
        return values
    if values.dtype.kind not in "iub":
        faults.append(Fault(path, f"whole numbers are wanted, not {values.dtype}"))
        return values
    if not values.size:
        return values.astype(kind.dtype)
    low, high = int(values.min()), int(values.max())
    bounds = np.iinfo(np.dtype(kind.dtype))
    if low < bounds.min or high > bounds.max:
        faults.append(Fault(path, f"a value does not fit {np.dtype(kind.dtype)}"))
        return values
    if kind.words and not (low >= -1 and high < len(kind.words)):
        faults.append(Fault(path, f"a word is numbered 0 to {len(kind.words) - 1}, or -1 for not known"))
    if kind.table and not (low >= NOBODY and high < lengths.get(kind.table, 0)):
        faults.append(Fault(path, f"a position in `{kind.table}`, or -1, is wanted"))
    return values.astype(kind.dtype, copy=False)


def _headed(meta: Mapping[str, object], tables: Mapping[str, Table]) -> Snapshot:
    faults: list[Fault] = []

    def day(name: str) -> date:
        try:
            return date.fromisoformat(str(meta.get(name)))
        except ValueError:
            faults.append(Fault(f"$.{name}", "a date like 2026-03-01 is wanted"))
            return date.min

    def text(name: str) -> str | None:
        value = meta.get(name)
        return None if value is None else str(value)

    def flag(name: str) -> bool | None:
        value = meta.get(name)
        return value if isinstance(value, bool) else None

    rewards = meta.get("reward_ids")
    made = Snapshot(
        as_of=day("as_of"),
        period_from=day("period_from"),
        period_to=day("period_to"),
        plan_version=text("plan_version"),
        currency=text("currency"),
        minor_per_major=int(str(meta.get("minor_per_major", 100))),
        reward_ids=tuple(map(str, rewards)) if isinstance(rewards, list | tuple) else (),
        tables=tables,
        prior_sanction=flag("prior_sanction"),
        supplier_informed=flag("supplier_informed"),
    )
    if faults:
        raise DocumentRefused(faults)
    return made
