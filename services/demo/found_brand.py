"""The brand, its people and its rules; made where they are missing."""

from functools import partial
from typing import Any

from infra.database import Tx, transact
from infra.errors import NotFound
from infra.ids import new_id
from infra.keys import encrypt
from infra.passwords import hash_password
from infra.scope import Scope
from services.demo import cast
from services.people.add_account import add_account
from services.people.contact_of import Contact
from services.people.create_brand import CreateBrand, create_brand
from services.people.enrol_second_factor import KEY_PURPOSE, bound_to
from services.people.find_brand import BrandFacts, find_brand
from services.people.give_role import give_role
from services.policies.kinds import (
    ATTRIBUTION_POLICY,
    COMMISSION_PLAN,
    RETURN_POLICY,
    TIER_SCHEDULE,
    PolicyKind,
)
from services.policies.publish_policy import PublishPolicy, publish_policy

RULES: tuple[tuple[PolicyKind[Any], dict[str, Any]], ...] = (
    (TIER_SCHEDULE, cast.TIER_SCHEDULE),
    (RETURN_POLICY, cast.RETURN_POLICY),
    (ATTRIBUTION_POLICY, cast.ATTRIBUTION_POLICY),
    (COMMISSION_PLAN, cast.COMMISSION_PLAN),
)
# The second factors of the demo's two keepers of money. Fixed, like their passwords: it is a demo.
SECOND_FACTORS = {"admin": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "finance": "KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU"}
OFFICE = ("admin", "finance", "operator")


async def found_brand() -> BrandFacts:
    """The demo brand, with rules in force since before the imported year and its three office log-ins."""
    try:
        brand = await find_brand(cast.SLUG)
    except NotFound:
        command = CreateBrand(
            cast.SLUG, cast.NAME, currency="GBP", jurisdiction="GB", timezone=cast.TIMEZONE, locale="en"
        )
        await create_brand(Scope(new_id()), command)
        brand = await find_brand(cast.SLUG)
    scope = Scope(brand.brand_id)
    for kind, body in RULES:
        if not await transact(scope, partial(_has_rule, kind)):
            await publish_policy(scope, kind, PublishPolicy(body, cast.BEFORE_THE_YEAR, "the demo's rules"))
    hashed = await hash_password(cast.PASSWORD)
    await transact(scope, lambda tx: _staff_the_office(tx, hashed))
    return brand


async def _has_rule(kind: PolicyKind[Any], tx: Tx) -> bool:
    query = f"SELECT EXISTS (SELECT FROM {kind.table} WHERE brand_id = $1)"  # noqa: S608 - our own table names
    return bool(await tx.fetchval(query, tx.brand_id))


async def _staff_the_office(tx: Tx, hashed: str) -> None:
    for role in OFFICE:
        email = f"{role}@demo.example"
        if await tx.fetchval("SELECT 1 FROM accounts WHERE brand_id = $1 AND email = $2", tx.brand_id, email):
            continue
        account_id = await add_account(tx, role.capitalize(), Contact(email=email), hashed, proved=True)
        await give_role(tx, account_id, role)
        if role in SECOND_FACTORS:
            await tx.execute(
                "UPDATE accounts SET totp_secret = $3, totp_confirmed_at = $4 WHERE brand_id = $1 AND id = $2",
                tx.brand_id,
                account_id,
                encrypt(KEY_PURPOSE, SECOND_FACTORS[role].encode(), bound_to(tx.brand_id, account_id)),
                tx.now,
            )
