"""Minor units as people read money."""

from decimal import Decimal

from babel.numbers import format_currency, get_currency_precision


def money_text(minor: int, currency: str, language: str) -> str:
    """`12345` GBP is `£123.45`; a currency without minor units has none. `language` is `zh` or `en`."""
    amount = Decimal(minor).scaleb(-get_currency_precision(currency))
    locale = "zh_Hans_CN" if language == "zh" else "en"
    return format_currency(amount, currency, locale=locale)
