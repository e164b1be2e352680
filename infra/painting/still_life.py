"""Pictures of goods that nobody photographed: a thing on a soft ground, painted. The same thing is the same picture."""

import io
from dataclasses import dataclass
from math import cos, pi, sin

from PIL import Image, ImageDraw, ImageFilter

Colour = tuple[int, int, int]
Points = tuple[tuple[float, float], ...]
# Painted large and made smaller: edges are smooth, and the file is small.
_FINER = 2


@dataclass(frozen=True)
class Look:
    """What a thing looks like: `shape` by name (shapes.py), hue in degrees, strength and light of its colour from 0 to
    255, and a pattern: plain, dots, stripes or checks."""

    shape: str
    hue: int
    strength: int = 110
    light: int = 160
    pattern: str = "plain"


@dataclass
class Canvas:
    """What shapes are painted on: places run from 0 to 1, right and down. `dark`, `mid` and `pale` are its colours."""

    picture: Image.Image
    look: Look

    def __post_init__(self) -> None:
        self.pen = ImageDraw.Draw(self.picture)
        look = self.look
        self.mid = rgb(look.hue, look.strength, look.light)
        self.dark = rgb(look.hue, look.strength, max(look.light - 48, 24))
        self.pale = rgb(look.hue, look.strength // 2, min(look.light + 46, 250))

    @property
    def wide(self) -> int:
        return self.picture.width

    def at(self, points: Points) -> list[tuple[float, float]]:
        return [(x * self.picture.width, y * self.picture.height) for x, y in points]

    def poly(self, *points: tuple[float, float], fill: Colour) -> None:
        self.pen.polygon(self.at(points), fill=fill)

    def oval(self, *box: tuple[float, float], fill: Colour | None = None, edge: float = 0) -> None:
        """Filled, or with `edge` (a part of the width) a ring."""
        if edge:
            self.pen.ellipse(self.at(box), outline=fill or self.mid, width=max(int(edge * self.wide), 1))
        else:
            self.pen.ellipse(self.at(box), fill=fill or self.mid)

    def pie(self, *box: tuple[float, float], turns: tuple[int, int], fill: Colour) -> None:
        self.pen.pieslice(self.at(box), turns[0], turns[1], fill=fill)

    def block(self, *box: tuple[float, float], fill: Colour, round_by: float = 0.02) -> None:
        self.pen.rounded_rectangle(self.at(box), int(round_by * self.wide), fill=fill)

    def line(self, *points: tuple[float, float], fill: Colour, thick: float) -> None:
        self.pen.line(self.at(points), fill=fill, width=max(int(thick * self.wide), 1), joint="curve")

    def heart(self, x: float, y: float, size: float, fill: Colour) -> None:
        steps = [n / 30 * pi * 2 for n in range(31)]
        self.poly(
            *(
                (
                    x + size * sin(t) ** 3,
                    y - size * (13 * cos(t) - 5 * cos(2 * t) - 2 * cos(3 * t) - cos(4 * t)) / 16,
                )
                for t in steps
            ),
            fill=fill,
        )

    def star(self, x: float, y: float, size: float, fill: Colour) -> None:
        turns = [(n * pi / 5 - pi / 2, size if n % 2 == 0 else size * 0.45) for n in range(10)]
        self.poly(*((x + r * cos(t), y + r * sin(t)) for t, r in turns), fill=fill)


def rgb(hue: int, strength: int, light: int) -> Colour:
    """A colour by hue (degrees), strength and light (0 to 255)."""
    red, green, blue = Image.new("HSV", (1, 1), (_h(hue), strength, light)).convert("RGB").getpixel((0, 0))  # type: ignore[misc]
    return red, green, blue


def ground(hue: int, size: tuple[int, int]) -> Image.Image:
    """A soft light from one side."""
    corners = Image.new("HSV", (2, 2))
    corners.putdata(
        [(_h(hue), 30, 246), (_h(hue + 10), 44, 238), (_h(hue), 50, 230), (_h(hue - 14), 66, 220)]
    )
    return corners.convert("RGB").resize(size, Image.Resampling.BICUBIC)


def patterned(thing: Image.Image, look: Look) -> None:
    """Dots, stripes or checks, where the thing is."""
    if look.pattern == "plain":
        return
    layer = Image.new("RGBA", thing.size, (0, 0, 0, 0))
    pen, wide = ImageDraw.Draw(layer), thing.width
    ink = (*rgb(look.hue, max(look.strength // 4, 8), 248), 190)
    step = wide // (13 if look.pattern == "dots" else 17)
    for n in range(0, wide * 2, step):
        if look.pattern == "dots":
            for m in range(0, wide, step):
                x = n + (step // 2 if m // step % 2 else 0)
                pen.ellipse((x, m, x + step * 0.42, m + step * 0.42), fill=ink)
        else:
            pen.rectangle((n, 0, n + step * 0.3, wide), fill=ink)
            if look.pattern == "checks":
                pen.rectangle((0, n, wide, n + step * 0.3), fill=ink)
    clip = Image.new("RGBA", thing.size, (0, 0, 0, 0))
    clip.paste(layer, mask=thing.getchannel("A").point(lambda seen: 255 if seen > 250 else 0))
    thing.alpha_composite(clip)


def landscape(look: Look, size: tuple[int, int]) -> bytes:
    """Hills one behind the other: what a cover or a phone's photo shows. A JPEG."""
    picture = ground(look.hue, size)
    canvas = Canvas(picture, look)
    for n, tone in enumerate((canvas.pale, canvas.mid, canvas.dark)):
        ridge = [
            (x / 40, 0.52 + n * 0.14 + 0.05 * sin(x / 40 * pi * (2 + n) + n) * cos(n)) for x in range(41)
        ]
        canvas.poly((0, 1), *ridge, (1, 1), fill=tone)
    return _file(picture.filter(ImageFilter.GaussianBlur(size[0] / 500)))


def finished(thing: Image.Image, look: Look, side: int) -> bytes:
    """The thing on its ground with its shadow, `side` pixels square. A JPEG."""
    patterned(thing, look)
    picture = ground(look.hue if look.strength > 40 else 34, thing.size).convert("RGBA")
    # A shadow has no edges: painted small, it is made large for nothing.
    small = Image.new("RGBA", (96, 96), (40, 34, 28, 0))
    ImageDraw.Draw(small).ellipse((19, 80, 77, 88), fill=(40, 34, 28, 90))
    shadow = small.filter(ImageFilter.GaussianBlur(2.4)).resize(thing.size, Image.Resampling.BILINEAR)
    picture.alpha_composite(shadow)
    picture.alpha_composite(thing)
    return _file(picture.convert("RGB").resize((side, side), Image.Resampling.BOX))


def blank(side: int) -> Image.Image:
    """What a thing is painted on before it is set on its ground."""
    return Image.new("RGBA", (side * _FINER, side * _FINER), (0, 0, 0, 0))


def _file(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=88)
    return out.getvalue()


def _h(hue: int) -> int:
    return hue % 360 * 255 // 360
