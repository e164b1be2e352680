"""Policies are versioned: which version is in force at an instant."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Protocol, TypeVar

from commission.money.faults import Fault, PolicyRefused
from commission.money.window import utc


class Versioned(Protocol):
    """A policy that says since when it is in force; None: since ever."""

    @property
    def effective_from(self) -> datetime | None: ...


V = TypeVar("V", bound=Versioned)
_EVER = datetime.min.replace(tzinfo=UTC)


def in_force(versions: Sequence[V], at: datetime) -> V | None:
    """The latest version with `effective_from <= at`, or None where none is in force yet.

    `versions` are in the order `parse_versions` answers: earliest first.
    """
    moment = utc(at)
    for version in reversed(versions):
        if version.effective_from is None or utc(version.effective_from) <= moment:
            return version
    return None


def parse_versions(
    value: object, path: str, read_one: Callable[[object, str, list[Fault]], V]
) -> tuple[V, ...]:
    """Read one policy or a list of its versions, earliest first.

    A single policy may leave `effective_from` out: it holds since ever. In a list each version must have
    one, no two the same. `read_one(value, path, faults)` records the faults of one version.
    Raises PolicyRefused with every fault found.
    """
    faults: list[Fault] = []
    if not isinstance(value, list):
        single = read_one(value, path, faults)
        if faults:
            raise PolicyRefused(faults)
        return (single,)
    if not value:
        raise PolicyRefused([Fault(path, "must hold at least one version")])
    versions = [read_one(item, f"{path}[{index}]", faults) for index, item in enumerate(value)]
    _check_dating(value, versions, path, faults)
    if faults:
        raise PolicyRefused(faults)
    return tuple(sorted(versions, key=_start))


def _start(version: Versioned) -> datetime:
    return utc(version.effective_from or _EVER)


def _check_dating(items: list[object], versions: Sequence[Versioned], path: str, faults: list[Fault]) -> None:
    already = {fault.path for fault in faults}
    first_at: dict[datetime, int] = {}
    for index, (item, version) in enumerate(zip(items, versions, strict=True)):
        where = f"{path}[{index}].effective_from"
        if not isinstance(item, dict) or where in already:
            continue
        if item.get("effective_from") is None:
            faults.append(Fault(where, "is missing: each version of a list says since when it is in force"))
            continue
        earlier = first_at.setdefault(_start(version), index)
        if earlier != index:
            faults.append(Fault(where, f"is the same instant as that of {path}[{earlier}]"))
