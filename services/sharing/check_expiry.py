"""Refuse links that would be over before they begin."""

from collections.abc import Mapping
from datetime import datetime

from infra.database import Tx
from infra.errors import FieldFault, InvalidInput


def check_expiry(tx: Tx, instants: Mapping[str, datetime | None]) -> None:
    """Expiry instants by the path of their field. Raises InvalidInput for each that is not ahead."""
    faults = [
        FieldFault(path, "must lie ahead", "须晚于当前时间")
        for path, at in instants.items()
        if at is not None and at <= tx.now
    ]
    if faults:
        raise InvalidInput(*faults)
