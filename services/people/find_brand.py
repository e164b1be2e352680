"""find_brand: the brand an address or a session speaks of."""

from uuid import UUID

from asyncpg import Record
from msgspec import Struct

from infra.database import read_directory
from infra.errors import NotFound

_COLUMNS = "id, slug, name, currency, jurisdiction, timezone, locale"


class BrandFacts(Struct, frozen=True):
    """What every part of the service asks of a brand. `locale` is `zh` or `en`."""

    brand_id: UUID
    slug: str
    name: str
    currency: str
    jurisdiction: str
    timezone: str
    locale: str


async def find_brand(reference: str | UUID) -> BrandFacts:
    """The open brand with this slug or id. Raises NotFound, for a closed brand too."""
    column = "id" if isinstance(reference, UUID) else "slug"
    rows = await read_directory(
        f"SELECT {_COLUMNS} FROM brands WHERE {column} = $1 AND status = 'active'",  # noqa: S608 - our own words
        reference,
    )
    if not rows:
        raise NotFound(what="brand", ref=reference)
    return _facts(rows[0])


async def list_brands() -> list[BrandFacts]:
    """Every open brand, by slug: what a nightly task and the command line go through."""
    rows = await read_directory(f"SELECT {_COLUMNS} FROM brands WHERE status = 'active' ORDER BY slug")  # noqa: S608
    return [_facts(row) for row in rows]


def _facts(row: Record) -> BrandFacts:
    return BrandFacts(row["id"], *(row[name] for name in _COLUMNS.split(", ")[1:]))
