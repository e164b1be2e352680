"""Share cards and landings, and the claims check, for the brand's people."""

from uuid import UUID

from litestar import delete, get, post, put
from litestar.params import FromPath, JSONBody

from api.dependencies import BrandScope
from api.guards import allow
from api.tables import ThePage, table
from services.cards.draft_kit import DraftKit, KitDrafted, draft_kit, drop_kit, edit_kit
from services.cards.preview_kit import KitPreview, preview_kit
from services.cards.publish_kit import KitPublished, publish_kit
from services.cards.show_card import ShownCard, show_card
from services.claims.keep_flagged import KeepFlagged, keep_flagged
from services.claims.write_claim_rule import (
    ClaimRuleWritten,
    WriteClaimRule,
    end_claim_rule,
    write_claim_rule,
)
from services.queries.claims import (
    CLAIM_FLAGS,
    CLAIM_RULES,
    ClaimFlagRow,
    ClaimRuleRow,
    Lexicon,
    TextTried,
    TryText,
    list_claim_flags,
    list_claim_rules,
    show_lexicon,
    try_text,
)
from services.queries.pages import Page
from services.queries.share_kits import (
    CUSTOMER_SHARES,
    SHARE_KITS,
    CustomerShareRow,
    KitRow,
    list_customer_shares,
    list_kits,
    show_kit,
)

READERS = allow("admin", "operator", "finance")
WRITERS = allow("admin", "operator")


@get("/share-kits", guards=[READERS], opt=table(SHARE_KITS))
async def kits(brand_scope: BrandScope, page_request: ThePage) -> Page[KitRow]:
    """Every version of the brand's share kit: drafts, the live one, retired ones."""
    return await list_kits(brand_scope, page_request)


@get("/share-kits/{kit_id:uuid}", guards=[READERS])
async def kit(brand_scope: BrandScope, kit_id: FromPath[UUID]) -> KitRow:
    """One version."""
    return await show_kit(brand_scope, kit_id)


@post("/share-kits", guards=[WRITERS])
async def draft(brand_scope: BrandScope, data: JSONBody[DraftKit]) -> KitDrafted:
    """Save a draft of share cards and landings."""
    return await draft_kit(brand_scope, data)


@put("/share-kits/{kit_id:uuid}", guards=[WRITERS])
async def edit(brand_scope: BrandScope, kit_id: FromPath[UUID], data: JSONBody[DraftKit]) -> KitDrafted:
    """Change a draft; it has to be previewed again."""
    return await edit_kit(brand_scope, kit_id, data)


@delete("/share-kits/{kit_id:uuid}", guards=[WRITERS], status_code=204)
async def drop(brand_scope: BrandScope, kit_id: FromPath[UUID]) -> None:
    """Throw a draft away."""
    await drop_kit(brand_scope, kit_id)


@post("/share-kits/{kit_id:uuid}/preview", guards=[WRITERS], status_code=200)
async def preview(brand_scope: BrandScope, kit_id: FromPath[UUID]) -> KitPreview:
    """Every variant with every sample person, in both languages. A draft goes live only as it was previewed."""
    return await preview_kit(brand_scope, kit_id)


@post("/share-kits/{kit_id:uuid}/publication", guards=[WRITERS], status_code=200)
async def publish(brand_scope: BrandScope, kit_id: FromPath[UUID]) -> KitPublished:
    """Put a previewed draft live; the kit before is retired and kept."""
    return await publish_kit(brand_scope, kit_id)


@get("/links/{link_id:uuid}/card", guards=[WRITERS])
async def card(brand_scope: BrandScope, link_id: FromPath[UUID]) -> ShownCard:
    """The card a link shows now."""
    return await show_card(brand_scope, link_id, brand_scope.locale)


@get("/customer-shares", guards=[READERS], opt=table(CUSTOMER_SHARES))
async def customer_shares(brand_scope: BrandScope, page_request: ThePage) -> Page[CustomerShareRow]:
    """Links that shoppers share; the credit is the seller's, and nobody is paid for sharing."""
    return await list_customer_shares(brand_scope, page_request)


@get("/claim-rules", guards=[READERS], opt=table(CLAIM_RULES))
async def claim_rules(brand_scope: BrandScope, page_request: ThePage) -> Page[ClaimRuleRow]:
    """The brand's own words for the claims check."""
    return await list_claim_rules(brand_scope, page_request)


@post("/claim-rules", guards=[WRITERS])
async def add_claim_rule(brand_scope: BrandScope, data: JSONBody[WriteClaimRule]) -> ClaimRuleWritten:
    """Add words that are refused, flagged, or fine here."""
    return await write_claim_rule(brand_scope, data)


@post("/claim-rules/{claim_rule_id:uuid}/end", guards=[WRITERS], status_code=204)
async def stop_claim_rule(brand_scope: BrandScope, claim_rule_id: FromPath[UUID]) -> None:
    """Take a rule out of the check."""
    await end_claim_rule(brand_scope, claim_rule_id)


@get("/claim-flags", guards=[READERS], opt=table(CLAIM_FLAGS))
async def claim_flags(brand_scope: BrandScope, page_request: ThePage) -> Page[ClaimFlagRow]:
    """Texts that were saved with words that want a look."""
    return await list_claim_flags(brand_scope, page_request)


@post("/claim-flags/{claim_flag_id:uuid}/keeping", guards=[WRITERS], status_code=204)
async def keep(brand_scope: BrandScope, claim_flag_id: FromPath[UUID], data: JSONBody[KeepFlagged]) -> None:
    """The text was looked at and may stand."""
    await keep_flagged(brand_scope, claim_flag_id, data)


@get("/claims-lexicon", guards=[READERS])
async def claims_lexicon(brand_scope: BrandScope) -> Lexicon:
    """What every text is checked by in the brand's jurisdiction, with the sources."""
    return await show_lexicon(brand_scope)


@post("/claims-check", guards=[READERS], status_code=200)
async def check_claims(brand_scope: BrandScope, data: JSONBody[TryText]) -> TextTried:
    """Read a text as it would be read when it is saved."""
    return await try_text(brand_scope, data)


ROUTES = [
    kits,
    kit,
    draft,
    edit,
    drop,
    preview,
    publish,
    card,
    customer_shares,
    claim_rules,
    add_claim_rule,
    stop_claim_rule,
    claim_flags,
    keep,
    claims_lexicon,
    check_claims,
]
