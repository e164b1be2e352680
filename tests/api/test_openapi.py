"""The OpenAPI document is whole, its examples validate, and its pages load nothing from elsewhere."""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import jsonschema
import pytest
from litestar import Litestar

Json = dict[str, Any]


@pytest.fixture
async def document(client: httpx.AsyncClient) -> Json:
    answer = await client.get("/schema/openapi.json")
    assert answer.status_code == 200
    found: Json = answer.json()
    return found


def _operations(document: Json) -> Iterator[tuple[str, Json]]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield f"{method.upper()} {path}", operation


def _references(part: Any) -> Iterator[str]:
    if isinstance(part, list):
        for item in part:
            yield from _references(item)
    elif isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        for item in part.values():
            yield from _references(item)


def test_it_is_openapi_3_1_and_every_reference_leads_somewhere(document: Json) -> None:
    assert document["openapi"].startswith("3.1")
    for reference in set(_references(document)):
        target: Any = document
        for step in reference.removeprefix("#/").split("/"):
            target = target[step]


def test_every_operation_says_who_and_what_may_go_wrong(document: Json) -> None:
    names = [operation["operationId"] for _, operation in _operations(document)]
    assert len(names) == len(set(names))
    for name, operation in _operations(document):
        assert operation["description"], name
        if "service" in operation["tags"]:
            continue
        assert "security" in operation, name
        assert {"401", "403", "404", "422", "429"} <= set(operation["responses"]), name
        named = [(p["in"], p["name"]) for p in operation.get("parameters", [])]
        assert len(named) == len(set(named)), name
        in_path = {where for kind, where in named if kind == "path"}
        assert in_path == set(re.findall(r"{(\w+)}", name)), name


def test_every_example_is_valid(document: Json) -> None:
    checked = 0
    for name, operation in _operations(document):
        parts = [operation.get("requestBody", {}), *operation["responses"].values()]
        for part in parts:
            for media in part.get("content", {}).values():
                if "example" in media:
                    schema = {"components": document["components"], **media["schema"]}
                    faults = list(jsonschema.Draft202012Validator(schema).iter_errors(media["example"]))
                    assert faults == [], (name, [fault.message for fault in faults])
                    checked += 1
        if "requestBody" in operation:
            assert all("example" in media for media in operation["requestBody"]["content"].values()), name
    assert checked > 30


def test_a_list_documents_its_filters_and_a_body_refuses_unknown_fields(document: Json) -> None:
    sellers = document["paths"]["/api/brand/sellers"]["get"]
    names = {parameter["name"] for parameter in sellers["parameters"]}
    assert {"limit", "cursor", "sort", "count", "q", "status", "joined_at.from", "joined_at.to"} <= names
    assert document["components"]["schemas"]["LogIn"]["additionalProperties"] is False
    assert "PageOfSellerRow" in document["components"]["schemas"]


async def test_the_pages_load_nothing_from_elsewhere(client: httpx.AsyncClient) -> None:
    page = await client.get("/schema")
    assert page.headers["content-type"].startswith("text/html")
    loaded = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert len(loaded) == 3
    for address in loaded:
        assert address.startswith("/schema/assets/"), address
        asset = await client.get(address)
        assert asset.status_code == 200
        assert len(asset.content) > 300
        assert asset.headers["content-type"].split(";")[0] in ("text/javascript", "text/css")
    assert "<script>" not in page.text
    assert "style=" not in page.text
    assert (await client.get("/schema/assets/..%2Fdocs.py")).status_code == 404
    assert (await client.get("/schema/assets/README.md")).status_code == 404


def test_every_route_of_an_audience_is_in_the_document(app: Litestar, document: Json) -> None:
    documented = set(document["paths"])
    for route in app.routes:
        handlers = getattr(route, "route_handlers", [])
        if any(handler.opt.get("audience") not in (None, "pages") for handler in handlers):
            assert route.path_format in documented
