"""The shapes of goods, each painted by a few lines on a canvas (still_life.py)."""

from collections.abc import Callable
from typing import Final

from infra.painting.still_life import Canvas, Look, blank, finished

Paint = Callable[[Canvas], None]
FLAME = (250, 190, 90)


def paint(look: Look, side: int = 480) -> bytes:
    """The picture of a thing, `side` pixels square: a JPEG. A shape without a painting is a parcel."""
    thing = blank(side)
    SHAPES.get(look.shape, _parcel)(Canvas(thing, look))
    return finished(thing, look, side)


def _coat(c: Canvas) -> None:
    c.poly((0.26, 0.28), (0.34, 0.24), (0.3, 0.7), (0.18, 0.68), fill=c.mid)
    c.poly((0.74, 0.28), (0.66, 0.24), (0.7, 0.7), (0.82, 0.68), fill=c.mid)
    c.poly((0.36, 0.2), (0.64, 0.2), (0.74, 0.3), (0.7, 0.88), (0.3, 0.88), (0.26, 0.3), fill=c.mid)
    c.poly((0.36, 0.2), (0.5, 0.46), (0.64, 0.2), (0.56, 0.17), (0.44, 0.17), fill=c.dark)
    c.line((0.5, 0.46), (0.5, 0.88), fill=c.dark, thick=0.007)
    for y in (0.54, 0.64, 0.74):
        c.oval((0.525, y), (0.55, y + 0.025), fill=c.pale)


def _scarf(c: Canvas) -> None:
    c.oval((0.26, 0.2), (0.74, 0.56), edge=0.11)
    c.poly((0.4, 0.48), (0.56, 0.46), (0.62, 0.86), (0.44, 0.88), fill=c.mid)
    for n in range(6):
        x = 0.445 + n * 0.032
        c.line((x, 0.87), (x, 0.92), fill=c.dark, thick=0.006)
    c.line((0.42, 0.76), (0.61, 0.74), fill=c.pale, thick=0.017)


def _mug(c: Canvas) -> None:
    c.oval((0.62, 0.42), (0.82, 0.68), edge=0.038)
    c.block((0.28, 0.34), (0.7, 0.84), fill=c.mid, round_by=0.06)
    c.oval((0.28, 0.29), (0.7, 0.4), fill=c.dark)
    c.line((0.28, 0.62), (0.7, 0.62), fill=c.pale, thick=0.025)


def _teacup(c: Canvas) -> None:
    c.oval((0.16, 0.72), (0.84, 0.86), fill=c.pale)
    c.oval((0.66, 0.42), (0.86, 0.64), edge=0.03)
    c.pie((0.22, 0.12), (0.74, 0.8), turns=(0, 180), fill=c.mid)
    c.oval((0.22, 0.4), (0.74, 0.52), fill=c.dark)
    c.heart(0.48, 0.62, 0.05, c.pale)


def _candle(c: Canvas) -> None:
    c.block((0.34, 0.42), (0.66, 0.86), fill=c.pale, round_by=0.033)
    c.oval((0.34, 0.38), (0.66, 0.47), fill=c.mid)
    c.line((0.5, 0.42), (0.5, 0.35), fill=c.dark, thick=0.007)
    c.oval((0.475, 0.25), (0.525, 0.36), fill=FLAME)
    c.block((0.38, 0.58), (0.62, 0.74), fill=c.mid)


def _hat(c: Canvas) -> None:
    c.pie((0.24, 0.26), (0.76, 0.94), turns=(180, 360), fill=c.mid)
    c.block((0.22, 0.58), (0.78, 0.74), fill=c.dark, round_by=0.04)
    c.oval((0.44, 0.17), (0.56, 0.3), fill=c.pale)


def _lantern(c: Canvas) -> None:
    c.oval((0.42, 0.1), (0.58, 0.26), fill=c.dark, edge=0.014)
    c.poly((0.3, 0.34), (0.5, 0.2), (0.7, 0.34), fill=c.dark)
    c.block((0.32, 0.34), (0.68, 0.84), fill=c.mid)
    c.block((0.37, 0.39), (0.63, 0.78), fill=(250, 240, 214))
    c.block((0.44, 0.6), (0.56, 0.78), fill=c.pale)
    c.oval((0.475, 0.48), (0.525, 0.6), fill=FLAME)
    c.block((0.28, 0.82), (0.72, 0.88), fill=c.dark)


def _heart(c: Canvas) -> None:
    c.line((0.5, 0.06), (0.5, 0.3), fill=c.dark, thick=0.008)
    c.heart(0.5, 0.54, 0.3, c.mid)
    c.heart(0.5, 0.53, 0.2, c.pale)
    c.heart(0.5, 0.525, 0.17, c.mid)


