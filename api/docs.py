"""The OpenAPI document at `/schema/openapi.json`, and interactive pages at `/schema` that load nothing from elsewhere.

The pages are Swagger UI's own files, kept in api/docs_ui (see its README); their start is a file as well, so that the
policy for scripts needs no exception.
"""

import re
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from litestar import Litestar, Request, Response, get
from litestar.enums import MediaType, OpenAPIMediaType
from litestar.handlers import HTTPRouteHandler
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import OpenAPIRenderPlugin
from litestar.params import FromPath

from api.errors import NoSuchAddress
from api.openapi import finished

VERSION = "1.0.0"
_FOLDER = Path(__file__).parent / "docs_ui"
# Litestar calls the struct of a generic by its module as well: Page_services.queries.people.SellerRow_.
_LONG_NAME = re.compile(rb"([A-Za-z]+)_[\w.]*\.([A-Za-z]+)_")
_FILES = {
    "swagger-ui-bundle.js": ("swagger-ui-bundle.js.gz", "text/javascript"),
    "swagger-ui.css": ("swagger-ui.css.gz", "text/css"),
    "start.js": ("start.js", "text/javascript"),
}


class _Document(OpenAPIRenderPlugin):
    """The document as JSON, completed once (api/openapi.py)."""

    _encoded: bytes | None = None

    def __init__(self) -> None:
        super().__init__(path="/openapi.json", media_type=OpenAPIMediaType.OPENAPI_JSON)

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        if self._encoded is None:
            self._encoded = document_of(request.app)
        return self._encoded


class _Pages(OpenAPIRenderPlugin):
    """The interactive pages."""

    def __init__(self) -> None:
        super().__init__(path="/", media_type=MediaType.HTML)

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        return _read("index.html")


def document_of(app: Litestar) -> bytes:
    """The completed document of an application, as JSON."""
    text = msgspec.json.encode(finished(app.openapi_schema.to_schema(), app))
    return _LONG_NAME.sub(rb"\1Of\2", text)


def openapi_config() -> OpenAPIConfig:
    return OpenAPIConfig(
        title="Storelet",
        version=VERSION,
        description=(
            "Amounts are integers in minor units of the brand's currency. Instants are ISO 8601 with an offset."
            " Problems are RFC 9457 problem details; switch on `code`."
        ),
        path="/schema",
        render_plugins=[_Pages(), _Document()],
        use_handler_docstrings=True,
    )


@get("/schema/assets/{name:str}", include_in_schema=False, sync_to_thread=False)
def docs_asset(name: FromPath[str]) -> Response[bytes]:
    """A file of the interactive pages."""
    if name not in _FILES:
        raise NoSuchAddress
    file, kind = _FILES[name]
    headers = {"Cache-Control": "public, max-age=86400"}
    if file.endswith(".gz"):
        # Every browser takes it; kept compressed, for two thirds of it would be thrown away.
        headers["Content-Encoding"] = "gzip"
    return Response(_read(file), media_type=f"{kind}; charset=utf-8", headers=headers)


@cache
def _read(file: str) -> bytes:
    return (_FOLDER / file).read_bytes()


ROUTES: list[HTTPRouteHandler] = [docs_asset]
