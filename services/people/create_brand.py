"""create_brand: a new tenant. It has no rules yet; policies follow, each with its own date."""

from typing import Annotated, Literal
from uuid import UUID
from zoneinfo import available_timezones

from asyncpg import UniqueViolationError
from babel.core import get_global
from msgspec import Meta, Struct

from infra.database import Tx, transact
from infra.errors import FieldFault, InvalidInput
from infra.scope import Scope
from services.audit import record_change
from services.people.errors import SlugTaken

_CURRENCIES = frozenset(get_global("all_currencies"))
_TERRITORIES = frozenset(get_global("territory_currencies"))


class CreateBrand(Struct, frozen=True, forbid_unknown_fields=True):
    """`jurisdiction` is ISO 3166 (whose law, and how phone numbers without a country code are read), `currency` ISO
    4217, `timezone` an IANA name: months of caps and calendar windows are counted in it."""

    slug: Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]{1,38}$")]
    name: Annotated[str, Meta(min_length=1, max_length=120)]
    currency: str = "CNY"
    jurisdiction: str = "CN"
    timezone: str = "Asia/Shanghai"
    locale: Literal["zh", "en"] = "zh"


class BrandCreated(Struct, frozen=True):
    brand_id: UUID
    slug: str


async def create_brand(scope: Scope, command: CreateBrand) -> BrandCreated:
    """Create the brand whose id the scope names (a new id: tenancy starts with the first row).

    Raises InvalidInput for an unknown currency, jurisdiction or time zone, SlugTaken.
    """
    _check(command)

    async def work(tx: Tx) -> BrandCreated:
        try:
            await tx.execute(
                """INSERT INTO brands (id, slug, name, currency, jurisdiction, timezone, locale, created_at)
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8)""",
                tx.brand_id,
                command.slug,
                command.name,
                command.currency,
                command.jurisdiction,
                command.timezone,
                command.locale,
                tx.now,
            )
        except UniqueViolationError as error:
            raise SlugTaken(slug=command.slug) from error
        await record_change(tx, "create_brand", "brand", tx.brand_id, None, command)
        return BrandCreated(tx.brand_id, command.slug)

    return await transact(scope, work)


def _check(command: CreateBrand) -> None:
    faults = []
    if command.currency not in _CURRENCIES:
        faults.append(FieldFault("currency", "is not an ISO 4217 currency", "不是 ISO 4217 货币代码"))
    if command.jurisdiction not in _TERRITORIES:
        faults.append(FieldFault("jurisdiction", "is not an ISO 3166 country", "不是 ISO 3166 国家代码"))
    if command.timezone not in available_timezones():
        faults.append(FieldFault("timezone", "is not an IANA time zone", "不是 IANA 时区名称"))
    if faults:
        raise InvalidInput(*faults)
