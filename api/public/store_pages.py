"""The pages a shared link leads to, and the site's front door. Server-rendered, without JavaScript."""

from typing import Any

from jinja2 import Environment
from litestar import MediaType, Response, get
from litestar.params import FromPath

from api.language import language_of
from api.public.landing import Sharing, sharing_of
from api.public.share_tags import CARD_CSS
from api.requests import AnyRequest
from infra.errors import NotFound
from infra.money_text import money_text
from infra.scope import Actor, Scope
from services.people.find_brand import find_brand
from services.queries.storefront import ProductView, StoreFacts, show_store, show_store_product

_WORDS = {
    "en": {
        "title": "Storelet",
        "door": "This site is up. Shoppers come by the links that sellers share; programs come by the API.",
        "docs": "The API and its documentation",
        "by": "Shared by",
        "left": "in stock",
        "none": "sold out",
        "empty": "Nothing on the shelf yet.",
        "store": "Back to the store",
        "stock": "Sold and sent by the seller from own stock.",
    },
    "zh": {
        "title": "Storelet",
        "door": "服务已启动。顾客通过卖家分享的链接进店，程序通过 API 访问。",
        "docs": "API 与文档",
        "by": "分享人",
        "left": "件有货",
        "none": "已售罄",
        "empty": "店铺还没有上架商品。",
        "store": "返回店铺",
        "stock": "由卖家自有库存发货。",
    },
}
_ENGINE = Environment(autoescape=True)
_HEAD = """<!doctype html>
<html lang="{{ lang }}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ title }}</title>{{ tags }}<link rel="stylesheet" href="/s/page.css"></head><body><main>"""
_DOOR = _ENGINE.from_string(
    _HEAD
    + """<h1>{{ words.title }}</h1><p>{{ words.door }}</p><p><a href="/schema">{{ words.docs }}</a></p>
</main></body></html>"""
)
_SHELF = _ENGINE.from_string(
    _HEAD
    + """{% if picture %}<div hidden><img src="{{ picture }}" alt=""></div>{% endif %}
{% if landing.headline or landing.text %}<section class="landing">
{% if landing.headline %}<h2>{{ landing.headline }}</h2>{% endif %}
{% if landing.text %}<p>{{ landing.text }}</p>{% endif %}</section>{% endif %}
<header><h1>{{ store.name }}</h1><p>{{ store.headline }}</p>
{% if mark %}<p class="mark">{{ mark }}</p>{% endif %}
<p class="note">{{ words.by }} {{ store.seller_name }}
{% if store.ships_from == "own_stock" %}· {{ words.stock }}{% endif %}</p></header>
{% for item in items %}<article><h2><a href="{{ base }}/products/{{ item.code | urlencode }}">{{ item.name }}</a></h2>
{% if item.note %}<p>{{ item.note }}</p>{% endif %}{% if item.description %}<p>{{ item.description }}</p>{% endif %}
<ul>{% for sku in item.skus %}<li><span>{{ sku.style }} {{ sku.colour }} {{ sku.size }} {{ sku.code }}</span>
<b>{{ price(sku.retail_price) }}</b>
<span class="note">{% if sku.available > 0 %}{{ sku.available }} {{ words.left }}
{% else %}{{ words.none }}{% endif %}</span>
</li>{% endfor %}</ul></article>{% else %}<p>{{ words.empty }}</p>{% endfor %}
{% if back %}<p><a href="{{ base }}">{{ words.store }}</a></p>{% endif %}</main></body></html>"""
)
_CSS = """:root { color-scheme: light dark; font-family: system-ui, "PingFang SC", "Noto Sans CJK SC", sans-serif; }
main { max-width: 40rem; margin: 1rem auto; padding: 0 1rem; }
article { border-top: 1px solid #8884; padding: .5rem 0; }
h2 { font-size: 1.1rem; margin: .3rem 0; }
h2 a { display: inline-block; min-height: 44px; line-height: 44px; }
ul { list-style: none; padding: 0; margin: 0; }
li { display: flex; gap: 1rem; justify-content: space-between; padding: .2rem 0; }
.mark { display: inline-block; margin: 0; padding: 0 .45rem; border: 1px solid; border-radius: 4px; font-size: .85rem; }
.landing { padding: .2rem 1rem; border-radius: 8px; background: #8882; }
.note { opacity: .7; font-size: .9rem; }
"""
_VISITOR = Actor("visitor")


