"""The payer presses a button on the sandbox gateway's pay page."""

from uuid import UUID

from infra.gateways.registry import SANDBOX, gateway_named
from infra.gateways.sandbox.till import Button, press
from infra.scope import Scope
from services.payments.show_sandbox_page import SandboxPage, page_of


async def press_sandbox_button(scope: Scope, ref: UUID, button: Button, payer: str = "") -> SandboxPage:
    """Pay from an account (`payer`, any word), fail or let the payment expire, once; the merchant hears of it later, by
    callback. Raises UnknownGateway where the sandbox is off, NotFound."""
    gateway_named(SANDBOX)
    return page_of(await press(scope, ref, button, payer), scope.locale)
