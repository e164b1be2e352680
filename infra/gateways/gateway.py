"""What Storelet asks of a payment gateway, and what a gateway tells Storelet. Amounts are minor units."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

import msgspec

from infra.scope import Scope

Options = Mapping[str, object]
"""A brand's own settings for a gateway (`brands.settings.gateways.NAME`). Never secrets: those are the gateway
class's to find, in the environment or in files."""


class PaymentAsked(msgspec.Struct, frozen=True):
    """One payment to be made. `payment_id` is our reference: the gateway keeps it and asking twice asks once.

    `notify_url` takes the callbacks; the payer comes back to `return_url`. After `expires_at` it cannot be paid.
    """

    payment_id: UUID
    amount: int
    currency: str
    subject: str
    notify_url: str
    return_url: str
    expires_at: datetime
    options: dict[str, object] = {}


class PaymentPage(msgspec.Struct, frozen=True):
    """Where the payer goes (`pay_url`), and the text of a QR code that leads there from another screen."""

    gateway_ref: str
    pay_url: str
    qr_text: str


class RefundAsked(msgspec.Struct, frozen=True):
    """Money to be sent back. `refund_id` is our reference: asking twice sends once."""

    refund_id: UUID
    payment_id: UUID
    gateway_ref: str
    amount: int
    currency: str
    options: dict[str, object] = {}


class Standing(StrEnum):
    """Where the gateway says that a payment or a refund stands."""

    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    EXPIRED = "expired"


class RefundStanding(msgspec.Struct, frozen=True):
    gateway_ref: str
    standing: Standing


class PaymentStanding(msgspec.Struct, frozen=True):
    gateway_ref: str
    standing: Standing
    amount: int
    currency: str
    settled_at: datetime | None


class EventKind(StrEnum):
    """What a callback may report. `REFUND_MADE`: money went back that Storelet did not ask for, as when somebody used
    the gateway's own console."""

    PAYMENT_SUCCEEDED = "payment_succeeded"
    PAYMENT_FAILED = "payment_failed"
    PAYMENT_EXPIRED = "payment_expired"
    REFUND_SUCCEEDED = "refund_succeeded"
    REFUND_FAILED = "refund_failed"
    REFUND_MADE = "refund_made"


class EventLine(msgspec.Struct, frozen=True):
    """Units of an order line that a refund made elsewhere names."""

    line_no: int
    qty: int


class GatewayEvent(msgspec.Struct, frozen=True):
    """A callback whose signature was checked. Known by (gateway, `event_id`): delivered twice it is one event.

    `payment_id` is our reference, `refund_id` that of a refund we asked for. `payer` is the gateway's own fingerprint
    of the card or account that paid, where it gives one: the same for the same payer, and readable by nobody. `lines`
    only with `REFUND_MADE`, where the gateway knows them; without lines such a refund means everything that is left.
    """

    event_id: str
    kind: EventKind
    payment_id: UUID
    gateway_ref: str
    amount: int
    currency: str
    occurred_at: datetime
    refund_id: UUID | None = None
    lines: tuple[EventLine, ...] = ()
    payer: str = ""


class PaymentGateway(Protocol):
    """A way to take money. A class with these methods, registered by name, slots in (infra/gateways/registry.py).

    Methods that talk to the gateway raise GatewayUnavailable where it cannot be reached or its answer is unclear:
    the caller asks again later with the same reference.
    """

    async def start(self, scope: Scope, asked: PaymentAsked) -> PaymentPage:
        """Open a payment and say where it is paid. Asked again for the same `payment_id`: the same page."""
        ...

    def read_callback(
        self, scope: Scope, headers: Mapping[str, str], body: bytes, options: Options
    ) -> GatewayEvent:
        """The event in a callback. Raises CallbackRefused unless its signature and its time are right; header names
        come in lower case."""
        ...

    async def refund(self, scope: Scope, asked: RefundAsked) -> RefundStanding:
        """Send money back, now or soon. Asked again for the same `refund_id`: nothing more is sent."""
        ...

    async def query(self, scope: Scope, payment_id: UUID, options: Options) -> PaymentStanding | None:
        """Where a payment stands, for callbacks that never came; None where the gateway does not know it."""
        ...
