"""Payments that no gateway takes part in: nothing is asked of anybody for them."""

NO_GATEWAY = "none"
"""An order that costs nothing."""

BANK_TRANSFER = "bank_transfer"
"""A transfer that finance saw arrive, and sends back by hand."""

WITHOUT_GATEWAY = (NO_GATEWAY, BANK_TRANSFER)
