"""What every page of a store stands in: who asks, in which language, and what its addresses carry."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote, urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import MediaType, Response
from litestar.di import Dependency
from litestar.params import FromPath, SkipValidation

from api.dependencies import BrandScope, TheBrand
from api.identity import VISITOR, identity_of, session_cookie
from api.public.pages.cart_lines import CartCookie, cart_cookie
from api.public.pages.selling_words import SELLING_WORDS
from api.public.pages.text import FILTERS
from api.public.pages.words import WORDS
from api.requests import AnyRequest
from api.visitor import visitor_of_request
from api.web import shop_files
from infra.money_text import money_text
from infra.scope import Scope
from services.people.caller import Caller
from services.people.find_brand import BrandFacts
from services.pictures.draw import WIDTHS
from services.sharing.visitor_cookie import (
    CART_PARAMETER,
    PLACE_PARAMETER,
    TOUCH_PARAMETER,
    VISITOR_PARAMETER,
    visitor_cookie,
)

_ENGINE = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=StrictUndefined,
)
_ENGINE.filters.update(FILTERS)
_WORDS = {language: words | SELLING_WORDS[language] for language, words in WORDS.items()}
_LOCALES = {"zh": "zh_Hans_CN", "en": "en_GB"}
# Pictures of other sites are not shown: the content policy asks nobody else for anything.
_POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'self';"
    " frame-ancestors 'none'"
)


@dataclass(frozen=True)
class Shop:
    """One request for a page of a store."""

    request: AnyRequest
    brand: BrandFacts
    store: str
    scope: Scope
    caller: Caller | None
    cart: CartCookie

    @property
    def lang(self) -> str:
        return self.scope.locale

    @property
    def words(self) -> dict[str, str]:
        return _WORDS[self.lang]

    @property
    def base(self) -> str:
        """The store's address, without what is carried."""
        return f"/s/{self.brand.slug}/{quote(self.store, safe='')}"

    @property
    def visitor_id(self) -> UUID | None:
        return visitor_of_request(self.request, self.brand.slug)

    @cached_property
    def keeps_cookies(self) -> bool:
        """Whether the browser has shown one of ours: then addresses need to carry nothing."""
        settings = self.request.app.state.settings
        names = (
            visitor_cookie(self.brand.slug),
            cart_cookie(self.brand.slug, self.store),
            session_cookie(settings),
        )
        return any(name in self.request.cookies for name in names)

    def url(self, path: str = "", **query: object) -> str:
        """An address in this store. Where the browser keeps no cookies it carries the visitor, the touch and the
        cart; a language that was asked for and a coupon go along either way."""
        pairs = [(name, str(value)) for name, value in query.items() if value not in (None, "")]
        pairs += [(name, text) for name, text in self.carried() if name not in query]
        return f"{self.base}{path}{'?' + urlencode(pairs) if pairs else ''}"

    def carried(self) -> list[tuple[str, str]]:
        """What addresses of this store take along."""
        asked = self.request.query_params
        found = [(name, asked[name]) for name in ("lang", "coupon") if asked.get(name)]
        if not self.keeps_cookies:
            found += [(name, asked[name]) for name in (VISITOR_PARAMETER, TOUCH_PARAMETER) if name in asked]
            found += [(CART_PARAMETER, text) for text in self.cart.texts()]
        return found

    def scanned(self) -> dict[str, str]:
        """The scan that led here, which whoever asks for the place's coupon shows."""
        asked = self.request.query_params
        names = (TOUCH_PARAMETER, PLACE_PARAMETER)
        return {name: asked[name] for name in names if name in asked}

    def price(self, minor: int) -> str:
        return money_text(minor, self.brand.currency, self.lang)

    def day(self, at: datetime) -> str:
        zone = ZoneInfo(self.brand.timezone)
        return str(format_date(at.astimezone(zone), "long", locale=_LOCALES[self.lang]))

    def minute(self, at: datetime) -> str:
        zone = ZoneInfo(self.brand.timezone)
        return str(format_datetime(at.astimezone(zone), "medium", tzinfo=zone, locale=_LOCALES[self.lang]))

    def page(self, template: str, *, status: int = 200, **values: Any) -> Response[str]:
        """The page, with what every page needs."""
        return rendered(template, status=status, shop=self, w=self.words, lang=self.lang, **values)


TheShop = Annotated[SkipValidation[Shop], Dependency("named")]


def see_other(address: str) -> Response[str]:
    """After a form: the browser asks for the page that shows what became of it, so that a reload sends nothing."""
    return Response("", status_code=303, headers={"Location": address, "Cache-Control": "no-store"})


def rendered(template: str, *, status: int = 200, **values: Any) -> Response[str]:
    """A template as an answer that no cache keeps: prices and stock are of the moment, carts of one person."""
    text = _ENGINE.get_template(template).render(built=shop_files(), **values)
    headers = {
        "Content-Language": values["lang"],
        "Content-Security-Policy": _POLICY,
        "Cache-Control": "no-store",
    }
    return Response(text, status_code=status, media_type=MediaType.HTML, headers=headers)


def picture(url: str, width: int) -> str:
    """A picture of ours in a width we draw; empty for one that lies elsewhere."""
    if not url.startswith("/"):
        return ""
    return f"{url}?w={width}" if url.startswith("/media/") and width in WIDTHS else url


def language_url(shop: Shop) -> str:
    """This very page in the other language."""
    query = [(name, text) for name, text in shop.request.query_params.multi_items() if name != "lang"]
    return f"?{urlencode([*query, ('lang', shop.words['language_code'])])}"


# Macros are imported without the values of a page: what they need stands in the engine.
_ENGINE.globals.update(picture=picture, language_url=language_url)


async def provide_shop(
    request: AnyRequest, brand_facts: TheBrand, brand_scope: BrandScope, store: FromPath[str]
) -> Shop:
    """The `shop` of a page's handler."""
    caller = (await identity_of(request)).caller
    if caller is not None and caller.has_second_factor and not caller.second_factor_done:
        # Whoever has a second factor shows it everywhere; until then the pages know nobody.
        caller, brand_scope = None, brand_scope.acting_as(VISITOR)
    cart = CartCookie.read(request, brand_facts.slug, store)
    return Shop(request, brand_facts, store, brand_scope, caller, cart)
