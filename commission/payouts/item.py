"""The life of a payout item: which state may follow which (money-rules.md, Payouts)."""

from enum import StrEnum

from commission.money.faults import Reason, Refused


class ItemState(StrEnum):
    DRAFT = "draft"
    APPROVED = "approved"
    SENT = "sent"
    CONFIRMED = "confirmed"
    FAILED = "failed"
    UNKNOWN = "unknown"


# A time-out is unknown: the rail is asked, under the same key, before anything else; where it says it never saw
# the item, the same item is sent again. A confirmed item fails late where the bank returns the money.
_FOLLOWS = {
    ItemState.DRAFT: frozenset({ItemState.APPROVED}),
    ItemState.APPROVED: frozenset({ItemState.SENT}),
    ItemState.SENT: frozenset({ItemState.CONFIRMED, ItemState.FAILED, ItemState.UNKNOWN}),
    ItemState.UNKNOWN: frozenset({ItemState.SENT, ItemState.CONFIRMED, ItemState.FAILED}),
    ItemState.CONFIRMED: frozenset({ItemState.FAILED}),
    ItemState.FAILED: frozenset(),
}


class RailAnswer(StrEnum):
    """What a rail says of one item."""

    ACCEPTED = "accepted"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    TIMED_OUT = "timed_out"
    NEVER_SEEN = "never_seen"


def may_follow(state: ItemState, following: ItemState) -> bool:
    """Whether an item in `state` may go to `following`."""
    return following in _FOLLOWS[state]


def move(state: ItemState, following: ItemState) -> ItemState:
    """`following`, or raises Refused where it may not follow `state`."""
    if not may_follow(state, following):
        raise Refused(
            Reason(
                "payout_state",
                f"a payout item that is {state} cannot become {following}",
                {"state": str(state), "following": str(following)},
            )
        )
    return following


def after_answer(state: ItemState, answer: RailAnswer) -> ItemState:
    """The state of a sent or unknown item once the rail has answered (or has not).

    `never_seen` counts only for an unknown item, which is then sent again under its own key. Raises Refused
    where the answer makes no sense for the state.
    """
    if answer is RailAnswer.ACCEPTED:
        return ItemState.SENT if state is ItemState.SENT else move(state, ItemState.SENT)
    if answer is RailAnswer.TIMED_OUT:
        return ItemState.UNKNOWN if state is ItemState.UNKNOWN else move(state, ItemState.UNKNOWN)
    if answer is RailAnswer.NEVER_SEEN and state is not ItemState.UNKNOWN:
        return move(state, ItemState.UNKNOWN)
    following = {
        RailAnswer.CONFIRMED: ItemState.CONFIRMED,
        RailAnswer.REJECTED: ItemState.FAILED,
        RailAnswer.NEVER_SEEN: ItemState.SENT,
    }[answer]
    return move(state, following)


def rows_are_free(state: ItemState) -> bool:
    """Whether the rows of an item may go into another one: never while its fate is open (never regroup)."""
    return state is ItemState.FAILED