def _bag(c: Canvas) -> None:
    c.oval((0.34, 0.14), (0.66, 0.54), fill=c.dark, edge=0.028)
    c.poly((0.2, 0.36), (0.8, 0.36), (0.86, 0.88), (0.14, 0.88), fill=c.mid)
    c.poly((0.2, 0.36), (0.8, 0.36), (0.805, 0.42), (0.195, 0.42), fill=c.dark)


def _bunting(c: Canvas) -> None:
    c.line((0.04, 0.28), (0.3, 0.38), (0.5, 0.4), (0.7, 0.38), (0.96, 0.28), fill=c.dark, thick=0.012)
    places = ((0.1, 0.3), (0.26, 0.36), (0.42, 0.39), (0.58, 0.39), (0.74, 0.36), (0.9, 0.3))
    for n, (x, y) in enumerate(places):
        tone = (c.mid, c.pale, c.dark)[n % 3]
        c.poly((x - 0.075, y), (x + 0.075, y), (x, y + 0.24), fill=tone)


def _tin(c: Canvas) -> None:
    c.block((0.24, 0.36), (0.76, 0.86), fill=c.mid, round_by=0.05)
    c.block((0.22, 0.28), (0.78, 0.42), fill=c.dark, round_by=0.05)
    c.oval((0.46, 0.22), (0.54, 0.3), fill=c.dark)
    c.block((0.36, 0.54), (0.64, 0.72), fill=c.pale, round_by=0.03)


def _clock(c: Canvas) -> None:
    for x in (0.32, 0.68):
        c.oval((x - 0.09, 0.16), (x + 0.09, 0.34), fill=c.dark)
        c.line((x, 0.8), (x + (0.07 if x > 0.5 else -0.07), 0.9), fill=c.dark, thick=0.03)
    c.oval((0.2, 0.22), (0.8, 0.84), fill=c.mid)
    c.oval((0.27, 0.29), (0.73, 0.77), fill=(252, 249, 240))
    c.line((0.5, 0.53), (0.5, 0.36), fill=c.dark, thick=0.016)
    c.line((0.5, 0.53), (0.61, 0.6), fill=c.dark, thick=0.016)


def _cakestand(c: Canvas) -> None:
    c.line((0.5, 0.16), (0.5, 0.86), fill=c.dark, thick=0.02)
    c.oval((0.46, 0.09), (0.54, 0.17), fill=c.dark, edge=0.014)
    for half, y in ((0.17, 0.3), (0.24, 0.52), (0.32, 0.76)):
        c.oval((0.5 - half, y), (0.5 + half, y + 0.1), fill=c.mid)
        c.oval((0.5 - half + 0.02, y + 0.005), (0.5 + half - 0.02, y + 0.075), fill=c.pale)


def _bottle(c: Canvas) -> None:
    c.block((0.43, 0.1), (0.57, 0.26), fill=c.dark)
    c.block((0.4, 0.22), (0.6, 0.44), fill=c.mid, round_by=0.06)
    c.block((0.28, 0.32), (0.72, 0.88), fill=c.mid, round_by=0.12)
    c.heart(0.5, 0.62, 0.11, c.pale)


def _sign(c: Canvas) -> None:
    c.line((0.22, 0.34), (0.5, 0.12), (0.78, 0.34), fill=c.dark, thick=0.01)
    c.block((0.14, 0.32), (0.86, 0.78), fill=c.mid, round_by=0.04)
    c.block((0.18, 0.36), (0.82, 0.74), fill=c.pale, round_by=0.03)
    for y, half in ((0.45, 0.22), (0.55, 0.16), (0.65, 0.24)):
        c.line((0.5 - half, y), (0.5 + half, y), fill=c.dark, thick=0.024)


def _frame(c: Canvas) -> None:
    c.block((0.2, 0.14), (0.8, 0.88), fill=c.mid, round_by=0.015)
    c.block((0.27, 0.21), (0.73, 0.81), fill=(250, 248, 242), round_by=0)
    c.block((0.33, 0.28), (0.67, 0.74), fill=c.pale, round_by=0)
    c.poly((0.33, 0.74), (0.47, 0.5), (0.56, 0.62), (0.61, 0.56), (0.67, 0.66), (0.67, 0.74), fill=c.dark)
    c.oval((0.56, 0.34), (0.63, 0.41), fill=FLAME)


def _jar(c: Canvas) -> None:
    c.block((0.3, 0.16), (0.7, 0.3), fill=c.dark, round_by=0.03)
    c.block((0.25, 0.28), (0.75, 0.88), fill=c.mid, round_by=0.09)
    c.block((0.33, 0.5), (0.67, 0.74), fill=(252, 248, 236), round_by=0.02)
    c.heart(0.5, 0.62, 0.07, c.dark)


