"""A gateway that moves nothing and remembers what it was asked: for unit tests of the services."""

from collections.abc import Mapping
from dataclasses import dataclass, field
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
    Standing,
)
from infra.scope import Scope


@dataclass(slots=True)
class NullGateway:
    """Callbacks are GatewayEvents as JSON, taken as genuine under the header `x-null: yes`. `standings` is what
    `query` answers."""

    payments: list[PaymentAsked] = field(default_factory=list)
    refunds: list[RefundAsked] = field(default_factory=list)
    standings: dict[UUID, PaymentStanding] = field(default_factory=dict)

    async def start(self, scope: Scope, asked: PaymentAsked) -> PaymentPage:
        self.payments.append(asked)
        return PaymentPage(
            f"null-{asked.payment_id}", f"null:{asked.payment_id}", qr_text=f"null:{asked.payment_id}"
        )

    def read_callback(
        self, scope: Scope, headers: Mapping[str, str], body: bytes, options: Options
    ) -> GatewayEvent:
        if headers.get("x-null") != "yes":
            raise CallbackRefused(reason="the signature does not match")
        return msgspec.json.decode(body, type=GatewayEvent)

    async def refund(self, scope: Scope, asked: RefundAsked) -> RefundStanding:
        self.refunds.append(asked)
        return RefundStanding(f"null-{asked.refund_id}", Standing.PENDING)

    async def query(self, scope: Scope, payment_id: UUID, options: Options) -> PaymentStanding | None:
        return self.standings.get(payment_id)
