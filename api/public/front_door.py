"""The site's front door, and the style of a share card shown as a page."""

from litestar import MediaType, Response, get

from api.language import language_of
from api.public.pages.frame import rendered
from api.public.pages.words import WORDS
from api.public.share_tags import CARD_CSS
from api.requests import AnyRequest


@get("/", include_in_schema=False, media_type=MediaType.HTML, sync_to_thread=False)
def front_door(request: AnyRequest) -> Response[str]:
    """Where the printed address leads: what this is, and the way on."""
    lang = language_of(request, "zh")
    return rendered("door.html", w=WORDS[lang], lang=lang)


@get("/s/card.css", include_in_schema=False, media_type="text/css", sync_to_thread=False)
def card_styles() -> str:
    """The style of a card shown as a page."""
    return CARD_CSS


ROUTES = [front_door, card_styles]
