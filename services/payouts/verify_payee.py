"""Finance has checked a payee's identity."""

import hashlib
import hmac
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from infra.database import Tx, transact
from infra.errors import NotFound
from infra.ids import new_id
from infra.keys import purpose_key
from infra.scope import Scope
from services.audit import record_change
from services.compliance.compile_live import jurisdictions_of, rule_pack
from services.compliance.live_policies import live_policies

Category = Literal[
    "none", "minor", "student", "teacher", "medical", "civil_servant", "military", "employee", "foreigner"
]
_IDENTITY = """
INSERT INTO seller_identities AS i (brand_id, id, seller_id, id_hash, excluded_category, may_be_paid, checked_by,
  checked_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (brand_id, seller_id) DO UPDATE SET id_hash = coalesce($4, i.id_hash), excluded_category = $5,
  may_be_paid = $6, checked_by = $7, checked_at = $8
"""


class VerifyPayee(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The name that the identity document shows, its number, and whether the person belongs to a category that the law
    excludes (compliance.md, G-09). Of the number only a keyed hash is kept: it tells that two sellers are one person.
    """

    verified_name: str
    id_number: Annotated[str, Meta(min_length=4, max_length=64)] | None = None
    excluded_category: Category = "none"


async def verify_payee(scope: Scope, seller_id: UUID, command: VerifyPayee) -> None:
    """Keep the verified name; the account must be in it to be paid, and nobody of an excluded category is. Raises
    NotFound without a profile."""

    async def work(tx: Tx) -> None:
        found = await tx.execute(
            "UPDATE payee_profiles SET verified_name = $3, verified_at = $4 WHERE brand_id = $1 AND seller_id = $2",
            tx.brand_id,
            seller_id,
            command.verified_name.strip(),
            tx.now,
        )
        if not found:
            raise NotFound(what="payee profile", ref=seller_id)
        may_be_paid = command.excluded_category not in await _excluded(tx)
        await tx.execute(
            _IDENTITY,
            tx.brand_id,
            new_id(),
            seller_id,
            None if command.id_number is None else _hash(tx, command.id_number),
            command.excluded_category,
            may_be_paid,
            tx.scope.actor.account_id,
            tx.now,
        )
        # Neither name nor number: the log is never erased.
        told = {"excluded_category": command.excluded_category, "may_be_paid": may_be_paid}
        await record_change(tx, "verify_payee", "payee profile", seller_id, None, told)

    await transact(scope, work)


def _hash(tx: Tx, number: str) -> bytes:
    """Of this brand alone: the same document at two brands is two hashes."""
    plain = "".join(number.split()).upper().encode()
    return hmac.new(purpose_key("identity_number") + tx.brand_id.bytes, plain, hashlib.sha256).digest()


async def _excluded(tx: Tx) -> set[str]:
    """Who may not earn in any of the plan's jurisdictions (P-14); under a direct selling licence more people may not.
    Minors never."""
    live = await live_policies(tx, tx.now)
    terms = live.bodies.get("declared_terms") or {}
    licences = (terms.get("selling") or {}).get("licences") or []
    licensed = any(licence.get("type") == "direct_selling" for licence in licences)
    country = await tx.fetchval("SELECT jurisdiction FROM brands WHERE id = $1", tx.brand_id)
    excluded = {"minor"}
    for name in jurisdictions_of(country, terms):
        pack = rule_pack(name, tx.now.date())
        rule = pack.rules.get("P-14", {}) if pack else {}
        excluded |= set(rule.get("excluded", ()))
        excluded |= set(rule.get("licensed_excluded", ())) if licensed else set()
    return excluded
