"""A scenario file that breaks the format is refused whole."""

from collections.abc import Iterable

from commission.money.faults import Fault


class ScenarioRefused(ValueError):
    """The document cannot be replayed. `faults` names every fault's path (`events[4].qty`), never none."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(map(str, self.faults)))
