"""Who would have been credited under another attribution policy: which sales move, from whom to whom, and what it
does to commission."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from commission.money.allocate import allocate
from commission.replay.replay import Watch
from commission.replay.rows import RetailOrder, SoldLine
from commission.replay.side_by_side import difference, played_twice

Party = str | None
"""A seller, or nobody."""


def compare_attribution(
    document: Mapping[str, Any], new_policy: object, watch: Watch | None = None
) -> dict[str, Any]:
    """Replay `document` under its own attribution policy and under `new_policy`, and set the decisions side by side.

    Bindings are facts and stay as they were made. Sales are what customers paid for a line, net of refunds, shared out
    by `allocate` with the weights of its decision; a line credited to nobody is nobody's (None). Of what a line takes
    from several sellers and gives to several, the first to lose is matched with the first to gain. Sales from own
    stock are attributed for reading and move too; they earn no commission. Commission is under each plan that was in
    force, net of reversals; a line that an appeal corrected keeps its correction under both policies, whatever they
    decide. Of a history with a `period` only orders paid in it are counted, and of these such as both policies decide.

    Raises ScenarioRefused, where it is the new policy's fault with paths that begin with `attribution_policy`.
    """
    before, after = played_twice(document, "attribution_policy", new_policy, watch)
    others = after.orders()
    told = _Told()
    for order in before.orders().values():
        other = others.get(order.id)
        if other is None:
            continue
        for number, line in order.lines.items():
            told.line(order, line, other, other.lines[number])
    return told.answer()


class _Told:
    """What the lines come to while they are gone through."""

    def __init__(self) -> None:
        self.count = 0
        self.moved: list[dict[str, Any]] = []
        self.moves: dict[tuple[Party, Party], list[int]] = {}
        self.sales: dict[Party, list[int]] = {}
        self.earned: dict[str, list[int]] = {}

    def line(self, order: RetailOrder, line: SoldLine, other: RetailOrder, other_line: SoldLine) -> None:
        self.count += 1
        paid = line.what.paid - line.refunded_amount
        then, would = _credited(order, paid), _credited(other, paid)
        for side, shares in enumerate((then, would)):
            for party, share in shares.items():
                self.sales.setdefault(party, [0, 0])[side] += share
        for side, each in enumerate((line, other_line)):
            for row in each.rows:
                if row.rule is not None:
                    self.earned.setdefault(row.seller, [0, 0])[side] += row.earning.net
        if _weights(order) == _weights(other):
            return
        for (giver, taker), amount in moves(then, would).items():
            sums = self.moves.setdefault((giver, taker), [0, 0])
            sums[0] += 1
            sums[1] += amount
        self.moved.append(
            {
                "order": order.id,
                "line": line.what.line,
                "paid_at": order.paid_at,
                "sales": paid,
                "before": [{"seller": party, "sales": share} for party, share in then.items()],
                "after": [{"seller": party, "sales": share} for party, share in would.items()],
                "commission": difference(_commission(line), _commission(other_line)),
            }
        )

    def answer(self) -> dict[str, Any]:
        parties = self.sales.keys() | self.earned.keys()
        sellers = sorted(party for party in parties if party is not None)
        return {
            "lines": self.count,
            "moved": sorted(self.moved, key=lambda each: (each["paid_at"], each["order"], each["line"])),
            "moves": [
                {"from": giver, "to": taker, "lines": count, "sales": amount}
                for (giver, taker), (count, amount) in sorted(
                    self.moves.items(), key=lambda each: (-each[1][1], each[0][0] or "", each[0][1] or "")
                )
            ],
            "moved_sales": sum(amount for _, amount in self.moves.values()),
            "sellers": {
                seller: {
                    "sales": difference(*self.sales.get(seller, (0, 0))),
                    "commission": difference(*self.earned.get(seller, (0, 0))),
                }
                for seller in sellers
            },
            "nobody": difference(*self.sales.get(None, (0, 0))),
            "total_cost": difference(*(sum(each[side] for each in self.earned.values()) for side in (0, 1))),
        }


def moves(before: Mapping[Party, int], after: Mapping[Party, int]) -> dict[tuple[Party, Party], int]:
    """What goes from whom to whom, so that each loses and gains exactly what differs: amounts of one sum, shared out
    twice. Where nothing but weights of zero amounts differ, the first party of each side is named with zero."""
    gives = [(party, share - after.get(party, 0)) for party, share in before.items()]
    takes = [(party, share - before.get(party, 0)) for party, share in after.items()]
    givers, takers = [each for each in gives if each[1] > 0], [each for each in takes if each[1] > 0]
    if not givers:
        first = next(iter(before)), next(iter(after))
        return {first: 0} if first[0] != first[1] else {}
    found: dict[tuple[Party, Party], int] = {}
    taker, room = 0, takers[0][1]
    for party, given in givers:
        left = given
        while left:
            part = min(left, room)
            found[party, takers[taker][0]] = part
            left, room = left - part, room - part
            if not room and taker + 1 < len(takers):
                taker += 1
                room = takers[taker][1]
    return found


def _weights(order: RetailOrder) -> dict[str, Fraction]:
    return {each["seller"]: Fraction(each["weight"]) for each in _credits(order)}


def _credited(order: RetailOrder, paid: int) -> dict[Party, int]:
    """Who has how much of a line; nobody all of one that nobody is credited with."""
    credited = _credits(order)
    if not credited:
        return {None: paid}
    shares = allocate(paid, [Fraction(each["weight"]) for each in credited])
    return {each["seller"]: share for each, share in zip(credited, shares, strict=True)}


def _credits(order: RetailOrder) -> Sequence[Mapping[str, str]]:
    found: Sequence[Mapping[str, str]] = order.decision["credits"]
    return found


def _commission(line: SoldLine) -> int:
    return sum(row.earning.net for row in line.rows if row.rule is not None)
