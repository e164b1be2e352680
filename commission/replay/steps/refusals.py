"""Why a step is refused, in words a person understands."""

from commission.money.faults import Reason, Refused


def refused(code: str, text: str, **facts: object) -> Refused:
    """A refusal to raise."""
    return Refused(Reason(code, text, facts))


def units(count: int) -> str:
    """A count of units as it is read."""
    return {0: "no units", 1: "only 1 unit"}.get(count, f"only {count} units")
