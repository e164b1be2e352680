"""Uploads are drawn anew: upright, small, without what else was in the file; bombs and other files are refused."""

import io
import struct
import zlib

import pytest
from PIL import Image

from infra.errors import NotFound
from infra.scope import Scope
from services.pictures.draw import MOST_BYTES, draw, smaller
from services.pictures.errors import PictureRefused
from services.pictures.keep_picture import keep_picture
from services.pictures.read_picture import read_picture


def picture(size: tuple[int, int], kind: str = "PNG", mode: str = "RGB", **more: object) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, (200, 30, 30, 0)[: len(mode)]).save(out, kind, **more)
    return out.getvalue()


def bomb() -> bytes:
    """A PNG of a few kilobytes that says it has ten thousand million pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 4096))
        + chunk(b"IEND", b"")
    )


def test_what_else_was_in_the_file_is_gone() -> None:
    exif = Image.Exif()
    exif[0x010F] = "a camera"
    exif[0x0112] = 6  # turn it by a quarter
    drawn = draw(picture((60, 20), "JPEG", exif=exif) + b"<script>alert(1)</script>")
    assert (drawn.width, drawn.height) == (20, 60)
    assert b"camera" not in drawn.body
    assert b"script" not in drawn.body
    assert Image.open(io.BytesIO(drawn.body)).format == "WEBP"


def test_large_pictures_become_small_and_see_through_ones_white() -> None:
    drawn = draw(picture((3200, 1600)))
    assert (drawn.width, drawn.height) == (1600, 800)
    clear = Image.open(io.BytesIO(draw(picture((10, 10), mode="RGBA")).body))
    red, green, blue = clear.convert("RGB").getpixel((5, 5))  # type: ignore[misc]
    assert min(red, green, blue) > 250


@pytest.mark.parametrize(
    "upload",
    [
        b"",
        b"GIF89a",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.7",
        b"\0" * (MOST_BYTES + 1),
        picture((30, 30))[:60],
        bomb(),
        picture((8000, 7000), "PNG", "L"),
    ],
    ids=["empty", "a gif's head", "svg", "pdf", "too many bytes", "cut off", "bomb", "too many pixels"],
)
def test_what_is_no_picture_is_refused(upload: bytes) -> None:
    with pytest.raises(PictureRefused):
        draw(upload)


async def test_the_same_picture_is_kept_once_and_shown_in_sizes(scope: Scope) -> None:
    first, second = [await keep_picture(scope, picture((800, 400))) for _ in range(2)]
    assert first == second
    digest = bytes.fromhex(first.url.rsplit("/", 1)[1].removesuffix(".webp"))
    for width, seen in ((None, 800), (320, 320), (317, 800), (1080, 800)):
        found = await read_picture(scope, digest, width)
        assert Image.open(io.BytesIO(found.body)).width == seen
    with pytest.raises(NotFound):
        await read_picture(scope, bytes(32))
    assert len(smaller(draw(picture((800, 400))).body, 160)) < 1000
