"""The built front ends (`web/dist`, made by `make`): files with hashed names under `/web/`, kept by browsers for ever;
the seller's workbench under `/seller/` and the brand's console under `/console/`, one page each that is asked for anew
every time and routes by itself."""

from functools import cache
from pathlib import Path

import msgspec
from litestar import MediaType, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from api.errors import NoSuchAddress, WebNotBuilt
from api.requests import AnyRequest
from infra.postgres_away import means_away
from services.people.find_brand import BrandFacts, list_brands

DIST = Path(__file__).parent.parent / "web" / "dist"
_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webp": "image/webp",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
    ".woff": "font/woff",
    ".ttf": "font/ttf",
}
# In the order of preference: what the build wrote beside each text file.
_ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
_FOR_EVER = "public, max-age=31536000, immutable"
# Vue and the component libraries set styles on elements by script, which needs no `unsafe-inline`; Vant's icons are a
# font inside its style sheet, hence `data:` for fonts.
_APP_POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; font-src 'self' data:; object-src 'none'; base-uri 'none';"
    " form-action 'self'; frame-ancestors 'none'"
)


@cache
def built_files() -> dict[str, Path]:
    """Every built file that a browser may ask for, by its path under `/web/`. Read once: a build has new names. Only
    what is listed here is served, whatever an address says."""
    return {
        path.relative_to(DIST).as_posix(): path
        for path in DIST.rglob("*")
        if path.suffix in _TYPES and "assets" in path.parts
    }


class Entry(msgspec.Struct, frozen=True):
    """Of Vite's manifest: the built file of a source, and the styles that belong to it."""

    file: str = ""
    css: list[str] = []


@cache
def _manifest() -> dict[str, Entry]:
    try:
        return msgspec.json.decode((DIST / "shop" / "manifest.json").read_bytes(), type=dict[str, Entry])
    except FileNotFoundError:
        return {}


def shop_files() -> Entry:
    """The shopper's script and styles, by their hashed names; none where they are not built: the pages work without."""
    return _manifest().get("shop/shop.ts", Entry())


def worker_file() -> bytes | None:
    """The service worker of the shopper's pages."""
    entry = _manifest().get("shop/worker.ts")
    return None if entry is None else _read(DIST / "shop" / entry.file)


def encoded(request: AnyRequest, path: Path) -> tuple[bytes, dict[str, str]]:
    """The file in the best encoding that the browser takes, and the headers that say so."""
    taken = {part.split(";")[0].strip() for part in request.headers.get("accept-encoding", "").split(",")}
    for encoding, suffix in _ENCODINGS:
        if encoding in taken and (body := _read(path.with_name(path.name + suffix))) is not None:
            return body, {"Content-Encoding": encoding, "Vary": "Accept-Encoding"}
    return _read(path) or b"", {"Vary": "Accept-Encoding"}


@cache
def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


@get("/web/{file:path}", include_in_schema=False, sync_to_thread=False)
def built_file(request: AnyRequest, file: FromPath[str]) -> Response[bytes]:
    """A script, a style or a picture of the built front ends."""
    found = built_files().get(file.lstrip("/"))
    if found is None:
        raise NoSuchAddress
    body, headers = encoded(request, found)
    return Response(body, media_type=_TYPES[found.suffix], headers={**headers, "Cache-Control": _FOR_EVER})


async def _brands_if_known() -> list[BrandFacts]:
    """None while the database is away: the program comes all the same, and says itself what is the matter."""
    try:
        return await list_brands()
    except Exception as error:
        if not means_away(error):
            raise
        return []


def _application(name: str) -> list[HTTPRouteHandler]:
    """The one page of a front end, at its address and at every address below it."""

    @get([f"/{name}", f"/{name}/{{rest:path}}"], include_in_schema=False, name=f"{name} page")
    async def page(request: AnyRequest) -> Response[bytes]:
        rest = request.url.path.removeprefix(f"/{name}")
        if "." in rest.rsplit("/", 1)[-1]:
            raise NoSuchAddress
        if rest.strip("/") == "":
            # A site of one brand need not ask which; one of several does not tell who they are.
            brands = await _brands_if_known()
            if len(brands) == 1:
                return Response(b"", status_code=302, headers={"Location": f"/{name}/{brands[0].slug}"})
        index = DIST / name / "index.html"
        if not index.exists():
            raise WebNotBuilt
        body, headers = encoded(request, index)
        policy = {"Cache-Control": "no-cache", "Content-Security-Policy": _APP_POLICY}
        return Response(body, media_type=MediaType.HTML, headers={**headers, **policy})

    return [page]


ROUTES: list[HTTPRouteHandler] = [built_file, *_application("seller"), *_application("console")]
