"""A statement as PDF, by ReportLab: A4 across, the font in the file, and neither the hour nor the machine in its bytes.

Nothing is compressed: what another build of zlib makes of the same page is other bytes.
"""

import io
from functools import lru_cache
from pathlib import Path
from threading import Lock

from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from infra.statement_files import words
from infra.statement_files.layout import Document, Table, lay_out

FONT = "WenQuanYi Micro Hei"
_FILE = Path(__file__).parent / "font" / "wqy-microhei.ttf"
_WIDTH, _HEIGHT = landscape(A4)
_MARGIN = 36
_ROW = 13
_SIZE = 8
_PAD = 4
ONE_AT_A_TIME = Lock()


def write_pdf(statement: Document) -> bytes:
    """The file without its signature. One at a time in a process: ReportLab keeps its place in the font's file, and two
    threads that cut letters out of it at once would set each other's."""
    with ONE_AT_A_TIME:
        return _write(statement)


def _write(statement: Document) -> bytes:
    load_font()
    page = lay_out(statement)
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(_WIDTH, _HEIGHT), pageCompression=0, invariant=1, lang="zh")
    canvas.setTitle(f"{page.title} {statement['month']}")
    canvas.setCreator("Storelet")
    canvas.setAuthor(statement["brand"]["name"])
    paper = _Paper(canvas, f"{statement['brand']['name']} · {page.title} · {statement['month']}")
    paper.write(page.title, 16)
    for name, text in page.facts:
        paper.write(f"{name}  {text}".strip(), 9)
    for table in page.tables:
        paper.table(table)
    paper.gap()
    for line in words.CHECK:
        paper.write(line, 7)
    paper.end()
    canvas.save()
    return out.getvalue()


@lru_cache(maxsize=1)
def load_font() -> None:
    """The font that is set into every file of ours."""
    pdfmetrics.registerFont(TTFont(FONT, str(_FILE)))


class _Paper:
    """Pages filled from the top; a table's head comes again on each."""

    def __init__(self, canvas: Canvas, foot: str) -> None:
        self._canvas, self._foot, self._number = canvas, foot, 1
        self._y = _HEIGHT - _MARGIN

    def write(self, text: str, size: int) -> None:
        self._room(size + 6)
        self._y -= size + 6
        self._canvas.setFont(FONT, size)
        self._canvas.drawString(_MARGIN, self._y, _cut(text, _WIDTH - 2 * _MARGIN, size))

    def gap(self) -> None:
        self._y -= _ROW

    def table(self, table: Table) -> None:
        self.gap()
        self._room(4 * _ROW)
        self.write(table.title, 11)
        self._y -= 4
        self._head(table)
        for row in table.rows:
            if self._y - _ROW < _MARGIN + _ROW:
                self._turn()
                self._head(table)
            self._row(table, row)

    def end(self) -> None:
        self._canvas.setFont(FONT, 7)
        self._canvas.drawString(_MARGIN, _MARGIN / 2, _cut(self._foot, _WIDTH - 2 * _MARGIN - 60, 7))
        self._canvas.drawRightString(_WIDTH - _MARGIN, _MARGIN / 2, str(self._number))
        self._canvas.showPage()

    def _head(self, table: Table) -> None:
        self._row(table, table.columns)
        self._canvas.setLineWidth(0.5)
        self._canvas.line(_MARGIN, self._y - 3, _WIDTH - _MARGIN, self._y - 3)

    def _row(self, table: Table, cells: list[str]) -> None:
        self._y -= _ROW
        self._canvas.setFont(FONT, _SIZE)
        wide, left = _WIDTH - 2 * _MARGIN, float(_MARGIN)
        widths = [wide * weight / sum(table.weights) for weight in table.weights]
        for place, (width, kind, cell) in enumerate(zip(widths, table.kinds, cells, strict=True)):
            if kind == "number":
                self._number_in(cell, left + width - _PAD, width - _PAD)
            else:
                empty = next((n for n, other in enumerate(cells) if n > place and other), len(cells))
                room = sum(widths[place:empty]) - _PAD  # text runs on over the empty cells beside it
                self._canvas.drawString(left, self._y, _cut(cell, room, _SIZE))
            left += width

    def _number_in(self, text: str, right: float, width: float) -> None:
        """An amount is set smaller rather than cut: half a number is another number."""
        needed = pdfmetrics.stringWidth(text, FONT, _SIZE)
        self._canvas.setFont(FONT, min(_SIZE, _SIZE * width / needed) if needed else _SIZE)
        self._canvas.drawRightString(right, self._y, text)
        self._canvas.setFont(FONT, _SIZE)

    def _room(self, height: int) -> None:
        if self._y - height < _MARGIN + _ROW:
            self._turn()

    def _turn(self) -> None:
        self.end()
        self._number += 1
        self._y = _HEIGHT - _MARGIN


def _cut(text: str, width: float, size: int) -> str:
    """Text that is too wide for its place ends in dots; the other forms have it whole."""
    if pdfmetrics.stringWidth(text, FONT, size) <= width:
        return text
    while text and pdfmetrics.stringWidth(f"{text}…", FONT, size) > width:
        text = text[:-1]
    return f"{text}…"
