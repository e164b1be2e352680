"""Where a kept picture is: named by what is in it, so that browsers may keep it for ever."""


def picture_address(brand: str, digest: bytes) -> str:
    """A path of this site."""
    return f"/media/{brand}/{digest.hex()}.webp"
