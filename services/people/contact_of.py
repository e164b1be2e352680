"""contact_of: the phone number or the e-mail address that somebody typed."""

from dataclasses import dataclass

from infra.contacts import normalise_email, normalise_phone
from infra.errors import FieldFault, InvalidInput


@dataclass(frozen=True, slots=True)
class Contact:
    """One of the two, in the form it is stored in."""

    phone: str | None = None
    email: str | None = None


def contact_of(text: str, region: str, *, path: str = "login") -> Contact:
    """Read a phone number (E.164, or as written in `region`) or an e-mail address. Raises InvalidInput at `path`."""
    if "@" in text:
        email = normalise_email(text)
        if email:
            return Contact(email=email)
    else:
        phone = normalise_phone(text, region)
        if phone:
            return Contact(phone=phone)
    raise InvalidInput(
        FieldFault(path, "is neither a phone number nor an e-mail address", "不是有效的手机号或邮箱")
    )
