"""What a watch rule is given: the counted network, and its orders where these are known."""

from dataclasses import dataclass

from commission.compliance.network.sales import Sales
from commission.compliance.network.view import NetworkView


@dataclass(frozen=True)
class Watch:
    view: NetworkView
    sales: Sales | None

    @classmethod
    def of(cls, view: NetworkView) -> "Watch":
        return cls(view, Sales(view) if view.snapshot.has("orders") else None)
