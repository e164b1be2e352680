"""Where a link's target is on this site."""

from urllib.parse import quote, urlencode

from services.sharing.shapes import Target


def target_address(brand: str, store: str, target: Target, query: dict[str, str] | None = None) -> str:
    """A path of our own host, from the slugs of brand and store. Each part is quoted, and the address begins with one
    slash and a word of ours: whatever a link says, a browser cannot be led elsewhere."""
    parts = {"store": [], "product": ["products"], "collection": ["collections"], "page": ["pages"]}[
        target.kind
    ]
    tail = [*parts, target.ref] if parts else []
    path = "/".join(["", "s", *(quote(part, safe="") for part in (brand, store, *tail))])
    return f"{path}?{urlencode(query)}" if query else path