def _umbrella(c: Canvas) -> None:
    c.line((0.5, 0.3), (0.5, 0.84), (0.44, 0.88), (0.39, 0.83), fill=c.dark, thick=0.02)
    c.pie((0.1, 0.14), (0.9, 0.92), turns=(180, 360), fill=c.mid)
    for x in (0.1, 0.3, 0.5, 0.7):
        c.pie((x, 0.46), (x + 0.2, 0.6), turns=(180, 360), fill=c.dark)


def _tree(c: Canvas) -> None:
    c.block((0.45, 0.74), (0.55, 0.88), fill=c.dark)
    for top, half in ((0.16, 0.17), (0.32, 0.24), (0.5, 0.31)):
        c.poly((0.5, top), (0.5 + half, top + 0.28), (0.5 - half, top + 0.28), fill=c.mid)
    c.star(0.5, 0.15, 0.07, FLAME)
    for x, y in ((0.44, 0.4), (0.57, 0.46), (0.4, 0.62), (0.53, 0.66), (0.64, 0.7)):
        c.oval((x, y), (x + 0.045, y + 0.045), fill=c.pale)


def _card(c: Canvas) -> None:
    c.poly((0.18, 0.3), (0.72, 0.2), (0.82, 0.74), (0.28, 0.84), fill=c.pale)
    c.block((0.22, 0.28), (0.76, 0.82), fill=c.mid, round_by=0.02)
    c.star(0.49, 0.54, 0.16, c.pale)


def _cushion(c: Canvas) -> None:
    c.block((0.17, 0.24), (0.83, 0.86), fill=c.mid, round_by=0.16)
    c.oval((0.47, 0.52), (0.53, 0.58), fill=c.dark)


def _bowl(c: Canvas) -> None:
    c.pie((0.14, 0.1), (0.86, 0.86), turns=(0, 180), fill=c.mid)
    c.oval((0.14, 0.4), (0.86, 0.56), fill=c.dark)
    c.oval((0.19, 0.42), (0.81, 0.54), fill=c.pale)
    c.block((0.38, 0.83), (0.62, 0.88), fill=c.dark)


def _cases(c: Canvas) -> None:
    for x, y in ((0.34, 0.34), (0.62, 0.36), (0.48, 0.58)):
        c.poly((x - 0.15, y), (x + 0.15, y), (x + 0.1, y + 0.26), (x - 0.1, y + 0.26), fill=c.mid)
        c.oval((x - 0.16, y - 0.06), (x + 0.16, y + 0.06), fill=c.pale)


def _book(c: Canvas) -> None:
    c.block((0.24, 0.16), (0.78, 0.88), fill=c.dark, round_by=0.02)
    c.block((0.3, 0.16), (0.78, 0.85), fill=c.mid, round_by=0.02)
    c.block((0.4, 0.28), (0.7, 0.42), fill=c.pale, round_by=0.02)


def _bird(c: Canvas) -> None:
    c.line((0.5, 0.06), (0.5, 0.36), fill=c.dark, thick=0.008)
    c.oval((0.28, 0.36), (0.72, 0.74), fill=c.mid)
    c.oval((0.6, 0.28), (0.8, 0.48), fill=c.mid)
    c.poly((0.79, 0.36), (0.87, 0.39), (0.79, 0.42), fill=FLAME)
    c.poly((0.3, 0.5), (0.1, 0.42), (0.16, 0.6), fill=c.dark)
    c.pie((0.36, 0.36), (0.62, 0.66), turns=(20, 200), fill=c.dark)
    c.oval((0.71, 0.34), (0.74, 0.37), fill=(30, 30, 30))


def _parcel(c: Canvas) -> None:
    c.block((0.2, 0.36), (0.8, 0.86), fill=c.mid)
    c.block((0.17, 0.3), (0.83, 0.44), fill=c.dark)
    c.block((0.46, 0.3), (0.54, 0.86), fill=c.pale, round_by=0)
    c.oval((0.34, 0.17), (0.5, 0.31), fill=c.pale, edge=0.028)
    c.oval((0.5, 0.17), (0.66, 0.31), fill=c.pale, edge=0.028)


SHAPES: Final[dict[str, Paint]] = {
    "bag": _bag,
    "bird": _bird,
    "book": _book,
    "bottle": _bottle,
    "bowl": _bowl,
    "bunting": _bunting,
    "cakestand": _cakestand,
    "candle": _candle,
    "card": _card,
    "cases": _cases,
    "clock": _clock,
    "coat": _coat,
    "cushion": _cushion,
    "frame": _frame,
    "hat": _hat,
    "heart": _heart,
    "jar": _jar,
    "lantern": _lantern,
    "mug": _mug,
    "parcel": _parcel,
    "scarf": _scarf,
    "sign": _sign,
    "teacup": _teacup,
    "tin": _tin,
    "tree": _tree,
    "umbrella": _umbrella,
}
