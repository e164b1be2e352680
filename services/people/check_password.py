"""check_password: whether somebody may choose this password."""

from infra.errors import FieldFault
from services.people.errors import WeakPassword

SHORTEST = 10
_FEWEST_CHARACTERS = 5


def check_password(password: str, *known: str | None, path: str = "password") -> None:
    """Length is what counts (NIST SP 800-63B): at least ten characters, not a few repeated, and not the person's own
    name, phone number or address (`known`). Raises WeakPassword at `path`."""
    folded = password.casefold()
    if len(password) < SHORTEST:
        _refuse(path, f"must have at least {SHORTEST} characters", f"至少需要 {SHORTEST} 个字符")
    if len(set(folded)) < _FEWEST_CHARACTERS:
        _refuse(path, "repeats too few characters", "重复字符过多")
    for word in known:
        if word and (word.casefold() in folded or folded in word.casefold()):
            _refuse(path, "is too close to your name or contact", "与您的姓名或联系方式过于相似")


def _refuse(path: str, english: str, chinese: str) -> None:
    raise WeakPassword(FieldFault(path, english, chinese))
