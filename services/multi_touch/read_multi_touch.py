"""What channels contribute by models that look at whole journeys, beside what the paid model gives them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Literal

import asyncpg
import msgspec

from infra.database import Tx
from infra.errors import FieldFault, InvalidInput, NoPolicyInForce
from infra.replica import read
from infra.scope import Scope
from services.multi_touch.journeys import Journey
from services.multi_touch.markov import removal_effects
from services.multi_touch.shapley import shapley_values
from services.numbers.credit_sales import credit_sales
from services.numbers.people import KNOWN_AS, PERSON, ROOTS
from services.policies.kinds import ATTRIBUTION_POLICY
from services.policies.policy_in_force import policy_in_force
from services.queries.number_shapes import Asked, Span, span_of

TouchedBy = Literal["channel", "campaign", "store"]
OTHERS = "(others)"
MOST_CHANNELS = 24
_LONGEST_DAYS = 92
_WINDOW_DAYS = 30
_KEYS: dict[TouchedBy, str] = {"channel": "t.channel", "campaign": "t.campaign", "store": "t.store_id::text"}
_CREDITED: dict[TouchedBy, str] = {"channel": "channel", "campaign": "campaign", "store": "store_id::text"}
# Each touch belongs to the next order of its person within the window, else to a journey that ended in none; of a very
# long journey the last fifty touches are read.
_JOURNEYS = """
WITH RECURSIVE {roots}, orders AS (
  SELECT o.id, o.paid_at, o.goods_total - o.discount_total AS value,
    coalesce((SELECT root FROM root WHERE root.id = o.customer_id), o.customer_id) AS person
  FROM retail_orders AS o WHERE o.brand_id = $1 AND o.paid_at >= $2 AND o.paid_at < $3
), came AS (
  SELECT t.id, t.at, {key} AS key, {person} AS person FROM touches AS t {known_as}
  WHERE t.brand_id = $1 AND t.at >= $2::timestamptz - make_interval(days => $4) AND t.at < $3
    AND t.kind IN ('click', 'scan')
), ended AS (
  SELECT c.*, (
    SELECT o.id FROM orders AS o WHERE o.person = c.person AND o.paid_at >= c.at
      AND o.paid_at < c.at + make_interval(days => $4) ORDER BY o.paid_at, o.id LIMIT 1) AS order_id
  FROM came AS c
), journeys AS (
  SELECT person, order_id, array_agg(key ORDER BY at DESC, id DESC) AS path FROM ended
  WHERE order_id IS NOT NULL OR at >= $2 GROUP BY 1, 2
)
SELECT j.path[1:50] AS path, count(j.order_id) AS conversions, coalesce(sum(o.value), 0)::bigint AS value,
  count(*) - count(j.order_id) AS lost
FROM journeys AS j LEFT JOIN orders AS o ON o.id = j.order_id GROUP BY 1
"""
_PAID = """
SELECT {key} AS key, sum(sales)::bigint AS sales, sum(commission - reversed)::bigint AS commission
FROM credited_sales WHERE brand_id = $1 AND paid_at >= $2 AND paid_at < $3 GROUP BY 1
"""
_ORDERS = "SELECT count(*) FROM retail_orders WHERE brand_id = $1 AND paid_at >= $2 AND paid_at < $3"


class Contribution(msgspec.Struct, frozen=True):
    """One channel under each model. Shares are of the whole, as decimals; orders have two decimals, for they are split.

    `favoured`: the paid model's share less the mean of the other two: above zero, the brand's rule pays this channel
    for more than its journeys show."""

    key: str
    paid_sales: int
    paid_commission: int
    paid_share: str
    removal_effect: str
    markov_orders: str
    markov_share: str
    shapley_orders: str
    shapley_share: str
    favoured: str


class MultiTouch(msgspec.Struct, frozen=True):
    """For reading only: nobody is paid by it. `journeys` with touches, of which `orders` ended in an order;
    `orders_without_touches` had none within the window (a coupon, a binding, the store itself). `paid_model` is the
    attribution policy's."""

    first: str
    last: str
    timezone: str
    by: TouchedBy
    window_days: int
    paid_model: str | None
    journeys: int
    orders: int
    orders_without_touches: int
    rows: list[Contribution]


