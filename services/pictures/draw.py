"""Pictures drawn anew: what else was in the file (places, cameras, a second file) is gone. Bytes in, bytes out.

An upload is somebody else's file. Its kind is read from its own bytes, never from its name; its pixels are counted
before any is decoded, so that a small file which unpacks into gigabytes costs nothing.
"""

import io
import warnings

import msgspec
from PIL import Image, ImageOps, UnidentifiedImageError

from infra.errors import FieldFault
from infra.settings import current_settings
from services.pictures.errors import PictureRefused

MEDIA_TYPE = "image/webp"
MOST_BYTES = 12 * 1024 * 1024
# A phone's camera has 12 to 50 million pixels.
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 1600
# What pages ask for; others are not drawn.
WIDTHS = (160, 320, 640, 1080)
_KINDS = ("JPEG", "PNG", "WEBP", "GIF")
_QUALITY = 80


class Drawn(msgspec.Struct, frozen=True):
    """A WebP picture and its size in pixels."""

    body: bytes
    width: int
    height: int


def draw(upload: bytes, path: str = "picture") -> Drawn:
    """The first picture of the file, upright, at most 1600 pixels long. Raises PictureRefused at `path`."""
    most = min(MOST_BYTES, current_settings().caps.largest_picture)
    if len(upload) > most:
        size = f"{most / 1024 / 1024:.3g}"
        raise _refused(path, f"has more than {size} MB", f"超过 {size} MB")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(upload), formats=_KINDS) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    raise _refused(path, "has more than 50 million pixels", "像素超过 5000 万")
                # A JPEG is decoded at a fraction of its size where that is enough.
                opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
                upright = ImageOps.exif_transpose(opened)
                return _written(_on_white(upright), LONGEST_SIDE)
    except (UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _refused(
            path, "is no JPEG, PNG, WebP or GIF picture", "不是 JPEG、PNG、WebP 或 GIF 图片"
        ) from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        # What Pillow raises for files that begin well and are broken further on.
        raise _refused(path, "is broken", "图片已损坏") from error


def smaller(body: bytes, width: int) -> bytes:
    """One of our own pictures, at most this wide."""
    with Image.open(io.BytesIO(body), formats=("WEBP", "PNG", "JPEG")) as opened:
        if opened.width <= width:
            return body
        return _written(opened.convert("RGB"), width, by_width=True).body


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        seen = picture.convert("RGBA")
        white = Image.new("RGBA", seen.size, "white")
        white.alpha_composite(seen)
        return white.convert("RGB")
    return picture.convert("RGB")


def _written(picture: Image.Image, longest: int, *, by_width: bool = False) -> Drawn:
    height = picture.height if by_width else longest
    picture.thumbnail((longest, height), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    # A fresh picture: nothing of the file's own notes is passed on.
    Image.frombytes("RGB", picture.size, picture.tobytes()).save(out, "WEBP", quality=_QUALITY, method=4)
    return Drawn(out.getvalue(), picture.width, picture.height)


def _refused(path: str, english: str, chinese: str) -> PictureRefused:
    return PictureRefused(FieldFault(path, english, chinese))
