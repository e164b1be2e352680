"""Draw a poster: picture, name, price, the seller's name, and the QR code of the seller's link."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import NamedTuple

import segno
from PIL import Image, ImageDraw, ImageOps

from infra.fonts import font
from services.posters.template import PosterTemplate

# One at a time in a process: letters are not to be drawn with by two threads, and a poster takes its memory.
_drawing = Lock()
_COLOURS = 128


@dataclass(frozen=True)
class PosterWords:
    """What is drawn, in the reader's language. `price` is text with its currency; empty without one."""

    product: str
    price: str
    seller: str
    store: str
    address: str
    scan: str


class Box(NamedTuple):
    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
        return self.bottom - self.top


@dataclass(frozen=True)
class _Layout:
    size: tuple[int, int]
    picture: Box
    words: Box
    code: Box
    band: Box | None = None


_LAYOUTS = {
    "portrait": _Layout((750, 1200), Box(0, 0, 750, 750), Box(48, 786, 480, 1152), Box(502, 910, 702, 1110)),
    "full": _Layout(
        (750, 1200),
        Box(0, 0, 750, 1200),
        Box(48, 872, 480, 1160),
        Box(502, 896, 702, 1096),
        Box(0, 840, 750, 1200),
    ),
    "card": _Layout((1000, 600), Box(0, 0, 560, 600), Box(596, 44, 964, 580), Box(784, 368, 964, 548)),
}


def draw_poster(
    template: PosterTemplate, words: PosterWords, picture: bytes | None, logo: bytes | None = None
) -> bytes:
    """A PNG of at most 150 kB or so: few colours are enough for paper. Blocking: call from a thread."""
    with _drawing:
        layout = _LAYOUTS[template.layout]
        canvas = Image.new("RGB", layout.size, template.colours.paper)
        _place_picture(canvas, layout, template, words, picture)
        pen = ImageDraw.Draw(canvas)
        if layout.band:
            pen.rectangle(layout.band, template.colours.paper)
        _place_logo(canvas, logo)
        _write(pen, layout, template, words)
        _place_code(canvas, pen, layout, template, words)
        into = io.BytesIO()
        canvas.quantize(_COLOURS, dither=Image.Dither.FLOYDSTEINBERG).save(into, "PNG", optimize=True)
        return into.getvalue()


def _place_picture(
    canvas: Image.Image, layout: _Layout, template: PosterTemplate, words: PosterWords, picture: bytes | None
) -> None:
    box = layout.picture
    if picture is not None:
        with Image.open(io.BytesIO(picture)) as opened:
            canvas.paste(ImageOps.fit(opened.convert("RGB"), (box.width, box.height)), (box.left, box.top))
        return
    # Without a picture the product's first letter stands for it.
    pen = ImageDraw.Draw(canvas)
    pen.rectangle(box, template.colours.accent)
    middle = ((box.left + box.right) // 2, (box.top + box.bottom) // 2)
    pen.text(middle, words.product[:1], template.colours.paper, font(box.width // 3, 700), anchor="mm")


def _place_logo(canvas: Image.Image, logo: bytes | None) -> None:
    if logo is None:
        return
    with Image.open(io.BytesIO(logo)) as opened:
        mark = opened.convert("RGBA")
        mark.thumbnail((160, 80))
        canvas.paste(mark, (32, 32), mark)


def _write(pen: ImageDraw.ImageDraw, layout: _Layout, template: PosterTemplate, words: PosterWords) -> None:
    box, colours = layout.words, template.colours
    top = box.top
    if template.headline:
        line = fit_lines(_said(template.headline, words), 24, box.width, 1)[0]
        pen.text((box.left, top), line, colours.accent, font(24, 500))
        top += 40
    for line in fit_lines(words.product, 36, box.width, 2, weight=700):
        pen.text((box.left, top), line, colours.ink, font(36, 700))
        top += 50
    if words.price and template.show_price:
        pen.text((box.left, top + 6), words.price, colours.accent, font(48, 700))
        top += 76
    for line in fit_lines(_said(template.invitation, words), 24, box.width, 2):
        pen.text((box.left, top + 10), line, colours.ink, font(24))
        top += 36
    # Beside the code, from the bottom up: a disclosure must not be cut short.
    notes = fit_lines(template.footnote, 18, layout.code.left - box.left - 12, 4)
    for row, line in enumerate(reversed(notes)):
        pen.text((box.left, box.bottom - 28 - 26 * row), line, colours.ink, font(18))


def _place_code(
    canvas: Image.Image,
    pen: ImageDraw.ImageDraw,
    layout: _Layout,
    template: PosterTemplate,
    words: PosterWords,
) -> None:
    """Black on white whatever the colours are: a code must be scanned before it is beautiful."""
    box = layout.code
    code = segno.make(words.address, error="m", micro=False)
    side = code.symbol_size(scale=1, border=3)[0]
    drawn = io.BytesIO()
    code.save(drawn, kind="png", border=3, scale=max(1, box.width // side))
    with Image.open(drawn) as opened:
        square = opened.convert("RGB")
        left = box.left + (box.width - square.width) // 2
        top = box.top + (box.height - square.height) // 2
        canvas.paste(square, (left, top))
    middle = ((box.left + box.right) // 2, top + square.height + 4)
    pen.text(middle, words.scan, template.colours.ink, font(20), anchor="ma")


def _said(text: str, words: PosterWords) -> str:
    # Replaced, not formatted: what a brand writes is text, never a format to be filled.
    return text.replace("{seller}", words.seller).replace("{store}", words.store)


def fit_lines(text: str, size: int, width: int, most: int, *, weight: int = 400) -> Sequence[str]:
    """The text in at most so many lines of a width in pixels, broken between words or Chinese characters; what does
    not fit ends in an ellipsis."""
    letters = font(size, 700 if weight == 700 else 400)
    lines: list[str] = []
    rest = " ".join(text.split())
    while rest and len(lines) < most:
        end = len(rest)
        while end > 1 and letters.getlength(rest[:end]) > width:
            end -= 1
        if end < len(rest) and rest[end - 1].isascii() and rest[end].isascii() and " " in rest[:end]:
            end = rest.rindex(" ", 0, end)
        lines.append(rest[:end].strip())
        rest = rest[end:].strip()
    if rest:
        last = lines[-1]
        while last and letters.getlength(last + "…") > width:
            last = last[:-1]
        lines[-1] = last + "…"
    return lines
