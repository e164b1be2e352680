"""Reading a policy from JSON, collecting every fault with its path.

Each getter records a fault and answers a harmless stand-in, so that one reading finds all faults; the
parser builds nothing from stand-ins, for it raises PolicyRefused where any fault was recorded.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from commission.money.faults import Fault
from commission.money.rate import ZERO, Rate


class Missing:
    """The type of REQUIRED, the default of a field that must be there."""


REQUIRED = Missing()
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def parse_instant(written: object) -> datetime:
    """An ISO 8601 instant with an offset, in UTC. Raises ValueError with a sentence for anything else."""
    if not isinstance(written, str) or written[10:11] != "T":
        raise ValueError("must be an ISO 8601 instant with an offset")
    try:
        instant = datetime.fromisoformat(written)
        if instant.utcoffset() is not None:
            return instant.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError("must be an ISO 8601 instant with an offset") from error
    raise ValueError("must carry an offset, such as +08:00 or Z")


def kind_of(value: object) -> str:
    """The JSON name of a value's type, for messages."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "a boolean"
    if isinstance(value, str):
        return "a string"
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, (list, tuple)):
        return "a list"
    return "a number"


class ObjectReader:
    """One JSON object being read: typed getters, one fault per wrong field, unknown fields refused."""

    __slots__ = ("_faulty", "_fields", "faults", "path")

    def __init__(self, value: object, path: str, faults: list[Fault], known: Iterable[str]) -> None:
        self.path = path
        self.faults = faults
        self._faulty: set[str] = set()
        self._fields: dict[str, object] = {}
        if not isinstance(value, dict):
            faults.append(Fault(path, f"must be an object, not {kind_of(value)}"))
            # Every field of a thing that is no object would be reported missing: once is enough.
            self._faulty.update(known)
            return
        allowed = set(known)
        for key in value:
            if key not in allowed:
                faults.append(Fault(self.at(str(key)), "is not a field of this policy"))
        self._fields = {key: value[key] for key in value if key in allowed}

    def at(self, key: str) -> str:
        """The path of a field of this object."""
        return f"{self.path}.{key}" if self.path else key

    def fault(self, key: str, message: str) -> None:
        """Record that the field `key` is wrong."""
        self._faulty.add(key)
        self.faults.append(Fault(self.at(key), message))

    def sound(self, *keys: str) -> bool:
        """Whether none of these fields has had a fault: comparing them makes sense."""
        return self._faulty.isdisjoint(keys)

    def has(self, key: str) -> bool:
        """Whether the field is written at all (null included)."""
        return key in self._fields

    def raw(self, key: str) -> object:
        """The field as it stands, None where it is absent."""
        return self._fields.get(key)

    def _absent(self, key: str, required: bool) -> bool:
        """Whether there is nothing to read; a required field that is not there is a fault."""
        if key in self._fields:
            return False
        if required and key not in self._faulty:
            self.fault(key, "is missing")
        return True

    def integer(
        self, key: str, *, minimum: int, maximum: int | None = None, default: int | Missing = REQUIRED
    ) -> int:
        """A whole number within bounds. `true` is not a number, and neither is 3.0."""
        if self._absent(key, isinstance(default, Missing)):
            return minimum if isinstance(default, Missing) else default
        value = self._fields[key]
        if type(value) is not int:
            self.fault(key, f"must be a whole number, not {_described(value)}")
        elif value < minimum:
            self.fault(key, f"must be at least {minimum}")
        elif maximum is not None and value > maximum:
            self.fault(key, f"must be at most {maximum}")
        else:
            return value
        return minimum

    def optional_integer(self, key: str, *, minimum: int, maximum: int | None = None) -> int | None:
        """As `integer`, with absent or null meaning None."""
        if self._fields.get(key) is None:
            return None
        return self.integer(key, minimum=minimum, maximum=maximum)

    def rate(self, key: str, *, default: Rate | Missing = REQUIRED) -> Rate:
        """A rate written as a string. A JSON number is refused: it would have passed through a float."""
        if self._absent(key, isinstance(default, Missing)):
            return ZERO if isinstance(default, Missing) else default
        try:
            return Rate.parse(self._fields[key])
        except TypeError:
            self.fault(
                key, f'must be a decimal written as a string ("0.28"), not {_described(self._fields[key])}'
            )
        except ValueError:
            self.fault(key, 'must be a decimal written like "0.28"')
        return ZERO

    def optional_rate(self, key: str) -> Rate | None:
        """As `rate`, with absent or null meaning None."""
        return None if self._fields.get(key) is None else self.rate(key)

    def boolean(self, key: str, *, default: bool | Missing = REQUIRED) -> bool:
        """true or false, nothing that merely looks like it."""
        if self._absent(key, isinstance(default, Missing)):
            return default if isinstance(default, bool) else False
        value = self._fields[key]
        if isinstance(value, bool):
            return value
        self.fault(key, f"must be true or false, not {_described(value)}")
        return False

    def text(self, key: str, *, default: str | Missing = REQUIRED) -> str:
        """A string that is not empty."""
        if self._absent(key, isinstance(default, Missing)):
            return "" if isinstance(default, Missing) else default
        value = self._fields[key]
        if isinstance(value, str) and value:
            return value
        self.fault(key, "must not be empty" if value == "" else f"must be a string, not {_described(value)}")
        return ""

    def choice(self, key: str, options: Iterable[str], *, default: str | Missing = REQUIRED) -> str:
        """One of `options`."""
        listed = list(options)
        if self._absent(key, isinstance(default, Missing)):
            return listed[0] if isinstance(default, Missing) else default
        value = self._fields[key]
        if isinstance(value, str) and value in listed:
            return value
        self.fault(key, f"must be one of {', '.join(listed)}")
        return listed[0]

    def items(self, key: str) -> list[object]:
        """A list, possibly empty; an absent one is a fault."""
        if self._absent(key, True):
            return []
        value = self._fields[key]
        if isinstance(value, list):
            return value
        self.fault(key, f"must be a list, not {_described(value)}")
        return []

    def instant(self, key: str) -> datetime:
        """A required instant, in UTC."""
        if self._absent(key, True):
            return EPOCH
        try:
            return parse_instant(self._fields[key])
        except ValueError as error:
            self.fault(key, str(error))
            return EPOCH

    def optional_instant(self, key: str) -> datetime | None:
        """As `instant`, with absent or null meaning None."""
        return None if self._fields.get(key) is None else self.instant(key)


def _described(value: object) -> str:
    """A wrong value in a message: its type, and itself where that is short."""
    return f"the {kind_of(value)[2:]} {value}" if type(value) in (int, bool) else kind_of(value)