async def read_multi_touch(scope: Scope, asked: Asked, by: TouchedBy) -> MultiTouch:
    """Markov and Shapley over the journeys of a period, beside the paid model. Raises InvalidInput for a period of over
    92 days."""
    now = scope.clock.now()
    await credit_sales(scope, now - timedelta(days=2))

    async def work(tx: Tx) -> MultiTouch:
        zone = await tx.fetchval("SELECT timezone FROM brands WHERE id = $1", tx.brand_id)
        span = span_of(asked, zone, now)
        if (span.last - span.first).days >= _LONGEST_DAYS:
            raise InvalidInput(
                FieldFault("last", f"is {_LONGEST_DAYS} days after first at most", f"最长 {_LONGEST_DAYS} 天")
            )
        model, window = await _policy(tx, now)
        journeys = await _journeys(tx, by, span, window)
        key = _CREDITED[by]
        paid = await tx.fetch(_PAID.format(key=key), tx.brand_id, span.begins, span.ends)
        every: int = await tx.fetchval(_ORDERS, tx.brand_id, span.begins, span.ends)
        ordered = sum(journey.conversions for journey in journeys)
        return MultiTouch(
            span.first.isoformat(),
            span.last.isoformat(),
            str(span.zone),
            by,
            window,
            model,
            sum(journey.conversions + journey.lost for journey in journeys),
            ordered,
            every - ordered,
            compare(journeys, {row["key"]: (row["sales"], row["commission"]) for row in paid}),
        )

    return await read(scope, work, snapshot=True)


def compare(journeys: Sequence[Journey], paid: dict[str, tuple[int, int]]) -> list[Contribution]:
    """Each channel of journeys or of the paid model, most by the paid model first."""
    effects, values = removal_effects(journeys), shapley_values(journeys)
    orders = sum(journey.conversions for journey in journeys)
    all_effects, all_sales = sum(effects.values()), sum(sales for sales, _ in paid.values())
    rows = []
    for key in {*effects, *values, *paid}:
        sales, commission = paid.get(key, (0, 0))
        effect, value = effects.get(key, Fraction(0)), values.get(key, Fraction(0))
        paid_share = Fraction(sales, all_sales) if all_sales else Fraction(0)
        markov = effect / all_effects if all_effects else Fraction(0)
        shapley = value / orders if orders else Fraction(0)
        rows.append(
            Contribution(
                key,
                sales,
                commission,
                _text(paid_share, 4),
                _text(effect, 4),
                _text(markov * orders, 2),
                _text(markov, 4),
                _text(value, 2),
                _text(shapley, 4),
                _text(paid_share - (markov + shapley) / 2, 4),
            )
        )
    return sorted(rows, key=lambda row: (-row.paid_sales, -Decimal(row.markov_share), row.key))


async def _journeys(tx: Tx, by: TouchedBy, span: Span, window: int) -> list[Journey]:
    query = _JOURNEYS.format(roots=ROOTS, person=PERSON, known_as=KNOWN_AS, key=_KEYS[by])
    rows = await tx.fetch(query, tx.brand_id, span.begins, span.ends, window)
    return few_channels(rows)


def few_channels(rows: Sequence[asyncpg.Record]) -> list[Journey]:
    """Journeys, oldest touch first; beyond the twenty-four most met, channels are one, for the models grow with the
    third power of their number."""
    met: dict[str, int] = {}
    for row in rows:
        for key in row["path"]:
            met[key] = met.get(key, 0) + row["conversions"] + row["lost"]
    kept = set(sorted(met, key=lambda key: (-met[key], key))[:MOST_CHANNELS])
    return [
        Journey(
            tuple(key if key in kept else OTHERS for key in reversed(row["path"])),
            row["conversions"],
            row["value"],
            row["lost"],
        )
        for row in rows
    ]


async def _policy(tx: Tx, now: datetime) -> tuple[str | None, int]:
    try:
        policy = (await policy_in_force(tx, ATTRIBUTION_POLICY, now)).policy
    except NoPolicyInForce:
        return None, _WINDOW_DAYS
    return policy.model, policy.window_days


def _text(value: Fraction, places: int) -> str:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return str(exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))
