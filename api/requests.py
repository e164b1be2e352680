"""The request as our routes read it."""

from functools import lru_cache
from typing import Any

import msgspec
from litestar import Request
from litestar.connection import ASGIConnection
from litestar.datastructures import State

from api.errors import MalformedBody, UnsupportedMedia
from infra.errors import InvalidInput
from infra.field_faults import fault_of

AnyConnection = ASGIConnection[Any, Any, Any, State]
AnyRequest = Request[Any, Any, State]


class StrictRequest(AnyRequest):
    """Decodes a JSON body straight into the struct the route asks for, and strictly.

    Litestar would convert afterwards and leniently ("5" for 5): an amount written as text is a client's mistake that
    must not be guessed away. Only `application/json` is read, which also keeps cross-site forms out: a browser sends
    that type to another site only after asking (CORS preflight), and this service never agrees.
    """

    async def json(self) -> Any:
        kind, _ = self.content_type
        if kind != "application/json" and not kind.endswith("+json"):
            raise UnsupportedMedia
        field = self.route_handler.parsed_data_field
        decoder = _decoder(field.annotation if field else Any)
        try:
            return decoder.decode(await self.body() or b"null")
        except msgspec.ValidationError as error:
            raise InvalidInput(fault_of(str(error))) from error
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise MalformedBody from error


def method_of(connection: AnyConnection) -> str:
    """GET, POST, …"""
    return str(connection.scope.get("method", ""))


@lru_cache(maxsize=1000)
def _decoder(annotation: Any) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(annotation)
