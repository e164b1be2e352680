"""The sandbox as Storelet sees it: a PaymentGateway like any other."""

from collections.abc import Mapping
from uuid import UUID

import msgspec

from infra.gateways.errors import CallbackRefused
from infra.gateways.gateway import (
    GatewayEvent,
    Options,
    PaymentAsked,
    PaymentPage,
    PaymentStanding,
    RefundAsked,
    RefundStanding,
)
from infra.gateways.sandbox import till
from infra.gateways.sandbox.behaviour import over_the_line
from infra.gateways.sandbox.keys import signing_key
from infra.gateways.signing import check_signature
from infra.scope import Scope
from infra.settings import current_settings


class SandboxGateway:
    """Takes no money. Its pay page is `/sandbox/BRAND/REF` of this site."""

    async def start(self, scope: Scope, asked: PaymentAsked) -> PaymentPage:
        async with over_the_line(asked.options):
            ref = await till.open_payment(scope, asked)
        url = f"{current_settings().public_url}/sandbox/{scope.brand_id}/{ref}"
        return PaymentPage(gateway_ref=str(ref), pay_url=url, qr_text=url)

    def read_callback(
        self, scope: Scope, headers: Mapping[str, str], body: bytes, options: Options
    ) -> GatewayEvent:
        check_signature(
            signing_key(scope.brand_id),
            headers.get("x-sandbox-timestamp", ""),
            headers.get("x-sandbox-signature", ""),
            body,
            scope.clock.now(),
        )
        try:
            return msgspec.json.decode(body, type=GatewayEvent)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise CallbackRefused(reason="the body is no event of this gateway") from error

    async def refund(self, scope: Scope, asked: RefundAsked) -> RefundStanding:
        async with over_the_line(asked.options):
            return await till.refund(scope, asked)

    async def query(self, scope: Scope, payment_id: UUID, options: Options) -> PaymentStanding | None:
        async with over_the_line(options):
            return await till.standing_of(scope, payment_id)
