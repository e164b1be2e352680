"""A share card in HTML: the tags that chats and networks read, and the card itself as a page."""

from typing import Any
from urllib.parse import quote

from jinja2 import Environment
from litestar import MediaType, Response
from markupsafe import Markup

from api.requests import AnyRequest
from infra.clock import Clock
from infra.scope import Actor, Scope
from services.cards.render_card import Card
from services.cards.show_card import brand_of_code, show_card
from services.sharing.errors import UnknownLink

_ENGINE = Environment(autoescape=True)
# Open Graph for most, twitter:* for X, name and itemprop for WeChat's and QQ's readers, which know no Open Graph.
_TAGS = _ENGINE.from_string(
    """<meta name="description" content="{{ text }}">
<meta property="og:type" content="website">
<meta property="og:title" content="{{ title }}">
<meta property="og:description" content="{{ text }}">
<meta property="og:url" content="{{ url }}">
<meta property="og:site_name" content="{{ site }}">
<meta property="og:locale" content="{{ locale }}">
<meta name="twitter:card" content="{{ 'summary_large_image' if picture else 'summary' }}">
<meta name="twitter:title" content="{{ title }}">
<meta name="twitter:description" content="{{ text }}">
<meta itemprop="name" content="{{ title }}">
<meta itemprop="description" content="{{ text }}">
{% if picture %}<meta property="og:image" content="{{ picture }}">
<meta property="og:image:alt" content="{{ plain }}">
<meta name="twitter:image" content="{{ picture }}">
<meta itemprop="image" content="{{ picture }}">
{% endif %}"""
)
_PAGE = _ENGINE.from_string(
    """<!doctype html>
<html lang="{{ lang }}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ title }}</title>
{{ tags }}<link rel="stylesheet" href="/s/card.css"></head><body><main>
<a class="card" href="{{ url }}">{% if picture %}<img src="{{ picture }}" alt="{{ plain }}">{% endif %}
<span class="words">{% if mark %}<span class="mark">{{ mark }}</span>{% endif %}
<strong>{{ plain }}</strong><span class="text">{{ text }}</span><span class="host">{{ site }}</span></span></a>
</main></body></html>"""
)
CARD_CSS = """:root { font-family: system-ui, "PingFang SC", "Noto Sans CJK SC", sans-serif; color-scheme: light dark; }
body { margin: 0; background: light-dark(#ededed, #111); }
main { max-width: 26rem; margin: 1rem auto; padding: 0 1rem; }
.card { display: block; border-radius: 12px; overflow: hidden; text-decoration: none; color: light-dark(#1a1a1a, #eee);
  background: light-dark(#fff, #222); box-shadow: 0 1px 4px #0003; }
.card img { display: block; width: 100%; aspect-ratio: 1.91; object-fit: cover; background: #8882; }
.words { display: block; padding: .8rem 1rem 1rem; }
.words strong { display: block; font-size: 1.1rem; line-height: 1.35; margin: .35rem 0; }
.mark { display: inline-block; font-size: .8rem; line-height: 1.5; padding: 0 .45rem; border-radius: 4px;
  border: 1px solid currentColor; }
.text { display: block; line-height: 1.45; opacity: .85; }
.host { display: block; margin-top: .5rem; font-size: .8rem; opacity: .65; }
"""
_VISITOR = Actor("visitor")


def share_tags(public_url: str, card: Card, site: str, path: str) -> Markup:
    """The tags for a page's head. The title carries the mark: a preview shows nothing else so surely. `path` is the
    address that is shared on."""
    return Markup(_TAGS.render(_values(public_url, card, site, path)))  # noqa: S704 - rendered with escaping


def absolute(public_url: str, address: str) -> str:
    """An address on this site in full, for readers that stand outside it; others as they are."""
    return f"{public_url}{quote(address, safe='/?=&%:+,~@!$();*')}" if address.startswith("/") else address


async def card_page(request: AnyRequest, code: str, *, public_url: str, clock: Clock) -> Response[str]:
    """The card of a link as a page of its own, which previews read instead of a redirect. Raises UnknownLink."""
    found = await brand_of_code(code)
    if found is None:
        raise UnknownLink(what="link", ref=code)
    brand_id, link_id = found
    request_id = request.scope["state"].get("request_id", "")
    scope = Scope(brand_id, _VISITOR, clock, request_id)
    asked = request.query_params.get("lang", "").lower()[:2]
    shown = await show_card(scope, link_id, asked if asked in ("zh", "en") else None)
    values = _values(public_url, shown.card, shown.store_name, shown.path)
    tags = Markup(_TAGS.render(values))  # noqa: S704 - rendered with escaping
    headers = {"Content-Language": shown.card.language, "Cache-Control": "no-store"}
    return Response(_PAGE.render(values, tags=tags), media_type=MediaType.HTML, headers=headers)


def _values(public_url: str, card: Card, site: str, path: str) -> dict[str, Any]:
    return {
        "title": card.marked_title,
        "plain": card.title,
        "text": card.text,
        "mark": card.mark,
        "picture": absolute(public_url, card.picture) if card.picture else "",
        "url": absolute(public_url, path),
        "site": site,
        "lang": card.language,
        "locale": "zh_CN" if card.language == "zh" else "en_GB",
    }
