"""All fraud rules, in the order in which a hold names its reason."""

from collections.abc import Mapping

from commission.fraud.rule import FraudRule
from commission.fraud.rules import (
    click_flood,
    coupon_leaked,
    improbable_rhythm,
    one_household,
    scans_too_far_apart,
    self_purchase_account,
    self_purchase_address,
    self_purchase_device,
    self_purchase_payment,
    self_purchase_phone,
)

RULES: tuple[FraudRule, ...] = (
    self_purchase_account.RULE,
    self_purchase_phone.RULE,
    self_purchase_payment.RULE,
    self_purchase_address.RULE,
    self_purchase_device.RULE,
    one_household.RULE,
    scans_too_far_apart.RULE,
    coupon_leaked.RULE,
    click_flood.RULE,
    improbable_rhythm.RULE,
)
BY_CODE: Mapping[str, FraudRule] = {rule.code: rule for rule in RULES}
