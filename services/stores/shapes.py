"""What a store is made of, as its owner writes it."""

from typing import Annotated, Literal

from msgspec import Meta

Slug = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]{1,58}$")]
StoreName = Annotated[str, Meta(min_length=1, max_length=120)]
Headline = Annotated[str, Meta(max_length=500)]
CoverUrl = Annotated[
    str,
    Meta(max_length=2000, pattern=r"^$|^(https://|/(?!/))[^\s\"'<>\\]+$", examples=["/media/cover.jpg"]),
]
ShipsFrom = Literal["brand", "own_stock"]
