"""Uploads are somebody else's files: drawn anew, never kept, never named by the one who sent them."""

import io
import struct
import time
import zlib

import httpx
import pytest
from PIL import Image

from infra.settings import Settings
from services.pictures.draw import MOST_BYTES, draw
from services.pictures.errors import PictureRefused
from tests.factories import login, make_account, make_brand
from tests.services.shoppers.test_reviews import photo

pytestmark = pytest.mark.usefixtures("settings")
# A camera's own notes: where it was, whose it is.
SECRET = b"30.5928 N 114.3055 E Zhuang"


def with_exif() -> bytes:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    exif[0x8769] = {0x9286: SECRET}
    Image.new("RGB", (60, 40), "red").save(out, "JPEG", exif=exif, comment=SECRET)
    return out.getvalue()


def png(width: int, height: int, rows: bytes = b"") -> bytes:
    """A PNG that says it is so large, whatever is in it."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def test_what_else_was_in_the_file_is_gone() -> None:
    upload = with_exif() + b"<script>alert(1)</script>PK\x03\x04"
    assert SECRET in upload
    drawn = draw(upload)
    assert (drawn.width, drawn.height) == (60, 40)
    assert SECRET not in drawn.body
    assert b"<script>" not in drawn.body
    with Image.open(io.BytesIO(drawn.body)) as opened:
        assert opened.format == "WEBP"
        assert dict(opened.getexif()) == {}
        assert not {"exif", "icc_profile", "xmp", "comment"} & set(opened.info)


@pytest.mark.parametrize(
    ("name", "upload"),
    [
        ("a bomb of pixels", png(60_000, 60_000)),
        ("a bomb that is just wide", png(50_000_001, 1)),
        ("a bomb of zeros", png(30_000, 30_000, b"\0" * 20_000_000)),
        ("too many bytes", b"\xff\xd8\xff" + b"\0" * MOST_BYTES),
        ("a page", b"<!doctype html><script>alert(1)</script>"),
        ("a drawing with a script", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
        ("an archive", b"PK\x03\x04" + b"0" * 100),
        ("PostScript", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n"),
        ("nothing", b""),
        ("a picture cut short", photo()[:200]),
    ],
)
def test_what_is_no_picture_costs_nothing_and_is_refused(name: str, upload: bytes) -> None:
    began = time.process_time()
    with pytest.raises(PictureRefused):
        draw(upload)
    assert time.process_time() - began < 2, name


async def test_over_http_the_name_and_the_kind_are_ours(
    client: httpx.AsyncClient, database: Settings
) -> None:
    brand = await make_brand()
    await login(client, await make_account(brand, "operator"))
    answer = await client.post(
        "/api/brand/pictures",
        content=with_exif(),
        headers={
            "Content-Type": "image/svg+xml",
            "Content-Disposition": 'attachment; filename="../../../etc/cron.d/x.php"',
        },
    )
    assert answer.status_code == 201, answer.text
    url = answer.json()["url"]
    assert url.startswith(f"/media/{brand.slug}/")
    assert len(url.rsplit("/", 1)[-1]) == 64 + len(".webp")
    shown = await client.get(url)
    assert (shown.headers["content-type"], shown.headers["x-content-type-options"]) == (
        "image/webp",
        "nosniff",
    )
    assert SECRET not in shown.content
    for wicked in ("?w=" + "9" * 5_000, "?w=-1", "?w=1e9", "?w=%00"):
        assert (await client.get(url + wicked)).status_code == 200
    page = await client.post(
        "/api/brand/pictures", content=b"<script>", headers={"Content-Type": "text/html"}
    )
    assert page.status_code == 415
    form = await client.post("/api/brand/pictures", files={"file": ("x.png", photo())})
    assert form.status_code == 415
