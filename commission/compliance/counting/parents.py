"""Who stands above whom: the inviter if a participant, else an upline who supplies, else the organiser (5.4)."""

import numpy as np
import numpy.typing as npt

from commission.compliance.counting.sentinels import NOBODY, UNKNOWN_DAY

Links = npt.NDArray[np.int32]
Days = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]


class SelfInvited(ValueError):
    """A person is recorded as having invited himself: a cycle of one. `rows` are the positions."""

    def __init__(self, rows: tuple[int, ...]) -> None:
        self.rows = rows
        super().__init__(f"invited by themselves: {rows[:12]}")


def earliest_link(size: int, lower: Links, upper: Links, since: Days) -> Links:
    """For each person the earliest link's other end; on one day, that recorded first. NOBODY without one."""
    found = np.full(size, NOBODY, dtype=np.int32)
    if not lower.size:
        return found
    order = np.lexsort((np.arange(lower.size), since, lower))
    ordered = lower[order]
    first = np.append(True, ordered[1:] != ordered[:-1])
    found[ordered[first]] = upper[order[first]]
    return found


def invitations(person: Links, invited_by: Links, joined: Days, persons: int) -> Links:
    """Each person's inviter, from rows of accounts. Raises SelfInvited.

    Where accounts are one person, the account that joined first says who brought him in, if anybody did: what a later
    account says came after he was there, and would close circles that never were. An account that another of his own
    accounts invited says nothing.
    """
    rows = np.arange(invited_by.size)
    if (invited_by == rows).any():
        raise SelfInvited(tuple(np.flatnonzero(invited_by == rows).tolist()))
    upper = np.where(invited_by == NOBODY, np.int32(NOBODY), person[invited_by])
    telling = upper != person
    days = np.where(joined == UNKNOWN_DAY, np.iinfo(np.int32).max, joined)
    return earliest_link(persons, person[telling], upper[telling], days[telling])


def parents(inviter: Links, supplier: Links, participant: Flags) -> Links:
    """`parent(p)` of 5.4 for every person; NOBODY stands for the organiser, and for those who are no participants."""
    by_invitation = (inviter != NOBODY) & participant[inviter]
    by_supply = (supplier != NOBODY) & participant[supplier]
    above = np.where(by_invitation, inviter, np.where(by_supply, supplier, NOBODY))
    return np.where(participant, above, NOBODY).astype(np.int32)
