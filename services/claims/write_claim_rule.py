"""A brand adds words of its own to the claims check, or takes them out of it."""

from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from infra.database import Tx, transact
from infra.errors import FieldFault, InvalidInput, NotFound
from infra.ids import new_id
from infra.scope import Scope
from services.audit import record_change

_WRITE = """
INSERT INTO claim_rules (brand_id, id, family, verdict, words, why, source, created_by, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""
_END = "UPDATE claim_rules SET ended_at = $3 WHERE brand_id = $1 AND id = $2 AND ended_at IS NULL"
_THERE = "SELECT EXISTS (SELECT FROM claim_rules WHERE brand_id = $1 AND id = $2)"


class WriteClaimRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Plain words, in any language. `refuse`: a text with one of them is not saved; `flag`: it is saved and listed for
    a look; `allow`: words that the check would only flag are fine here (a product's name). What the law refuses stays
    refused."""

    family: Literal["income", "health", "other"]
    verdict: Literal["refuse", "flag", "allow"]
    words: Annotated[
        list[Annotated[str, Meta(min_length=1, max_length=80)]], Meta(min_length=1, max_length=200)
    ]
    why: Annotated[str, Meta(min_length=1, max_length=500)]
    source: Annotated[str, Meta(max_length=300)] = ""


class ClaimRuleWritten(msgspec.Struct, frozen=True):
    claim_rule_id: UUID


async def write_claim_rule(scope: Scope, command: WriteClaimRule) -> ClaimRuleWritten:
    """Add a rule; texts saved from now on are read by it. Raises InvalidInput for a word of no letters."""
    empty = [
        FieldFault(f"words[{at}]", "has no letter or digit", "须包含文字或数字")
        for at, word in enumerate(command.words)
        if not any(char.isalnum() for char in word)
    ]
    if empty:
        raise InvalidInput(*empty)

    async def work(tx: Tx) -> ClaimRuleWritten:
        rule_id = new_id()
        await tx.execute(
            _WRITE,
            tx.brand_id,
            rule_id,
            command.family,
            command.verdict,
            command.words,
            command.why,
            command.source,
            scope.actor.account_id,
            tx.now,
        )
        await record_change(tx, "write_claim_rule", "claim rule", rule_id, None, command)
        return ClaimRuleWritten(rule_id)

    return await transact(scope, work)


async def end_claim_rule(scope: Scope, rule_id: UUID) -> None:
    """Texts saved from now on are not read by it; it stays in the list. Raises NotFound."""

    async def work(tx: Tx) -> None:
        if await tx.execute(_END, tx.brand_id, rule_id, tx.now):
            await record_change(tx, "end_claim_rule", "claim rule", rule_id, None, None)
        elif not await tx.fetchval(_THERE, tx.brand_id, rule_id):
            raise NotFound(what="claim rule", ref=rule_id)

    await transact(scope, work)
