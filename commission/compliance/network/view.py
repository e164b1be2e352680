"""A snapshot counted: persons for accounts, participants, the tree below the organiser, and whose money moved where.

Everything the watch rules read is computed here once, column by column. Money is in minor units of one currency.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from commission.compliance.counting.forest import Forest
from commission.compliance.counting.levels import CountedNetwork, count_network
from commission.compliance.counting.merge import merge_accounts
from commission.compliance.counting.parents import earliest_link, invitations, parents
from commission.compliance.counting.sentinels import NOBODY, UNKNOWN_DAY
from commission.compliance.facts import Fact
from commission.compliance.network.columns import Column
from commission.compliance.network.snapshot import Snapshot, day_number
from commission.compliance.tri import Tri

Ints = npt.NDArray[np.int64]
Links = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]

_KEYS = ("phone_hash", "payment_hash", "device_hash", "address_hash")
_UPLINE_PAY = ("reward_upline_sales", "reward_upline_purchases", "reward_recruit")


@dataclass(frozen=True)
class NetworkView:
    """`plan` is the plan the network runs under (schema 5.1), null where it was not given."""

    snapshot: Snapshot
    plan: Fact

    @property
    def today(self) -> int:
        return day_number(self.snapshot.as_of)

    # Persons ---------------------------------------------------------------------------------------------------

    @cached_property
    def person(self) -> Links:
        """The person behind each row of `persons`."""
        rows = self.snapshot["persons"]
        verified = rows.words("kyc", "verified")
        keys = [values for values in map(rows.get, _KEYS) if values is not None]
        return merge_accounts(rows.rows, verified, rows.get("verified_id_hash"), keys)

    @cached_property
    def persons(self) -> int:
        return int(self.person.max()) + 1 if self.person.size else 0

    @cached_property
    def row_of(self) -> Links:
        """The first row of each person."""
        rows = np.empty(self.persons, dtype=np.int32)
        rows[self.person[::-1]] = np.arange(self.person.size, dtype=np.int32)[::-1]
        return rows

    def name(self, person: int) -> str:
        return self.snapshot.person_name(int(self.row_of[person]))

    def names(self, persons: npt.NDArray[np.integer], most: int = 10) -> list[str]:
        return [self.name(person) for person in persons[:most].tolist()]

    def total(self, column: str) -> Ints:
        """A money column of `persons`, by person; what is not known counts as nothing."""
        return self._by_person(self.snapshot["persons"].known(column))

    def _by_person(self, values: Column) -> Ints:
        total = np.zeros(self.persons, dtype=np.int64)
        np.add.at(total, self.person, values.astype(np.int64, copy=False))
        return total

    def anyone(self, flags: Flags) -> Flags:
        """Whether any of a person's rows has it."""
        found = np.zeros(self.persons, dtype=np.bool_)
        found[self.person[flags]] = True
        return found

    @cached_property
    def joined(self) -> Links:
        """The day each person first joined; UNKNOWN_DAY where no row says."""
        days = self.snapshot["persons"].get("joined")
        first = np.full(self.persons, np.iinfo(np.int32).max, dtype=np.int32)
        if days is not None:
            told = days != UNKNOWN_DAY
            np.minimum.at(first, self.person[told], days[told])
        return np.where(first == np.iinfo(np.int32).max, np.int32(UNKNOWN_DAY), first)

    def of_row(self, rows: Column) -> Links:
        """Rows of `persons` as persons; NOBODY stays."""
        return np.where(rows == NOBODY, np.int32(NOBODY), self.person[rows])

    # Participants and their tree -----------------------------------------------------------------------------

    @cached_property
    def participant(self) -> Flags:
        """compliance.md, 5.4: who can earn or invite, who ever paid an entry pack, and leavers who still earn."""
        rows = self.snapshot["persons"]
        told = rows.words("classification_now", "participant")
        told |= rows.words("can_earn", "true") | rows.words("can_invite", "true")
        told |= rows.known("fees_paid") > 0
        found = self.anyone(told)
        if self.snapshot.has("orders"):
            orders = self.snapshot["orders"]
            packs = orders.words("kind", "entry_pack") & orders.words("paid", "true")
            buyers = self.of_row(orders.told("buyer")[packs])
            found[buyers[buyers != NOBODY]] = True
        return found | self.earned

    @cached_property
    def earned(self) -> Flags:
        """Who was paid anything that was not taken back, by payouts, or by the totals where payouts are not given."""
        if self.snapshot.has("payouts"):
            found = np.zeros(self.persons, dtype=np.bool_)
            found[self.payee[self.kept_payouts & (self.payee != NOBODY)]] = True
            return found
        pay = self.total("reward_own_retail") + self.upline_pay_told
        return pay > 0

    @cached_property
    def unsure_participants(self) -> int:
        """How many rows do not say whether the person is a participant."""
        rows = self.snapshot["persons"]
        silent = np.ones(rows.rows, dtype=np.bool_)
        now = rows.get("classification_now")
        if now is not None:
            silent = now < 0
        return int(np.count_nonzero(silent & ~self.participant[self.person]))

    @cached_property
    def counted(self) -> CountedNetwork:
        """The forest of participants below the organiser. Raises NetworkCycle and SelfInvited."""
        return count_network(self.parent, self.participant)

    @cached_property
    def parent(self) -> Links:
        inviter = self._inviter()
        return parents(inviter, self._supplier(), self.participant)

    def _inviter(self) -> Links:
        rows = self.snapshot["persons"]
        invited_by = rows.get("invited_by")
        found = np.full(self.persons, NOBODY, dtype=np.int32)
        if invited_by is not None:
            joined = rows.get("joined")
            days = np.zeros(rows.rows, dtype=np.int32) if joined is None else joined
            found = invitations(self.person, invited_by, days, self.persons)
        return np.where(found == NOBODY, self._linked("invite"), found)

    def _supplier(self) -> Links:
        return self._linked("supply")

    def _linked(self, kind: str) -> Links:
        """The other end of each person's earliest edge of a kind, edges to himself left out."""
        if not self.snapshot.has("edges"):
            return np.full(self.persons, NOBODY, dtype=np.int32)
        edges = self.snapshot["edges"]
        upper, lower = self.of_row(edges.columns["from"]), self.of_row(edges.columns["to"])
        wanted = edges.words("kind", kind) & (upper != NOBODY) & (lower != NOBODY) & (upper != lower)
        since = edges.get("since")
        days = np.zeros(edges.rows, dtype=np.int32) if since is None else since
        return earliest_link(self.persons, lower[wanted], upper[wanted], days[wanted])

    @property
    def forest(self) -> Forest:
        return self.counted.forest

    def member_totals(self, persons: Ints) -> Ints:
        return self.counted.of_persons(persons)

    # Payouts --------------------------------------------------------------------------------------------------

    @cached_property
    def kept_payouts(self) -> Flags:
        payouts = self.snapshot["payouts"]
        return (payouts.known("amount") > 0) & ~payouts.words("status", "clawed_back")

    @cached_property
    def payee(self) -> Links:
        return self.of_row(self.snapshot["payouts"].told("payee"))

    @cached_property
    def upline_pay_told(self) -> Ints:
        return self.total(_UPLINE_PAY[0]) + self.total(_UPLINE_PAY[1]) + self.total(_UPLINE_PAY[2])

    @cached_property
    def upline_pay(self) -> Ints:
        """What each person was paid on others: payouts above distance 0 or for recruits, else the totals told."""
        if not self.snapshot.has("payouts"):
            return self.upline_pay_told
        payouts = self.snapshot["payouts"]
        above = payouts.known("upline_distance") > 0
        above |= payouts.words("source_event", "participant_joined", "pool")
        chosen = above & self.kept_payouts & (self.payee != NOBODY)
        total = np.zeros(self.persons, dtype=np.int64)
        np.add.at(total, self.payee[chosen], payouts.known("amount")[chosen])
        return total

    @cached_property
    def uplines_earn(self) -> Tri:
        """Whether anybody is paid on somebody else."""
        if bool((self.upline_pay > 0).any()):
            return True
        if self.snapshot.has("payouts"):
            unknown = self.snapshot["payouts"].unknown("upline_distance", "payee", "amount")
        else:
            unknown = self.snapshot["persons"].unknown(*_UPLINE_PAY)
        return None if unknown else False

    def money(self, minor: int) -> str:
        """Minor units as major units with their currency, for people to read."""
        major, rest = divmod(abs(minor), self.snapshot.minor_per_major)
        digits = len(str(self.snapshot.minor_per_major)) - 1
        sign = "-" if minor < 0 else ""
        tail = f".{rest:0{digits}d}" if digits else ""
        return f"{self.snapshot.currency or ''} {sign}{major:,}{tail}".strip()
