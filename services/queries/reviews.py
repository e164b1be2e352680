"""Reviews as shoppers, sellers and the brand read them."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from asyncpg import Record
from msgspec import Struct

from infra.database import Tx, transact
from infra.errors import NotFound
from infra.replica import read
from infra.scope import Scope
from services.pictures.picture_address import picture_address
from services.queries.pages import Column, Page, PageRequest, Table, read_page

_SHOWN = """
SELECT r.id, r.code, r.stars, r.words, r.shown_name, r.written_at, k.style, k.colour, k.size, p.code, p.name, t.slug,
  b.slug AS brand
FROM reviews AS r
JOIN retail_order_lines AS l ON l.brand_id = r.brand_id AND l.id = r.order_line_id
JOIN skus AS k ON k.brand_id = l.brand_id AND k.id = l.sku_id
JOIN products AS p ON p.brand_id = r.brand_id AND p.id = r.product_id
JOIN stores AS t ON t.brand_id = r.brand_id AND t.id = r.store_id
JOIN brands AS b ON b.id = r.brand_id
WHERE r.brand_id = $1 AND r.state = 'shown'
"""
_OF_PRODUCT = _SHOWN + " AND p.code = $2 ORDER BY r.written_at DESC, r.id DESC LIMIT $3"
_BY_CODE = _SHOWN + " AND r.code = $2"
_MARKS = """
SELECT count(r.id)::int AS n, coalesce(sum(r.stars), 0)::int AS stars FROM products AS p
LEFT JOIN reviews AS r ON r.brand_id = p.brand_id AND r.product_id = p.id AND r.state = 'shown'
WHERE p.brand_id = $1 AND p.code = $2 GROUP BY p.id
"""
_PICTURES = """
SELECT v.review_id, p.digest, p.width, p.height FROM review_pictures AS v
JOIN pictures AS p ON p.brand_id = v.brand_id AND p.id = v.picture_id
WHERE v.brand_id = $1 AND v.review_id = ANY($2::uuid[]) ORDER BY v.review_id, v.position
"""
_OF_ORDER = """
SELECT l.line_no, r.code, r.state, r.hidden_for FROM retail_order_lines AS l
LEFT JOIN reviews AS r ON r.brand_id = l.brand_id AND r.order_line_id = l.id
WHERE l.brand_id = $1 AND l.order_id = $2 AND r.id IS NOT NULL ORDER BY l.line_no
"""
REVIEWS = Table(
    select="""r.id, r.code, p.code, p.name, t.slug, r.stars, r.words, r.shown_name, r.state, r.hidden_for,
              r.written_at""",
    source="""reviews r
      JOIN products p ON p.brand_id = r.brand_id AND p.id = r.product_id
      JOIN stores t ON t.brand_id = r.brand_id AND t.id = r.store_id""",
    where="r.brand_id = $1",
    id="r.id",
    columns={
        "written_at": Column("r.written_at", "instant", matches="range"),
        "stars": Column("r.stars", "int", matches="range"),
        "state": Column("r.state"),
        "product": Column("p.code"),
        "store": Column("t.slug"),
    },
    sort="-written_at",
    searched=("r.words", "r.shown_name", "p.name", "p.code"),
)


class ReviewPhoto(Struct, frozen=True):
    """A path of this site (`?w=320` for a smaller one) and the size in pixels."""

    url: str
    width: int
    height: int


class ReviewView(Struct, frozen=True):
    """A review as anybody sees it; `bought` is the style, colour and size that the customer had."""

    code: str
    stars: int
    words: str
    name: str
    written_at: datetime
    bought: str
    product: str
    product_name: str
    store: str
    photos: list[ReviewPhoto]


class ProductReviews(Struct, frozen=True):
    """`average` in hundredths of a star (450: four and a half), zero without a review; the newest first."""

    count: int
    average: int
    reviews: list[ReviewView]


class ReviewRow(Struct, frozen=True):
    """A review for the brand and for sellers; `hidden_for` says why it is off the pages."""

    review_id: UUID
    code: str
    product: str
    product_name: str
    store: str
    stars: int
    words: str
    name: str
    state: str
    hidden_for: str
    written_at: datetime


class LineReviewed(Struct, frozen=True):
    """A line of an order that has its review."""

    line: int
    code: str
    state: str
    hidden_for: str


async def show_product_reviews(scope: Scope, product: str, *, most: int = 20) -> ProductReviews:
    """What customers say of the product with this code, in every store. Raises NotFound."""

    async def work(tx: Tx) -> ProductReviews:
        marks = await tx.fetchrow(_MARKS, tx.brand_id, product)
        if marks is None:
            raise NotFound(what="product", ref=product)
        rows = await tx.fetch(_OF_PRODUCT, tx.brand_id, product, most)
        views = await _views(tx, rows)
        count, stars = marks
        return ProductReviews(count, stars * 100 // count if count else 0, views)

    return await transact(scope, work)


async def show_review(scope: Scope, code: str) -> ReviewView:
    """One review, by its own address. Raises NotFound, for a hidden one too."""

    async def work(tx: Tx) -> ReviewView:
        rows = await tx.fetch(_BY_CODE, tx.brand_id, code)
        if not rows:
            raise NotFound(what="review", ref=code)
        return (await _views(tx, rows))[0]

    return await transact(scope, work)


async def reviews_of_order(tx: Tx, order_id: UUID) -> list[LineReviewed]:
    """Which lines have their review."""
    return [LineReviewed(*row) for row in await tx.fetch(_OF_ORDER, tx.brand_id, order_id)]


async def list_reviews(scope: Scope, request: PageRequest) -> Page[ReviewRow]:
    """All reviews of the brand."""
    return await read(scope, lambda tx: read_page(tx, REVIEWS, request, ReviewRow))


async def list_seller_reviews(scope: Scope, request: PageRequest, seller_id: UUID) -> Page[ReviewRow]:
    """Reviews of what was bought in the seller's store."""
    mine = ("t.seller_id = $2", seller_id)
    return await read(scope, lambda tx: read_page(tx, REVIEWS, request, ReviewRow, fixed=mine))


async def _views(tx: Tx, rows: Sequence[Record]) -> list[ReviewView]:
    photos: dict[UUID, list[ReviewPhoto]] = defaultdict(list)
    ids = [row[0] for row in rows]
    for review_id, digest, width, height in await tx.fetch(_PICTURES, tx.brand_id, ids):
        photos[review_id].append(ReviewPhoto(picture_address(rows[0]["brand"], digest), width, height))
    views = []
    for row in rows:
        review_id, code, stars, words, name, at, style, colour, size, product, product_name, store, _ = row
        bought = " ".join(part for part in (style, colour, size) if part)
        views.append(
            ReviewView(code, stars, words, name, at, bought, product, product_name, store, photos[review_id])
        )
    return views
