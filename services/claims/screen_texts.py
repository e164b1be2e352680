"""Screen texts that are about to be saved: refuse what may not be said, flag what wants a look."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import msgspec

from commission.compliance.claims.screen import FLAG, REFUSE, BrandWords, ClaimFound, screen
from commission.compliance.countries import pack_of
from infra.database import Tx
from infra.errors import FieldFault, InvalidInput
from infra.ids import new_id
from infra.json_text import to_json

_BRAND = "SELECT jurisdiction FROM brands WHERE id = $1"
_OWN = """
SELECT id, family, verdict, words, why, source FROM claim_rules
WHERE brand_id = $1 AND ended_at IS NULL ORDER BY created_at, id
"""
# A shelf or a kit is saved whole: what is flagged in it is what stands in it now. Of a store single fields are saved.
_SUPERSEDE = """
UPDATE claim_flags SET state = 'superseded'
WHERE brand_id = $1 AND subject_id = $2 AND subject_kind = $4 AND state = 'open'
  AND (field = ANY($3::text[]) OR $4 <> 'store')
"""
_FLAG = """
INSERT INTO claim_flags (brand_id, id, subject_kind, subject_id, seller_id, field, quoted, findings, at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8::jsonb, $9)
"""
_KEPT = """
SELECT EXISTS (SELECT FROM claim_flags
WHERE brand_id = $1 AND subject_id = $2 AND field = $3 AND quoted = $4 AND state = 'kept')
"""


class ClaimSource(msgspec.Struct, frozen=True):
    """An article or a brand's own rule; `grade` is the evidence grade of compliance.md, empty for the brand's."""

    key: str
    text: str
    text_zh: str
    grade: str


class ClaimSaid(msgspec.Struct, frozen=True):
    """Words found in a text, from character `at`, and what becomes of a text that holds them: `refuse` or `flag`."""

    rule: str
    family: str
    verdict: str
    words: str
    at: int
    why: str
    why_zh: str
    sources: list[ClaimSource]


class Screener(msgspec.Struct, frozen=True):
    """The words in force for a brand."""

    jurisdiction: str
    own: tuple[BrandWords, ...]

    def read(self, tx: Tx, text: str) -> list[ClaimSaid]:
        """What the check finds in a text."""
        return [said(each) for each in screen(text, self.jurisdiction, tx.now.date(), self.own)]


async def screener_of(tx: Tx) -> Screener:
    """The brand's jurisdiction and its own words."""
    country = await tx.fetchval(_BRAND, tx.brand_id)
    rows = await tx.fetch(_OWN, tx.brand_id)
    return Screener(
        pack_of(country),
        tuple(
            BrandWords(
                str(row["id"]), row["family"], row["verdict"], tuple(row["words"]), row["why"], row["source"]
            )
            for row in rows
        ),
    )


async def screen_texts(
    tx: Tx,
    subject_kind: str,
    subject_id: UUID,
    texts: Mapping[str, str],
    *,
    seller_id: UUID | None = None,
    screener: Screener | None = None,
) -> list[ClaimSaid]:
    """Check texts by the path of their field, in the transaction that saves them; what was flagged.

    A flag is left for the brand to look at, once for each field; saving the field again replaces it, and the very text
    the brand has looked at and kept is not flagged again. Raises InvalidInput naming each field that holds refused
    words, the words, why, and the source.
    """
    check = screener or await screener_of(tx)
    found = {path: check.read(tx, text) for path, text in texts.items()}
    faults = [fault for path, claims in found.items() for fault in faults_of_claims(path, claims)]
    if faults:
        raise InvalidInput(*faults)
    await tx.execute(_SUPERSEDE, tx.brand_id, subject_id, list(texts), subject_kind)
    flagged: list[ClaimSaid] = []
    for path, claims in found.items():
        wanting = [each for each in claims if each.verdict == FLAG]
        if not wanting or await tx.fetchval(_KEPT, tx.brand_id, subject_id, path, texts[path]):
            continue
        flagged += wanting
        await tx.execute(
            _FLAG,
            tx.brand_id,
            new_id(),
            subject_kind,
            subject_id,
            seller_id,
            path,
            texts[path],
            to_json(wanting),
            tx.now,
        )
    return flagged


def faults_of_claims(path: str, claims: Sequence[ClaimSaid]) -> list[FieldFault]:
    """The refused ones, each with its words, why, and the source."""
    return [
        FieldFault(
            path,
            f"says “{each.words}”: {each.why} ({_cited(each, 'en')})",
            f"含有“{each.words}”：{each.why_zh}（{_cited(each, 'zh')}）",
        )
        for each in claims
        if each.verdict == REFUSE
    ]


def said(found: ClaimFound) -> ClaimSaid:
    """A finding as it is stored and shown."""
    sources = [ClaimSource(each.key, each.text.en, each.text.zh, each.grade) for each in found.sources]
    if not sources:
        named = found.brand_source or "the brand's own rule"
        sources = [ClaimSource(found.rule, named, found.brand_source or "品牌自定规则", "")]
    return ClaimSaid(
        found.rule, found.family, found.verdict, found.words, found.at, found.why.en, found.why.zh, sources
    )


def _cited(claim: ClaimSaid, language: str) -> str:
    first = claim.sources[0]
    return first.text_zh if language == "zh" else first.text
