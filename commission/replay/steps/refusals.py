"""Why a step is refused, in words a person understands."""


class StepRefused(Exception):
    """An event that breaks a rule of the replay: it changes nothing, and its words say why."""


def units(count: int) -> str:
    """A count of units as it is read."""
    return {0: "no units", 1: "only 1 unit"}.get(count, f"only {count} units")
