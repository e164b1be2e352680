"""Who opens a link: a person, a chat that fetches a preview, or a robot."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Literal

from crawleruseragents import CRAWLER_USER_AGENTS_DATA, is_crawler

TouchKind = Literal["click", "scan", "preview", "bot"]

# The list takes this for a preview; it is the browser inside Facebook's apps, with a person before it.
_PEOPLE = ("MetaIAB Facebook",)
_PREVIEWERS = re.compile(
    "|".join(
        entry["pattern"]
        for entry in CRAWLER_USER_AGENTS_DATA
        if "social-preview" in entry.get("tags", ()) and entry["pattern"] not in _PEOPLE
    )
    # Chat apps of this field that the list does not name.
    + "|kakaotalk-scrap|line-poker|Lark(?:bot|URL)|Feishu.*[Bb]ot|WeChatShareExtension|WeiboBot"
)
# Whatever calls itself a robot, on the list or not. Cubot makes telephones.
_SELF_STYLED = re.compile(r"(?<!cu)bot\b|crawl|spider|scrap(?:er|y|ing)\b|headless", re.IGNORECASE)
_LONGEST = 512


def kind_of_opening(method: str, headers: Mapping[str, str], *, scanned: bool) -> TouchKind:
    """The kind of touch. `headers` by lower-case name; `scanned` says that the address came from a QR code.

    A request that shows nothing to anybody (HEAD, a browser's prefetch) is a preview: the person may follow later, and
    is counted then.
    """
    agent = headers.get("user-agent", "")[:_LONGEST]
    kind = _kind_of_agent(agent)
    if kind is not None:
        return kind
    purpose = " ".join(headers.get(name, "") for name in ("sec-purpose", "purpose", "x-purpose", "x-moz"))
    if method == "HEAD" or re.search("prefetch|prerender|preview", purpose, re.IGNORECASE):
        return "preview"
    return "scan" if scanned else "click"


def is_previewer(agent: str) -> bool:
    """Whether this is a chat or network that fetches a preview: it is answered with the card itself, for many of them
    follow no redirect."""
    return _kind_of_agent(agent[:_LONGEST]) == "preview"


# The list is a thousand patterns long; browsers repeat.
@lru_cache(maxsize=4096)
def _kind_of_agent(agent: str) -> Literal["preview", "bot"] | None:
    if not agent.strip():
        return "bot"
    if _PREVIEWERS.search(agent):
        return "preview"
    person = any(name in agent for name in _PEOPLE)
    if not person and (is_crawler(agent) or _SELF_STYLED.search(agent)):
        return "bot"
    return None
