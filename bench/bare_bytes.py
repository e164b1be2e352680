"""What a route is measured against: a Litestar application with one route of each method that answers 200 with the
bytes of a file and does nothing. BENCH_BYTES names the file, BENCH_TYPE its media type; for a POST the body is decoded,
as the measured route must."""

import os
from pathlib import Path
from typing import Any

import msgspec
from litestar import Litestar, Request, Response, get, post

_BODY = Path(os.environ["BENCH_BYTES"]).read_bytes() if "BENCH_BYTES" in os.environ else b""
_TYPE = os.environ.get("BENCH_TYPE", "application/json")


@get("/bare")
async def read() -> Response[bytes]:
    return Response(_BODY, media_type=_TYPE)


@post("/bare", status_code=200)
async def write(request: Request[Any, Any, Any]) -> Response[bytes]:
    msgspec.json.decode(await request.body())
    return Response(_BODY, media_type=_TYPE)


app = Litestar(route_handlers=[read, write], openapi_config=None, logging_config=None)
