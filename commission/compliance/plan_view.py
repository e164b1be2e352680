"""A plan as the rules see it: who earns, what is paid and how far up, each three-valued."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from commission.compliance.facts import Fact
from commission.compliance.tri import Tri, all_of, any_of, negate, over

TEAM_WORDS = ("团队", "团建", "培育", "育成", "平级", "级差", "极差", "差额", "分红")
ENTRY_ORDERS = ("entry_pack", "tier_topup")
TEAM_BASES = ("team_volume", "pool")


@dataclass(frozen=True, slots=True)
class Depth:
    """How many levels above the seller are paid: at least `low`, and possibly more when `open`."""

    low: int
    open: bool

    def at_least(self, levels: int) -> Tri:
        if self.low >= levels:
            return True
        return None if self.open else False


@dataclass(frozen=True, slots=True)
class PlanView:
    """Facts of a plan (schema 5.1). Nothing here knows a jurisdiction."""

    root: Fact

    @classmethod
    def of(cls, plan: dict[str, object]) -> "PlanView":
        return cls(Fact(plan))

    def __getitem__(self, key: str) -> Fact:
        return self.root[key]

    @property
    def currency(self) -> Fact:
        return self.root["currency"]

    def roles(self) -> Iterator[Fact]:
        return self.root["roles"].items()

    def tiers(self) -> Iterator[Fact]:
        return self.root["tiers"].items()

    def rewards(self) -> Iterator[Fact]:
        return self.root["rewards"].items()

    def paid_depth(self) -> Depth:
        """compliance.md, 5.4: the greatest upline distance over all rewards that pay on others' sales."""
        if self.root["rewards"].unknown:
            return Depth(0, True)
        reaches = [reward_reach(reward) for reward in self.rewards()]
        low = max((reach.low for reach in reaches), default=0)
        return Depth(low, any(reach.open for reach in reaches))

    def licensed(self, kinds: tuple[str, ...], on: date) -> Tri:
        """Whether a licence of one of the kinds is in force on the day. An undated one is not known to be."""
        licences = self.root["licences"]
        if licences.unknown:
            return None
        return any_of(
            all_of([licence["type"].is_one_of(*kinds), _in_force(licence["valid_to"], on)])
            for licence in licences.items()
        )

    def on_wechat(self) -> Tri:
        return self.root["platform"]["channel"].holds_any("wechat_mini_program", "wechat", "wechat_official")

    def recruits(self) -> Tri:
        """Whether any reward is paid for bringing people in."""
        if self.root["rewards"].unknown:
            return None
        return any_of(pays_for_recruits(reward) for reward in self.rewards())

    def demands_fee(self) -> Tri:
        if self.root["roles"].unknown:
            return None
        return any_of(
            all_of([earns(role), over(role["entry"]["fee"].number, Decimal(0)), fee_counts(role)])
            for role in self.roles()
        )

    def pays_teams(self) -> Tri:
        if self.root["rewards"].unknown:
            return None
        return any_of(team_paid(reward) for reward in self.rewards())

    def single_tier_outside_uk_regime(self, limit: Decimal) -> Tri:
        """SI 1997/31 reg. 3: one tier, and no introduction benefit or one payment of at most the limit."""
        if self.root["rewards"].unknown:
            return None
        small = all_of(
            any_of([negate(pays_for_recruits(reward)), small_introduction(reward, limit, self.currency)])
            for reward in self.rewards()
        )
        return all_of([negate(self.paid_depth().at_least(1)), small])


def _in_force(valid_to: Fact, on: date) -> Tri:
    if valid_to.text is None:
        return None
    try:
        return date.fromisoformat(valid_to.text) >= on
    except ValueError:
        return None


def earns(role: Fact) -> Tri:
    """Whether holders of the role can earn or bring in participants (compliance.md, 5.4)."""
    return any_of([role["can_earn"].truth, role["can_invite_participants"].truth])


def fee_counts(role: Fact) -> Tri:
    """A mandatory fee, other than a kit sold at cost on which nobody earns (P-01)."""
    entry = role["entry"]
    harmless_kit = all_of(
        [
            entry["fee_kind"].is_one_of("kit"),
            entry["kit_at_cost"].truth,
            negate(entry["kit_commissionable"].truth),
        ]
    )
    return all_of([entry["fee_mandatory"].truth, negate(harmless_kit)])


def pays(reward: Fact) -> bool:
    """A reward that is written down pays, unless it is known to be zero."""
    amounts = [reward["rate"].number, reward["fixed_amount"].number]
    given = [amount for amount in amounts if amount is not None]
    return not given or any(amount != 0 for amount in given)


def pays_for_recruits(reward: Fact) -> Tri:
    """P-02's formula: paid when someone joins, on what joining costs, or from entry and top-up orders."""
    if not pays(reward):
        return False
    sources = reward["source_order_kinds"]
    from_entry: Tri = False if sources.unknown else sources.holds_any(*ENTRY_ORDERS)
    return any_of(
        [
            reward["trigger"].is_one_of("participant_joined"),
            reward["base"].is_one_of("entry_fee", "headcount"),
            from_entry,
        ]
    )


def small_introduction(reward: Fact, limit: Decimal, currency: Fact) -> Tri:
    amount = reward["fixed_amount"].number
    small: Tri = None if amount is None or currency.text != "GBP" else amount <= limit
    once = reward["max_payouts_per_event"].number
    return all_of([small, None if once is None else once == 1])


def named_for_team(reward: Fact) -> bool:
    return any(word in (reward["name"].text or "") for word in TEAM_WORDS)


def team_paid(reward: Fact) -> Tri:
    """P-04's formula: the rate or the base is a team's volume or a pool, or the name says so."""
    if not pays(reward):
        return False
    if named_for_team(reward):
        return True
    return any_of(
        [
            reward["trigger"].is_one_of("pool"),
            reward["rate_depends_on"].holds_any("team_volume"),
            reward["base"].is_one_of(*TEAM_BASES),
        ]
    )


def reward_reach(reward: Fact) -> Depth:
    """How far above the seller one reward reaches, with pools and team pay folded in (compliance.md, 5.4)."""
    if not pays(reward):
        return Depth(0, False)
    furthest = reward["upline_distance"]["max"].number
    low = 0 if furthest is None else int(furthest)
    unsure = False
    payee = reward["payee"].text
    if payee == "upline":
        low, unsure = max(low, 1), furthest is None
    elif payee is None:
        unsure = furthest is None
    if reward["rate_depends_on"].holds_any("team_volume") or reward["base"].text in (
        "margin_spread",
        "team_volume",
    ):
        low = max(low, 1)
    if reward["trigger"].text == "pool" or reward["base"].text == "pool":
        low = max(low, 2)  # a pool pays everyone in it on everyone's sales: no distance bounds it
    if named_for_team(reward) and furthest is None:
        low, unsure = max(low, 1), True
    # Any of the three could still turn out to be a pool or a team's volume.
    folded = (reward["trigger"], reward["base"], reward["rate_depends_on"])
    return Depth(low, unsure or any(part.unknown for part in folded))
