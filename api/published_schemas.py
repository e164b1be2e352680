"""The published schemas of the compliance engine: for anybody's editor, lint or export; no brand and no caller."""

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath

from api.openapi import SERVICE_TAG
from commission.compliance.schemas import SCHEMA_VERSION, published
from infra.errors import NotFound

_TYPE = "application/schema+json"


@get("/schemas", tags=[SERVICE_TAG])
async def schemas() -> dict[str, str]:
    """Where each schema is, at its current version."""
    return {name: f"/schemas/{name}-{SCHEMA_VERSION}.json" for name in ("plan", "network_snapshot", "case")}


@get(
    "/schemas/{file:str}",
    tags=[SERVICE_TAG],
    media_type=_TYPE,
    responses={404: ResponseSpec(None, description="No schema has this name", generate_examples=False)},
)
async def schema_file(file: FromPath[str]) -> Response[bytes]:
    """One schema (JSON Schema 2020-12), by the name of its file: `plan-1.0.0.json`. A version never changes."""
    found = published(file)
    if found is None:
        raise NotFound(what="schema", ref=file)
    headers = {"Cache-Control": "public, max-age=86400", "Access-Control-Allow-Origin": "*"}
    return Response(found, media_type=_TYPE, headers=headers)


ROUTES: list[HTTPRouteHandler] = [schemas, schema_file]
