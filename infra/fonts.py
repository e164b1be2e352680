"""Letters for pictures: Noto Sans CJK (SIL Open Font License 1.1, from the wheel `manimgx-fonts-cjk`), in which any
name a seller may have can be written."""

from functools import lru_cache
from importlib.resources import files
from typing import Literal

from PIL import ImageFont

# The collection holds a face for each region's way of writing the same characters.
_SIMPLIFIED_CHINESE = 2
_FILE = "NotoSansCJK-VF.otf.ttc"


@lru_cache(maxsize=64)
def font(size: int, weight: Literal[400, 500, 700] = 400) -> ImageFont.FreeTypeFont:
    """The letters at a size in pixels. One object is not to be drawn with by two threads at once."""
    made = ImageFont.truetype(str(files("manimgx_fonts_cjk") / _FILE), size, index=_SIMPLIFIED_CHINESE)
    made.set_variation_by_axes([weight])
    return made
