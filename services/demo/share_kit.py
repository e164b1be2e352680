"""The demo brand's share kit: cards by who shares, landings by who opens."""

from infra.database import Tx, transact
from infra.scope import Scope
from services.cards.draft_kit import DraftKit, draft_kit
from services.cards.preview_kit import preview_kit
from services.cards.publish_kit import publish_kit
from services.cards.shapes import (
    CardRule,
    CardVariant,
    KitBody,
    LandingRule,
    LandingVariant,
    OpenedWhen,
    SharedWhen,
    Show,
    Words,
)

_PRICED = Words("{store} · {price}", "{store} · {price}")
KIT = KitBody(
    cards=[
        CardRule(
            "staff",
            SharedWhen(sharer=["staff"], target=["product"]),
            [
                CardVariant(
                    "picked", Words("{name}为你挑了{product}", "{name} picked {product} for you"), _PRICED
                )
            ],
        ),
        CardRule(
            "loyal",
            SharedWhen(sharer=["regular_customer"]),
            [
                CardVariant(
                    "times",
                    Words(
                        "{name|朋友}在{store}买过{purchases}次",
                        "{name|A friend} bought {purchases} times here",
                    ),
                    Words("{product|好物}", "{product|good things}"),
                ),
                CardVariant(
                    "plain",
                    Words("{name|朋友}喜欢{store}", "{name|A friend} likes {store}"),
                    _PRICED,
                ),
            ],
        ),
        CardRule(
            "reseller",
            SharedWhen(sharer=["reseller"], target=["product"]),
            [CardVariant("note", Words("{seller}推荐：{product}", "{seller} recommends {product}"), _PRICED)],
        ),
    ],
    landings=[
        LandingRule(
            "search",
            OpenedWhen(opener=["search"]),
            [
                LandingVariant(
                    "keyword", Words("您在找“{keyword}”", "You looked for “{keyword}”"), show=Show("keyword")
                )
            ],
        ),
        LandingRule(
            "follower",
            OpenedWhen(opener=["follower"]),
            [LandingVariant("hello", Words("欢迎回到{store}", "Good to see you again at {store}"))],
        ),
    ],
)


async def publish_share_kit(scope: Scope) -> None:
    """Put the kit live where the brand has none."""

    async def there(tx: Tx) -> bool:
        return bool(
            await tx.fetchval("SELECT EXISTS (SELECT FROM share_kits WHERE brand_id = $1)", tx.brand_id)
        )

    if await transact(scope, there):
        return
    drafted = await draft_kit(scope, DraftKit(KIT, "the demo's cards"))
    await preview_kit(scope, drafted.kit_id)
    await publish_kit(scope, drafted.kit_id)
