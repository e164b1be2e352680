"""Reading the file's own objects: unlike a policy's, further fields of an event or an actor are let pass.

An exported history may carry what this version does not know; a rule that it does not know is another matter.
"""

from collections.abc import Container, Iterable
from dataclasses import dataclass

from commission.money.faults import Fault
from commission.money.reading import ObjectReader


@dataclass(frozen=True, slots=True)
class Declared:
    """The ids that events may name."""

    sellers: frozenset[str]
    skus: frozenset[str]
    coupons: frozenset[str]


class OpenReader(ObjectReader):
    """A reader of `fields` that does not mind others, and does not copy what it reads: files are long."""

    __slots__ = ()

    def __init__(self, value: object, path: str, faults: list[Fault], fields: Iterable[str]) -> None:
        if not isinstance(value, dict):
            super().__init__(value, path, faults, fields)
            return
        self.path = path
        self.faults = faults
        self._faulty = set()
        self._fields = value


def optional_text(reader: ObjectReader, key: str) -> str | None:
    """A string, with absent or null meaning None."""
    return None if reader.raw(key) is None else reader.text(key)


def optional_items(reader: ObjectReader, key: str) -> list[object]:
    """A list, with absent or null meaning empty."""
    return [] if reader.raw(key) is None else reader.items(key)


def declared(reader: ObjectReader, key: str, names: Container[str], what: str) -> str:
    """A required name of something that the file declares."""
    name = reader.text(key)
    if reader.sound(key) and name not in names:
        reader.fault(key, f"{name} is not a declared {what}")
    return name


def optional_declared(reader: ObjectReader, key: str, names: Container[str], what: str) -> str | None:
    """A name of something that the file declares, with absent or null meaning None."""
    return None if reader.raw(key) is None else declared(reader, key, names, what)
