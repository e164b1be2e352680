"""The brand, its people and its rules; made where they are missing."""

from functools import partial
from typing import Any

from infra.database import Tx, transact
from infra.errors import NotFound
from infra.ids import new_id
from infra.keys import encrypt
from infra.passwords import hash_password
from infra.scope import Actor, Scope
from services.compliance.errors import SignOffNeeded
from services.compliance.sign_off import SignOff, sign_off
from services.demo import cast
from services.demo.share_kit import publish_share_kit
from services.people.add_account import add_account
from services.people.contact_of import Contact
from services.people.create_brand import CreateBrand, create_brand
from services.people.enrol_second_factor import KEY_PURPOSE, bound_to
from services.people.find_brand import BrandFacts, find_brand
from services.people.give_role import give_role
from services.policies.kinds import (
    ATTRIBUTION_POLICY,
    COMMISSION_PLAN,
    DECLARED_TERMS,
    RETURN_POLICY,
    TIER_SCHEDULE,
    PolicyKind,
)
from services.policies.publish_policy import PublishPolicy, publish_policy

RULES: tuple[tuple[PolicyKind[Any], dict[str, Any]], ...] = (
    (DECLARED_TERMS, cast.DECLARED_TERMS),
    (TIER_SCHEDULE, cast.TIER_SCHEDULE),
    (RETURN_POLICY, cast.RETURN_POLICY),
    (ATTRIBUTION_POLICY, cast.ATTRIBUTION_POLICY),
    (COMMISSION_PLAN, cast.COMMISSION_PLAN),
)
# The second factors of the demo's two keepers of money. Fixed, like their passwords: it is a demo.
SECOND_FACTORS = {"admin": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "finance": "KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU"}
SIGNED = (
    "A demo: a tier confers a price and nothing else, stock comes from the brand, all of it may go back for a year,"
    " and orders beyond what sells wait for a person. A real brand asks its counsel."
)
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
    hashed = await hash_password(cast.PASSWORD)
    await transact(scope, lambda tx: _staff_the_office(tx, hashed))
    admin = await transact(scope, partial(_office_of, "admin"))
    for kind, body in RULES:
        if not await transact(scope, partial(_has_rule, kind)):
            await _publish(scope.acting_as(admin), kind, body)
    await publish_share_kit(scope.acting_as(admin))
    return brand


async def _publish(scope: Scope, kind: PolicyKind[Any], body: dict[str, Any]) -> None:
    """Through the same gate as everybody: what the lint wants a person to answer for, the demo's admin answers for."""
    command = PublishPolicy(body, cast.BEFORE_THE_YEAR, "the demo's rules")
    try:
        await publish_policy(scope, kind, command)
    except SignOffNeeded as needed:
        rules = {(s.report.jurisdiction, f.rule) for s in needed.judged.standings for f in s.unsigned}
        for jurisdiction, rule in sorted(rules):
            await sign_off(scope, needed.report_id, SignOff(jurisdiction, rule, "Admin (demo)", SIGNED))
        await publish_policy(scope, kind, command)


async def _office_of(role: str, tx: Tx) -> Actor:
    email = f"{role}@demo.example"
    account_id = await tx.fetchval(
        "SELECT id FROM accounts WHERE brand_id = $1 AND email = $2", tx.brand_id, email
    )
    return Actor("account", account_id, None, frozenset({role}))


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
