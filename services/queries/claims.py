"""The claims check as the brand sees it: its own words, what was flagged, and what the law's words are."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import Meta, Struct

from commission.compliance.claims.lexicon import VERSION, lexicon
from infra.database import Tx, transact
from infra.json_text import from_json
from infra.replica import read
from infra.scope import Scope
from services.claims.screen_texts import ClaimSaid, ClaimSource, screener_of
from services.queries.pages import Column, Page, PageRequest, Table, read_page

CLAIM_RULES = Table(
    select="r.id, r.family, r.verdict, r.words, r.why, r.source, a.display_name, r.created_at, r.ended_at",
    source="claim_rules r LEFT JOIN accounts a ON a.brand_id = r.brand_id AND a.id = r.created_by",
    where="r.brand_id = $1",
    id="r.id",
    columns={
        "family": Column("r.family"),
        "verdict": Column("r.verdict"),
        "created_at": Column("r.created_at", "instant", matches="range"),
    },
    sort="-created_at",
    searched=("r.why", "r.source", "array_to_string(r.words, ' ')"),
)
CLAIM_FLAGS = Table(
    select="""f.id, f.subject_kind, f.subject_id, f.seller_id, s.display_name, f.field, f.quoted, f.findings, f.state,
        f.at, f.decided_by, f.decided_at, f.decision_note""",
    source="claim_flags f LEFT JOIN sellers s ON s.brand_id = f.brand_id AND s.id = f.seller_id",
    where="f.brand_id = $1",
    id="f.id",
    columns={
        "state": Column("f.state"),
        "subject_kind": Column("f.subject_kind"),
        "seller_id": Column("f.seller_id", "uuid", sorts=False),
        "at": Column("f.at", "instant", matches="range"),
    },
    sort="-at",
    searched=("f.quoted", "s.display_name"),
)


class ClaimRuleRow(Struct, frozen=True):
    """A rule of the brand's own; ended ones are kept."""

    claim_rule_id: UUID
    family: str
    verdict: str
    words: list[str]
    why: str
    source: str
    created_by: str | None
    created_at: datetime
    ended_at: datetime | None


class ClaimFlagRow(Struct, frozen=True):
    """A text that was saved with words that want a look; `superseded` when the text was changed since."""

    claim_flag_id: UUID
    subject_kind: str
    subject_id: UUID
    seller_id: UUID | None
    seller_name: str | None
    field: str
    text: str
    findings: list[ClaimSaid]
    state: str
    at: datetime
    decided_by: UUID | None
    decided_at: datetime | None
    decision_note: str


class LawsWords(Struct, frozen=True):
    """A rule of the lexicon that every brand is checked by: why, and the sources with their evidence grades."""

    rule: str
    family: str
    why: str
    why_zh: str
    sources: list[ClaimSource]


class Lexicon(Struct, frozen=True):
    version: str
    jurisdiction: str
    rules: list[LawsWords]


class TryText(Struct, frozen=True, forbid_unknown_fields=True):
    """A text to be read by the claims check without saving it."""

    text: Annotated[str, Meta(max_length=5000)]


class TextTried(Struct, frozen=True):
    """What the check finds; `refused` where a text with these words would not be saved."""

    refused: bool
    findings: list[ClaimSaid]


async def list_claim_rules(scope: Scope, request: PageRequest) -> Page[ClaimRuleRow]:
    """The brand's own rules."""
    return await read(scope, lambda tx: read_page(tx, CLAIM_RULES, request, ClaimRuleRow))


async def list_claim_flags(scope: Scope, request: PageRequest) -> Page[ClaimFlagRow]:
    """Flagged texts, newest first."""
    return await read(scope, lambda tx: read_page(tx, CLAIM_FLAGS, request, _flag))


async def show_lexicon(scope: Scope) -> Lexicon:
    """What the brand's jurisdiction is checked by."""

    async def work(tx: Tx) -> Lexicon:
        jurisdiction = (await screener_of(tx)).jurisdiction
        return Lexicon(
            VERSION,
            jurisdiction,
            [
                LawsWords(
                    rule.id,
                    rule.family,
                    rule.why.en,
                    rule.why.zh,
                    [ClaimSource(each.key, each.text.en, each.text.zh, each.grade) for each in rule.sources],
                )
                for rule in lexicon()
                if rule.asked_in(jurisdiction)
            ],
        )

    return await transact(scope, work)


async def try_text(scope: Scope, command: TryText) -> TextTried:
    """Read a text as it would be read when it is saved."""

    async def work(tx: Tx) -> TextTried:
        found = (await screener_of(tx)).read(tx, command.text)
        return TextTried(any(each.verdict == "refuse" for each in found), found)

    return await transact(scope, work)


def _flag(*columns: Any) -> ClaimFlagRow:
    values = list(columns)
    values[7] = msgspec.convert(from_json(values[7]), list[ClaimSaid])
    return ClaimFlagRow(*values)
