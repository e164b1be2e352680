"""The published schemas: a plan (compliance.md, 5.1), a network snapshot (5.2), a decided case (5.3)."""

import json
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from commission.money.faults import Fault

SCHEMA_VERSION = "1.0.0"


class DocumentRefused(ValueError):
    """A document breaks its schema. `faults` names each place, never none."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(map(str, faults)))


@cache
def schema(name: str) -> dict[str, Any]:
    """The JSON Schema of that name, as published."""
    text = (files(__package__) / f"{name}-{SCHEMA_VERSION}.json").read_text(encoding="utf-8")
    content: dict[str, Any] = json.loads(text, parse_float=Decimal)
    return content


def published(file: str) -> bytes | None:
    """A schema's file as it is published, by its name (`plan-1.0.0.json`); None where there is none."""
    known = {entry.name for entry in files(__package__).iterdir() if entry.name.endswith(".json")}
    return (files(__package__) / file).read_bytes() if file in known else None


def faults_of(document: object, name: str) -> list[Fault]:
    """Every fault of a document, in the order of its paths."""
    faults = [Fault(error.json_path, error.message) for error in _validator(name).iter_errors(document)]
    return sorted(faults, key=str)


def checked_plan(document: object) -> None:
    """Raises DocumentRefused."""
    _checked(document, "plan")


def checked_case(document: object) -> None:
    """Raises DocumentRefused for the case itself or for the plan inside it."""
    _checked(document, "case")


def unread_paths(plan: dict[str, Any]) -> list[str]:
    """Fields the plan schema does not know: a slip of the pen would otherwise silently stay unread."""
    return list(_unread(plan, schema("plan"), "$"))


def _checked(document: object, name: str) -> None:
    faults = faults_of(document, name)
    if faults:
        raise DocumentRefused(faults)


@cache
def _validator(name: str) -> Any:
    # The case schema refers to the plan schema by its id; the registry answers, nothing is fetched.
    plan = schema("plan")
    registry: Registry[Any] = Registry().with_resource(plan["$id"], Resource.from_contents(plan))
    return Draft202012Validator(schema(name), registry=registry)


def _unread(value: object, part: dict[str, Any], path: str) -> list[str]:
    found: list[str] = []
    if isinstance(value, dict) and "properties" in part:
        for key, inner in value.items():
            if key in part["properties"]:
                found += _unread(inner, part["properties"][key], f"{path}.{key}")
            elif not key.startswith("x_"):
                found.append(f"{path}.{key}")
    elif isinstance(value, list) and isinstance(part.get("items"), dict):
        for index, inner in enumerate(value):
            found += _unread(inner, part["items"], f"{path}[{index}]")
    return found
