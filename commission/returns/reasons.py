"""Why the figures of a return are what they are."""

from __future__ import annotations

from commission.money.faults import Reason
from commission.returns.lot import Lot
from commission.returns.policy import Pricing, ReturnPolicy
from commission.returns.refund import Repriced, ReturnFigures, needed, reprice_kept


def figure_reasons(
    policy: ReturnPolicy, lot: Lot, qty: int, figures: ReturnFigures, repriced: Repriced | None
) -> list[Reason]:
    """The reasons of gross, fee and refund, in this order."""
    if policy.pricing is Pricing.REPRICE_KEPT:
        return _repriced_reasons(policy, lot, qty, needed(repriced))
    back = lot.returned + qty
    gross = Reason(
        "gross_kept_price",
        f"{back} of {lot.qty} units back in all: {lot.price_paid(back)} of the {lot.net} paid,"
        f" of which {lot.price_paid(lot.returned)} went before; gross {figures.gross}.",
        {"units_back": back, "units": lot.qty, "paid": lot.net, "gross": figures.gross},
    )
    rate = str(policy.restocking_rate)
    fee = Reason(
        "restocking_fee" if figures.fee else "no_fee",
        f"The restocking fee is {rate} of all that went back, less what was charged before: {figures.fee}."
        if policy.restocking_rate.numerator
        else "There is no restocking fee.",
        {"restocking_rate": rate, "fee": figures.fee},
    )
    return [gross, fee, _refund_reason(figures.refund)]


def _repriced_reasons(policy: ReturnPolicy, lot: Lot, qty: int, repriced: Repriced) -> list[Reason]:
    sum_of = reprice_kept(lot, qty, policy.floor_rate, repriced)
    paid = sum(each.net for each in repriced.order_lots)
    refunded = sum(each.refunded for each in repriced.order_lots)
    reasons = [
        Reason(
            "gross_kept_repriced",
            f"{paid} paid, less {repriced.kept_price} for what is kept at its own tier,"
            f" less {refunded} refunded before: {sum_of.difference}.",
            {
                "paid": paid,
                "kept_price": repriced.kept_price,
                "refunded_before": refunded,
                "difference": sum_of.difference,
            },
        )
    ]
    if sum_of.difference < sum_of.floor:
        reasons.append(
            Reason(
                "raised_to_floor",
                f"At least {policy.floor_rate} of the price paid for these units comes back: {sum_of.floor}.",
                {"floor_rate": str(policy.floor_rate), "floor": sum_of.floor},
            )
        )
    if sum_of.difference > sum_of.ceiling:
        reasons.append(
            Reason(
                "cut_to_ceiling",
                f"No more comes back than was paid for all units returned so far: {sum_of.ceiling}.",
                {"ceiling": sum_of.ceiling},
            )
        )
    reasons.append(Reason("no_fee", "There is no restocking fee.", {"restocking_rate": "0", "fee": 0}))
    return [*reasons, _refund_reason(sum_of.refund)]


def _refund_reason(refund: int) -> Reason:
    return Reason("refund", f"The refund is {refund}.", {"refund": refund})
