"""A statement as a page to read and to print: one file, no script, nothing fetched."""

from jinja2 import Environment

from infra.statement_files import words
from infra.statement_files.layout import Document, lay_out

_PAGE = Environment(
    autoescape=True, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
).from_string(
    """<!doctype html>
<html lang="zh"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ page.title }}</title>
<style>
body { font: 13px/1.5 system-ui, "PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; margin: 2em auto;
  max-width: 70em; padding: 0 1em; color: #111; background: #fff; }
table { border-collapse: collapse; width: 100%; margin: 0 0 1.5em; }
th, td { text-align: left; padding: .2em .6em; border-bottom: 1px solid #ccc; vertical-align: top; }
th.number, td.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
dt { float: left; clear: left; width: 12em; color: #555; }
dd { margin: 0 0 0 12em; min-height: 1.5em; }
.wide { overflow-x: auto; }
@page { size: A4 landscape; margin: 12mm; }
</style></head><body>
<h1>{{ page.title }}</h1>
<dl>{% for name, text in page.facts %}<dt>{{ name }}</dt><dd>{{ text }}</dd>{% endfor %}</dl>
{% for table in page.tables %}
<h2>{{ table.title }}</h2>
<div class="wide"><table><thead><tr>
{% for name in table.columns %}
<th class="{{ table.kinds[loop.index0] }}" scope="col">{{ name }}</th>
{% endfor %}
</tr></thead><tbody>
{% for row in table.rows %}
<tr>{% for cell in row %}<td class="{{ table.kinds[loop.index0] }}">{{ cell }}</td>{% endfor %}</tr>
{% endfor %}
</tbody></table></div>
{% endfor %}
<p>{{ check[0] }}<br>{{ check[1] }}</p>
</body></html>
"""
)


def write_html(statement: Document) -> bytes:
    """UTF-8, without its signature."""
    return _PAGE.render(page=lay_out(statement), check=words.CHECK).encode()
