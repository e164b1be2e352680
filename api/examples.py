"""Examples for the OpenAPI document, made from the schemas themselves: always there, always valid, always the same.

A field's own example (msgspec.Meta(examples=[...])) is taken where there is one; else a field is known by its name, and
else by its type.
"""

import re
from typing import Any

Json = dict[str, Any]

_BY_NAME: Json = {
    "slug": "demo",
    "name": "Demo",
    "login": "13800138000",
    "phone": "+8613800138000",
    "email": "li.na@example.com",
    "password": "correct horse battery staple",
    "current": "correct horse battery staple",
    "new": "another horse another staple",
    "display_name": "Li Na",
    "currency": "CNY",
    "jurisdiction": "CN",
    "timezone": "Asia/Shanghai",
    "locale": "zh",
    "code": "123456",
    "cohort": "2026-spring",
    "reason": "asked for it",
    "colour": "red",
    "size": "M",
    "category": "coat",
    "channel": "wechat_moments",
    "campaign": "spring",
}
_ID = "0198f0c2-a1b3-7c33-a0f1-c2d3e4f50617"
_BY_FORMAT: Json = {
    "uuid": _ID,
    "date-time": "2026-03-01T08:00:00Z",
    "date": "2026-03-01",
    "uri": "https://shop.example/",
}
_FORMS = (
    "https://shop.example/coat.jpg",
    "0.5",
    "R-7K2M9QXA3B",
    "CN",
    "CNY",
    "demo",
    "coat_red",
    "123456",
    "",
)
_DEEPEST = 8


def example_of(schema: Json, schemas: Json, name: str = "", depth: int = 0) -> Any:
    """A value that the schema allows; `schemas` are the document's components."""
    schema = _resolved(schema, schemas)
    for source in ("examples", "example", "const", "default"):
        if source in schema:
            value = schema[source]
            # "examples" of a schema are a list; Litestar writes a map of named ones, which is for media types.
            if source == "examples":
                value = next(iter(value.values()))["value"] if isinstance(value, dict) else value[0]
            return value
    if "enum" in schema:
        return schema["enum"][0]
    for choice in ("oneOf", "anyOf", "allOf"):
        if choice in schema:
            options = [_resolved(option, schemas) for option in schema[choice]]
            wanted = [option for option in options if option.get("type") != "null"]
            if not wanted or depth >= _DEEPEST:
                return None
            # Litestar writes a pattern or a length beside the choice, not into it.
            beside = {word: rule for word, rule in schema.items() if word != choice}
            return example_of(wanted[0] | beside, schemas, name, depth + 1)
    return _of_type(schema, schemas, name, depth)


def _resolved(schema: Json, schemas: Json) -> Json:
    while "$ref" in schema:
        schema = schemas[schema["$ref"].rsplit("/", 1)[-1]]
    return schema


def _of_type(schema: Json, schemas: Json, name: str, depth: int) -> Any:
    kind = schema.get("type")
    if isinstance(kind, list):
        kind = next(one for one in kind if one != "null")
    if kind == "object" or "properties" in schema:
        return _object(schema, schemas, depth)
    if kind == "array":
        item = schema.get("items", {})
        many = max(1, schema.get("minItems", 0))
        return (
            [example_of(item, schemas, name.removesuffix("s"), depth + 1)] * many if depth < _DEEPEST else []
        )
    if kind in ("integer", "number"):
        return _number(schema)
    if kind == "boolean":
        return True
    return _text(schema, name) if kind == "string" else None


def _object(schema: Json, schemas: Json, depth: int) -> Json:
    if depth >= _DEEPEST:
        return {}
    return {
        field: example_of(part, schemas, field, depth + 1)
        for field, part in schema.get("properties", {}).items()
    }


def _number(schema: Json) -> int:
    least = schema.get("minimum", schema.get("exclusiveMinimum", 0) + 1)
    most = schema.get("maximum", 10**9)
    return int(min(max(1, least), most))


def _text(schema: Json, name: str) -> str:
    if schema.get("format") in _BY_FORMAT:
        return str(_BY_FORMAT[schema["format"]])
    known = str(_BY_NAME.get(name, name.replace("_", "-") or "text"))
    known = known.ljust(schema.get("minLength", 0), "x")[: schema.get("maxLength", 10**6)]
    pattern = re.compile(schema.get("pattern", ""))
    # A form the name does not suit: the first of what we have that does.
    return next((text for text in (known, *_FORMS) if pattern.search(text)), known)
