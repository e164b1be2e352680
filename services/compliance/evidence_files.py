"""The evidence report as a page and as PDF, in Chinese or English. No script, nothing fetched, the font in the file."""

import io
from html import escape
from typing import Literal

from jinja2 import Environment
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, LongTable, Paragraph, SimpleDocTemplate, Spacer, TableStyle

from commission.compliance.vocabulary import DISCLAIMER
from infra.money_text import money_text
from infra.statement_files.pdf_form import FONT, ONE_AT_A_TIME, load_font
from services.compliance.evidence import Evidence, Figure
from services.compliance.evidence_words import COLUMNS, FIGURES, HEAD, LISTINGS, Words

Language = Literal["zh", "en"]
_LINES = [("LINEBELOW", (0, 0), (-1, -1), 1, "#cccccc"), ("VALIGN", (0, 0), (-1, -1), "TOP")]
Table = tuple[str, list[str], list[list[str]]]

_PAGE = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(
    """<!doctype html>
<html lang="{{ language }}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>{{ title }}</title>
<style>
body { font: 13px/1.5 system-ui, "PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; margin: 2em auto;
  max-width: 70em; padding: 0 1em; color: #111; background: #fff; }
table { border-collapse: collapse; width: 100%; margin: 0 0 1.5em; }
th, td { text-align: left; padding: .2em .6em; border-bottom: 1px solid #ccc; vertical-align: top;
  word-break: break-word; }
tr { break-inside: avoid; }
.note { color: #555; }
</style></head><body>
<h1>{{ title }}</h1><p class="note">{{ disclaimer }}</p>
{% for name, columns, rows in tables %}
<h2>{{ name }}</h2>
{% if rows %}<table><thead><tr>
{% for column in columns %}<th scope="col">{{ column }}</th>{% endfor %}</tr></thead><tbody>
{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>
{% endfor %}</tbody></table>{% else %}<p>{{ nothing }}</p>{% endif %}
{% endfor %}
</body></html>
"""
)


def evidence_html(report: Evidence, language: Language) -> bytes:
    """The page as bytes of UTF-8."""
    return _PAGE.render(
        language=language,
        title=_say(HEAD, "title", language),
        disclaimer=DISCLAIMER.zh if language == "zh" else DISCLAIMER.en,
        nothing=_say(HEAD, "nothing", language),
        tables=tables_of(report, language),
    ).encode()


def evidence_pdf(report: Evidence, language: Language) -> bytes:
    """The same on A4 across."""
    load_font()
    plain = ParagraphStyle("plain", fontName=FONT, fontSize=7, leading=9, wordWrap="CJK")
    head = ParagraphStyle("head", fontName=FONT, fontSize=11, leading=15, spaceBefore=8, spaceAfter=4)
    title = ParagraphStyle("title", fontName=FONT, fontSize=16, leading=22)
    note = DISCLAIMER.zh if language == "zh" else DISCLAIMER.en
    parts: list[Flowable] = [
        Paragraph(escape(_say(HEAD, "title", language)), title),
        Paragraph(escape(note), plain),
    ]
    out = io.BytesIO()
    paper = SimpleDocTemplate(
        out,
        pagesize=landscape(A4),
        title=f"{_say(HEAD, 'title', language)} {report.slug}",
        creator="Storelet",
        invariant=1,
    )
    for name, columns, rows in tables_of(report, language):
        parts.append(Paragraph(escape(name), head))
        if not rows:
            parts.append(Paragraph(escape(_say(HEAD, "nothing", language)), plain))
            continue
        cells = [[Paragraph(escape(cell), plain) for cell in row] for row in [columns, *rows]]
        table = LongTable(cells, repeatRows=1, colWidths=_widths(columns, rows, paper.width))
        table.setStyle(TableStyle(_LINES))
        parts += [table, Spacer(1, 6)]
    with ONE_AT_A_TIME:
        paper.build(parts)
    return out.getvalue()


def tables_of(report: Evidence, language: Language) -> list[Table]:
    """Everything of the report as tables of text, in reading order."""
    facts = [
        [
            _say(HEAD, "brand", language),
            f"{report.brand} ({report.slug}) · {report.jurisdiction} · {report.currency}",
        ],
        [_say(HEAD, "period", language), f"{report.since.isoformat()} – {report.until.isoformat()}"],
        [_say(HEAD, "made", language), report.made_at.isoformat()],
        [_say(HEAD, "hash", language), report.hash],
        [_say(HEAD, "args", language), ", ".join(f"${n} = {arg}" for n, arg in enumerate(report.args, 1))],
    ]
    figures = [[_say(FIGURES, one.name, language), _value(one, report, language)] for one in report.figures]
    levels = [[str(level), f"{heads:,}"] for level, heads in enumerate(report.levels, 1)]
    queries = [[_say(FIGURES, one.name, language), one.query] for one in report.figures]
    queries.append([_say(HEAD, "levels", language), report.levels_query])
    queries += [[_say(LISTINGS, one.name, language), one.query] for one in report.listings]
    pair = [_say(HEAD, "figure", language), _say(HEAD, "value", language)]
    return [
        (_say(HEAD, "brand", language), pair, facts),
        (_say(HEAD, "figures", language), pair, figures),
        (
            _say(HEAD, "levels", language),
            [_say(HEAD, "level", language), _say(HEAD, "heads", language)],
            levels,
        ),
        *(
            (
                _say(LISTINGS, one.name, language)
                + (f" ({_say(HEAD, 'more', language)})" if one.more else ""),
                [_say(COLUMNS, column, language) for column in one.columns],
                one.rows,
            )
            for one in report.listings
        ),
        (
            _say(HEAD, "queries", language),
            [_say(HEAD, "figure", language), _say(HEAD, "query", language)],
            queries,
        ),
    ]


def _value(one: Figure, report: Evidence, language: Language) -> str:
    if one.value is None or one.value == "unknown":
        return _say(HEAD, "unknown", language)
    if isinstance(one.value, int):
        return money_text(one.value, report.currency, language) if one.money else f"{one.value:,}"
    return one.value


def _widths(columns: list[str], rows: list[list[str]], width: int) -> list[int]:
    """Columns as wide as what stands in them, each at least a sliver, together the page."""
    longest = [
        min(60, max(6, len(column), *(len(row[place]) for row in rows)))
        for place, column in enumerate(columns)
    ]
    return [int(width) * each // sum(longest) for each in longest]


def _say(words: Words, name: str, language: Language) -> str:
    zh, en = words[name]
    return zh if language == "zh" else en
