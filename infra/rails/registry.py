"""Rails by name: those built in, and those that installed packages bring by an entry point of the group
`storelet.payout_rails` (a class that takes no arguments)."""

from importlib.metadata import entry_points
from typing import Any

from infra.rails.csv_file import CsvFile
from infra.rails.pain001 import Pain001
from infra.rails.rail import FileRail, PayoutRail, UnknownRail
from infra.rails.sandbox import SandboxBank
from infra.settings import current_settings

GROUP = "storelet.payout_rails"
SANDBOX = "sandbox"
_FILES: dict[str, FileRail] = {"csv": CsvFile(), "pain001": Pain001()}
_made: dict[str, PayoutRail] = {SANDBOX: SandboxBank()}


def rail_names() -> frozenset[str]:
    """Rails in operation. The sandbox pays no money, so it is there only where the sandbox gateway is."""
    installed = {point.name for point in entry_points(group=GROUP)}
    sandbox = {SANDBOX} if current_settings().sandbox_gateway else set()
    return frozenset(installed | sandbox | set(_FILES))


def file_rail(name: str) -> FileRail | None:
    """The rail, where it is one that writes a file."""
    return _FILES.get(name)


def rail_named(name: str) -> PayoutRail:
    """The rail that is asked item by item. Raises UnknownRail, for one that writes files too."""
    if name not in rail_names() or name in _FILES:
        raise UnknownRail(name=name)
    if name not in _made:
        (point,) = entry_points(group=GROUP, name=name)
        maker: Any = point.load()
        _made[name] = maker()
    return _made[name]
