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


class LinkSpec(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`channel` is where it will be shared (`wechat_moments`, `poster`), `campaign` the seller's own word for why."""

    channel: Channel
    target: Target = Target()
    campaign: Campaign = ""
    expires_at: Instant | None = None
