"""Gateways by name: the built-in sandbox, and those that installed packages bring.

A package brings one by an entry point of the group `storelet.payment_gateways`, whose name is the gateway's and whose
value is a class that takes no arguments; or by calling `register` at start-up.
"""

from collections.abc import Callable
from importlib.metadata import entry_points

from infra.gateways.errors import UnknownGateway
from infra.gateways.gateway import PaymentGateway
from infra.gateways.sandbox.adapter import SandboxGateway
from infra.settings import current_settings

SANDBOX = "sandbox"
GROUP = "storelet.payment_gateways"

Maker = Callable[[], PaymentGateway]
_makers: dict[str, Maker] = {SANDBOX: SandboxGateway}
_made: dict[str, PaymentGateway] = {}


def register(name: str, maker: Maker) -> None:
    """Let a gateway be found under a name; the last one registered holds it."""
    _makers[name] = maker
    _made.pop(name, None)


def gateway_named(name: str) -> PaymentGateway:
    """The gateway of that name, made once a process.

    Raises UnknownGateway, for the sandbox too where it is off: in production it would take orders for no money.
    """
    if name == SANDBOX and not current_settings().sandbox_gateway:
        raise UnknownGateway(name=name)
    if name not in _made:
        _made[name] = _maker_of(name)()
    return _made[name]


def _maker_of(name: str) -> Maker:
    if name in _makers:
        return _makers[name]
    for point in entry_points(group=GROUP, name=name):
        maker: Maker = point.load()
        return maker
    raise UnknownGateway(name=name)
