"""An address as a QR code."""

import io
from typing import Literal

import segno

QrKind = Literal["svg", "png"]
MEDIA_TYPES: dict[QrKind, str] = {"svg": "image/svg+xml", "png": "image/png"}
# Four modules of quiet around it (ISO/IEC 18004); a quarter of it may be dirty or covered.
_QUIET = 4
_REPAIR = "m"


def draw_qr(address: str, kind: QrKind, pixels: int = 600) -> bytes:
    """The picture; a PNG is as large as whole modules allow within `pixels` a side."""
    code = segno.make(address, error=_REPAIR, micro=False)
    drawn = io.BytesIO()
    if kind == "svg":
        code.save(drawn, kind="svg", border=_QUIET, scale=8, xmldecl=False, svgns=True, omitsize=False)
    else:
        side = code.symbol_size(scale=1, border=_QUIET)[0]
        code.save(drawn, kind="png", border=_QUIET, scale=max(1, pixels // side))
    return drawn.getvalue()
