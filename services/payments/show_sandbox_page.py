"""What the sandbox gateway's pay page shows."""

from uuid import UUID

import msgspec

from infra.gateways.registry import SANDBOX, gateway_named
from infra.gateways.sandbox.till import TillPayment, read_payment
from infra.money_text import money_text
from infra.scope import Scope


class SandboxPage(msgspec.Struct, frozen=True):
    """`price` is the amount in words of the reader's language; `state` is open, paid, failed or expired."""

    ref: UUID
    subject: str
    price: str
    state: str
    return_url: str


async def show_sandbox_page(scope: Scope, ref: UUID) -> SandboxPage:
    """The payment as its payer sees it. Raises UnknownGateway where the sandbox is off, NotFound."""
    gateway_named(SANDBOX)
    return page_of(await read_payment(scope, ref), scope.locale)


def page_of(payment: TillPayment, locale: str) -> SandboxPage:
    price = money_text(payment.amount, payment.currency, locale)
    return SandboxPage(payment.ref, payment.subject, price, payment.state, payment.return_url)
