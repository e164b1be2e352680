"""Which of the two languages a person reads."""

from collections.abc import Iterable
from functools import lru_cache

from api.requests import AnyConnection

DEFAULT = "zh"
_SPOKEN = ("zh", "en")
_LONGEST = 500


def language_of(connection: AnyConnection, default: str = DEFAULT) -> str:
    """`zh` or `en`: what `?lang=` says, else the best of Accept-Language, else `default` (the brand's)."""
    asked = connection.query_params.get("lang", "").lower()[:2]
    if asked in _SPOKEN:
        return str(asked)
    spoken = spoken_in(connection.headers.get("accept-language", ""))
    return spoken or (default if default in _SPOKEN else DEFAULT)


def spoken_in(header: str) -> str | None:
    """`zh` or `en`, whichever an Accept-Language wants most; None where it wants neither."""
    return _spoken_in(header[:_LONGEST])


# Readers' headers repeat.
@lru_cache(maxsize=1_000)
def _spoken_in(header: str) -> str | None:
    for tag in _by_preference(header):
        if tag in _SPOKEN:
            return tag
        if tag == "*":
            break
    return None


def _by_preference(header: str) -> Iterable[str]:
    """The primary tags, most wanted first; a weight of zero (or one that is no number) means not wanted."""
    wanted = []
    for position, part in enumerate(header.split(",")):
        tag, _, parameter = part.strip().partition(";")
        weight = parameter.strip().removeprefix("q=").strip() or "1"
        # Weights have at most three decimals (RFC 9110, 12.4.2), so as text padded with zeros they sort as numbers.
        if weight.replace(".", "", 1).isdigit() and weight.strip("0.") != "":
            wanted.append((weight.ljust(5, "0") if "." in weight else f"{weight}.000", -position, tag))
    for _weight, _position, tag in sorted(wanted, reverse=True):
        yield tag.lower().split("-")[0]
