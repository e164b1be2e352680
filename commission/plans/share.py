"""Who is credited with a line once an appeal gives a seller a share of it."""

from collections.abc import Sequence
from fractions import Fraction

from commission.money.rate import ONE, Rate


def shared_anew(
    standing: Sequence[tuple[str, Fraction]], seller: str, share: Rate
) -> list[tuple[str, Fraction]]:
    """The seller gets `share` (above 0, at most 1), and the others keep what is left in their old proportion. Weights
    sum to exactly one, also where nobody was credited before: then the seller gets all. The seller comes first, the
    others keep their order: so a left-over unit goes to whose appeal was granted."""
    others = [(name, weight) for name, weight in standing if name != seller and weight]
    whole = sum((weight for _, weight in others), Fraction(0))
    if not others or share == ONE:
        return [(seller, Fraction(1))]
    mine = Fraction(share.numerator, share.denominator)
    return [(seller, mine), *((name, (1 - mine) * weight / whole) for name, weight in others)]
