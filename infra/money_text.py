"""Minor units as people read money."""

import re
from decimal import Decimal

from babel.numbers import format_currency, get_currency_precision

_PLAIN = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{0,6})?|[+-]?\.[0-9]{1,6}")


def money_text(minor: int, currency: str, language: str) -> str:
    """`12345` GBP is `£123.45`; a currency without minor units has none. `language` is `zh` or `en`."""
    amount = Decimal(minor).scaleb(-get_currency_precision(currency))
    locale = "zh_Hans_CN" if language == "zh" else "en"
    return format_currency(amount, currency, locale=locale)


def major_text(minor: int, currency: str) -> str:
    """`-12345` GBP is `-123.45`: a plain number for files, with as many decimals as the currency has."""
    return f"{Decimal(minor).scaleb(-get_currency_precision(currency)):f}"


def minor_of(text: str, currency: str) -> int:
    """The amount that `major_text` wrote, or a person: `123.45`. Raises ValueError for what is no amount of the
    currency, above all for more decimals than it has: nothing is rounded away."""
    plain = text.strip().replace(",", "")
    # No exponent: 1e999999 is nine characters that fill the memory.
    if not _PLAIN.fullmatch(plain):
        raise ValueError(text)
    minor = Decimal(plain).scaleb(get_currency_precision(currency))
    if minor != minor.to_integral_value():
        raise ValueError(text)
    return int(minor)
