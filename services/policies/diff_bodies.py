"""What two versions of a policy say differently."""

from collections.abc import Iterator
from typing import Any

import msgspec


class BodyChange(msgspec.Struct, frozen=True):
    """A place where they differ (`tiers[1].threshold`); a side that does not have the place is null and `absent`."""

    path: str
    before: Any
    after: Any
    absent: str | None = None


class _Nothing:
    """A place that is not there, which is not the same as null."""


_NOTHING = _Nothing()


def diff_bodies(before: object, after: object) -> list[BodyChange]:
    """The differing places, in the order of the fields; lists are compared place by place."""
    return list(_changes("", before, after))


def _changes(path: str, before: object, after: object) -> Iterator[BodyChange]:
    if isinstance(before, dict) and isinstance(after, dict):
        for key in dict.fromkeys([*before, *after]):
            yield from _changes(
                f"{path}.{key}" if path else key, before.get(key, _NOTHING), after.get(key, _NOTHING)
            )
    elif isinstance(before, list) and isinstance(after, list):
        for index in range(max(len(before), len(after))):
            yield from _changes(f"{path}[{index}]", _item(before, index), _item(after, index))
    elif before is _NOTHING:
        yield BodyChange(path, None, after, "before")
    elif after is _NOTHING:
        yield BodyChange(path, before, None, "after")
    elif before != after or isinstance(before, bool) != isinstance(after, bool):
        yield BodyChange(path, before, after)


def _item(items: list[object], index: int) -> object:
    return items[index] if index < len(items) else _NOTHING
