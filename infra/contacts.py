"""Phone numbers and e-mail addresses in the one form in which they are stored and compared."""

import re

import phonenumbers

# RFC 5321's limits and shape without its curiosities (quoted local parts, address literals): nobody logs in with them.
_EMAIL = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?=.{3,190}$)[a-z0-9-]+(\.[a-z0-9-]+)+")
_LONGEST = 254


def normalise_phone(text: str, region: str) -> str | None:
    """E.164 (`+8613800138000`), or None where it is no possible number.

    `region` (ISO 3166, such as the brand's jurisdiction) reads numbers written without a country code. Possible rather
    than valid is asked for: number ranges open faster than libraries are released, and a log-in must not wait for one.
    """
    try:
        number = phonenumbers.parse(text[:_LONGEST], region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def normalise_email(text: str) -> str | None:
    """Lower case without surrounding space, or None where it is no address."""
    address = text.strip().lower()
    return address if len(address) <= _LONGEST and _EMAIL.fullmatch(address) else None
