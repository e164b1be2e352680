"""Refuse channels that a seller may not put on a link."""

from collections.abc import Mapping

from infra.database import Tx
from infra.errors import FieldFault, InvalidInput, NoPolicyInForce
from services.policies.kinds import ATTRIBUTION_POLICY
from services.policies.policy_in_force import policy_in_force


async def check_channels(tx: Tx, channels: Mapping[str, str]) -> None:
    """Channels by the path of their field in the input.

    A channel with a longer attribution window than the others is the brand's to give out: a seller who could put it on
    any link would write the window too. Raises InvalidInput.
    """
    try:
        policy = (await policy_in_force(tx, ATTRIBUTION_POLICY, tx.now)).policy
    except NoPolicyInForce:
        return
    longer = {name for name, days in policy.window_days_by_channel.items() if days > policy.window_days}
    faults = [
        FieldFault(path, "is a channel only the brand gives out", "该渠道仅限品牌使用")
        for path, channel in channels.items()
        if channel in longer
    ]
    if faults:
        raise InvalidInput(*faults)
