"""The law's reasons as a trial answers them."""

from typing import Any

import msgspec

from commission.money.faults import Reason


class TrialReason(msgspec.Struct, frozen=True):
    """Why a figure is what it is: `code` is stable, `facts` its figures, `text` the English sentence."""

    code: str
    text: str
    facts: dict[str, Any]


def reasons_of(reasons: tuple[Reason, ...] | list[Reason]) -> list[TrialReason]:
    """The law's reasons as answers carry them."""
    return [TrialReason(each.code, each.text, msgspec.to_builtins(dict(each.facts))) for each in reasons]
