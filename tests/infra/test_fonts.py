"""The letters of pictures know the languages the product speaks."""

import pytest
from PIL import Image, ImageDraw

from infra.fonts import font


def drawn(text: str, weight: int = 400) -> bytes:
    picture = Image.new("L", (400, 80))
    ImageDraw.Draw(picture).text((4, 4), text, 255, font(40, weight))
    return picture.tobytes()


@pytest.mark.parametrize(
    "text", ["羊毛大衣", "繁體中文", "¥128.00", "Zoë Ångström", "小龙🐉"[:2], "한국어", "カート"]
)
def test_no_letter_is_missing(text: str) -> None:
    missing = drawn("\U000e0fff" * len(text))
    assert drawn(text) != missing
    assert len({drawn(letter) for letter in set(text.replace(" ", ""))}) == len(set(text.replace(" ", "")))


def test_bold_is_bolder() -> None:
    assert sum(drawn("合计", 700)) > sum(drawn("合计", 400))