@get("/", include_in_schema=False, media_type=MediaType.HTML)
async def front_door(request: AnyRequest) -> str:
    """Where the printed address leads: what this is, and the way on."""
    lang = language_of(request, "zh")
    return _DOOR.render(lang=lang, words=_WORDS[lang], title=_WORDS[lang]["title"])


@get("/s/{brand:str}/{store:str}", include_in_schema=False)
async def store_page(request: AnyRequest, brand: FromPath[str], store: FromPath[str]) -> Response[str]:
    """A store as a shopper sees it."""
    return await _shown(request, brand, store)


@get("/s/{brand:str}/{store:str}/{kind:str}/{ref:str}", include_in_schema=False)
async def store_part(
    request: AnyRequest, brand: FromPath[str], store: FromPath[str], kind: FromPath[str], ref: FromPath[str]
) -> Response[str]:
    """A product alone where the address names one, a collection's part of the shelf where it names that, else the
    store: a page of the store by a name of its own is the store until it has pages."""
    return await _shown(request, brand, store, kind, ref)


async def _shown(request: AnyRequest, brand: str, store: str, kind: str = "", ref: str = "") -> Response[str]:
    facts = await find_brand(brand)
    lang = language_of(request, facts.locale)
    request_id = request.scope["state"].get("request_id", "")
    scope = Scope(facts.brand_id, _VISITOR, request.app.state.clock, request_id, lang)
    sharing = await sharing_of(request, scope, brand, store, kind, ref)
    try:
        return await _place(scope, brand, store, sharing, *sharing.place(kind, ref))
    except NotFound:
        # What a landing points to may be sold no more; what the link points to is what the shopper asked for.
        if sharing.place(kind, ref) == (kind, ref):
            raise
        return await _place(scope, brand, store, sharing, kind, ref)


async def _place(
    scope: Scope, brand: str, store: str, sharing: Sharing, kind: str, ref: str
) -> Response[str]:
    if kind == "products":
        one = await show_store_product(scope, store, ref)
        return _page(scope.locale, brand, one.store, [one.product], sharing, back=True)
    shelf = await show_store(scope, store)
    items = [item for item in shelf.items if kind != "collections" or item.category == ref]
    return _page(scope.locale, brand, shelf.store, sharing.chosen(items), sharing, back=bool(kind))


def _page(
    lang: str, brand: str, store: StoreFacts, items: list[ProductView], sharing: Sharing, *, back: bool
) -> Response[str]:
    values: dict[str, Any] = {
        "lang": lang,
        "words": _WORDS[lang],
        "title": store.name,
        "store": store,
        "items": items,
        **sharing.values(),
    }
    text = _SHELF.render(
        **values,
        base=f"/s/{brand}/{store.slug}",
        back=back,
        price=lambda minor: money_text(minor, store.currency, lang),
    )
    return Response(text, media_type=MediaType.HTML, headers={"Content-Language": lang})


@get("/s/page.css", include_in_schema=False, media_type="text/css", sync_to_thread=False)
def store_styles() -> str:
    """The pages' own style: the content policy lets none stand in the page."""
    return _CSS


@get("/s/card.css", include_in_schema=False, media_type="text/css", sync_to_thread=False)
def card_styles() -> str:
    """The style of a card shown as a page."""
    return CARD_CSS


ROUTES = [front_door, store_page, store_part, store_styles, card_styles]
