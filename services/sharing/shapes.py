"""What links are made of."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from infra.fields import Instant

Channel = Annotated[str, Meta(pattern="^[a-z0-9_]{1,40}$")]
Campaign = Annotated[str, Meta(max_length=80, pattern=r"^[^\x00-\x1f\x7f]*$")]
TargetKind = Literal["store", "product", "collection", "page"]
TargetRef = Annotated[str, Meta(max_length=120)]


class Target(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a link leads: the store itself, a product by its code, a collection by its category, or a page of the
    store by its name. Never an address: nothing that stands here can lead elsewhere."""

    kind: TargetKind = "store"
    ref: TargetRef = ""


class CartItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A SKU by its code, and units."""

    sku: Annotated[str, Meta(min_length=1, max_length=64)]
    qty: Annotated[int, Meta(ge=1, le=999)]


Cart = Annotated[list[CartItem], Meta(max_length=20)]


class LinkSpec(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`channel` is where it will be shared (`wechat_moments`, `poster`), `campaign` the seller's own word for why,
    `cart` what the page it leads to has in the cart already."""

    channel: Channel
    target: Target = Target()
    campaign: Campaign = ""
    expires_at: Instant | None = None
    cart: Cart = []
