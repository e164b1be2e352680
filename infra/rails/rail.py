"""What a payout rail must be able to do."""

from typing import Protocol

from msgspec import Struct

from commission.payouts.item import RailAnswer
from infra.errors import Conflict, NotFound
from infra.scope import Scope


class PayoutAsked(Struct, frozen=True):
    """One payout. `key` is the rail's memory of it: asked twice under one key, money moves once. `amount` is net, in
    minor units."""

    key: str
    amount: int
    currency: str
    legal_name: str
    account_number: str
    bank_code: str
    memo: str

    def __repr__(self) -> str:
        return f"PayoutAsked(key={self.key!r})"


class RailStanding(Struct, frozen=True):
    """What the rail says of a payout; `ref` is its own reference, `reason` why it refused."""

    answer: RailAnswer
    ref: str = ""
    reason: str = ""


class PayoutRail(Protocol):
    """Asks one by one, and answers at once or later."""

    async def send(self, scope: Scope, asked: PayoutAsked) -> RailStanding:
        """Ask for a payout. Any error counts as no answer: the item is then unknown."""
        ...

    async def ask(self, scope: Scope, key: str) -> RailStanding:
        """Where a payout stands; `never_seen` only where it is certain that it did not and will not move money."""
        ...


class FileRail(Protocol):
    """Writes a file that a person takes to the bank; what became of each item is entered by hand."""

    media_type: str
    suffix: str
    needed: tuple[str, ...]
    """The options it cannot write without."""

    def export(self, batch_code: str, options: dict[str, str], items: list[PayoutAsked]) -> bytes:
        """The whole batch. `options` are the brand's own (its payout terms), and the `date`."""
        ...


class UnknownRail(NotFound):
    code = "unknown_rail"
    title = "There is no such payout rail"
    title_zh = "没有此付款通道"
    detail = "There is no payout rail {name} on this site."
    detail_zh = "本站没有付款通道 {name}。"


class RailNotSetUp(Conflict):
    code = "rail_not_set_up"
    title = "The payout rail cannot write this batch"
    title_zh = "付款通道无法导出该批次"
    detail = "The rail cannot write this batch: {reason}."
    detail_zh = "付款通道无法导出该批次：{reason}。"
