"""What a page of a store owes to sharing: the card in its head, the mark, and the landing for who opens it."""

from typing import Any
from uuid import UUID

from api.public.share_tags import absolute, share_tags
from api.requests import AnyRequest
from api.visitor import visitor_of_request
from infra.scope import Scope
from infra.settings import Settings
from services.cards.open_landing import Landing, PageOpening, open_landing
from services.cards.shapes import TargetKind
from services.cards.show_card import ShownCard, show_page_card
from services.queries.storefront import ProductView
from services.sharing.visitor_cookie import LINK_PARAMETER, TOUCH_PARAMETER, visitor_of

_KINDS: dict[str, TargetKind] = {"products": "product", "collections": "collection", "pages": "page"}
_PLACES = {"product": "products", "collection": "collections"}


class Sharing:
    """The landing chosen for this request, and the card of what was opened."""

    def __init__(self, request: AnyRequest, landing: Landing, shown: ShownCard | None) -> None:
        self._request = request
        self._shown = shown
        self.landing = landing

    def place(self, kind: str, ref: str) -> tuple[str, str]:
        """The part of the store to show: what the address names, or what the landing says instead."""
        show = self.landing.show
        if show.kind in ("target", "keyword"):
            return kind, ref
        return _PLACES.get(show.kind, ""), show.ref

    def chosen(self, items: list[ProductView]) -> list[ProductView]:
        """The shelf as the landing wants it: those that were searched for, if any, else all."""
        words = self.landing.keyword.split()
        if self.landing.show.kind != "keyword" or not words:
            return items
        hits = [item for item in items if any(word in _said(item) for word in words)]
        return hits or items

    def values(self) -> dict[str, Any]:
        """What the page's template asks for."""
        shown = self._shown
        if shown is None:
            return {"landing": self.landing, "tags": "", "mark": "", "picture": ""}
        settings: Settings = self._request.app.state.settings
        path = shown.path if shown.code else self._request.url.path
        picture = absolute(settings.public_url, shown.card.picture) if shown.card.picture else ""
        return {
            "landing": self.landing,
            "title": shown.card.marked_title,
            "tags": share_tags(settings.public_url, shown.card, shown.store_name, path),
            "mark": shown.card.mark,
            "picture": picture,
        }


async def sharing_of(
    request: AnyRequest, scope: Scope, brand: str, store: str, kind: str, ref: str
) -> Sharing:
    """Choose the landing and note it for the touch that led here; read the card."""
    target = _KINDS.get(kind, "store")
    opening = PageOpening(
        store=store,
        target=target,
        ref=ref,
        code=request.query_params.get(LINK_PARAMETER, "")[:16],
        touch_id=visitor_of(request.query_params.get(TOUCH_PARAMETER)),
        visitor_id=visitor_of_request(request, brand),
        referrer=request.headers.get("referer", ""),
        query={
            name: request.query_params[name] for name in ("utm_term", "kw") if name in request.query_params
        },
    )
    landing = await open_landing(scope, opening)
    link_id: UUID | None = landing.link_id
    return Sharing(request, landing, await show_page_card(scope, store, target, ref, link_id))


def _said(item: ProductView) -> str:
    return f"{item.name} {item.category} {item.code} {item.description}".casefold()
