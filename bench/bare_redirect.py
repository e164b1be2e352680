"""What opening a link is measured against: a Litestar application with one route that answers 302 and does nothing."""

from litestar import Litestar, Response, get
from litestar.params import FromPath


@get("/l/{code:str}")
async def redirect(code: FromPath[str]) -> Response[None]:
    return Response(None, status_code=302, headers={"Location": f"/s/brand/store?l={code}"})


app = Litestar(route_handlers=[redirect], openapi_config=None, logging_config=None)
