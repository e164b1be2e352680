"""A brand's share kit, claims and shared links for the access matrix."""

from uuid import UUID

from infra.ids import new_id
from services.cards.draft_kit import DraftKit, draft_kit
from services.cards.shapes import CardRule, CardVariant, KitBody, SharedWhen, Words
from services.cards.share_as_customer import ShareAsCustomer, share_as_customer
from services.claims.write_claim_rule import WriteClaimRule, write_claim_rule
from services.queries.claims import list_claim_flags
from services.queries.pages import PageRequest
from services.stores.edit_store import EditStore, edit_store
from tests.factories import MadeBrand, MadeSeller


async def make_share_ids(brand: MadeBrand, seller: MadeSeller, store: str, marker: str) -> dict[str, UUID]:
    """Ids by the names that paths call them; `marker` is in every text that a list could show."""
    card = CardRule("all", SharedWhen(), [CardVariant("one", Words(en=f"{marker} {{store}}"))])
    kit = await draft_kit(brand.scope, DraftKit(KitBody([card]), note=marker))
    rule = await write_claim_rule(
        brand.scope, WriteClaimRule("other", "flag", [f"{marker}-word"], f"{marker} why")
    )
    await edit_store(seller.scope, EditStore(headline=f"{marker}-word detox"))
    (flag,) = (await list_claim_flags(brand.scope, PageRequest())).rows
    await share_as_customer(brand.scope, store, new_id(), ShareAsCustomer(name=marker))
    return {
        "kit_id": kit.kit_id,
        "claim_rule_id": rule.claim_rule_id,
        "claim_flag_id": flag.claim_flag_id,
    }
