"""Callbacks of payment gateways."""

from litestar import post
from litestar.params import FromPath

from api.dependencies import BrandScope
from api.guards import signed_by_source
from api.requests import AnyRequest
from services.callbacks.receive_callback import CallbackTaken, receive_callback


@post("/payments/{gateway:str}", guards=[signed_by_source()], status_code=200)
async def payment(request: AnyRequest, brand_scope: BrandScope, gateway: FromPath[str]) -> CallbackTaken:
    """A gateway reports a payment or a refund. The body is checked as it came, byte by byte, against its signature; the
    same event again is answered as a duplicate and changes nothing."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    return await receive_callback(brand_scope, gateway, headers, await request.body())


ROUTES = [payment]
