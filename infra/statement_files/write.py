"""The four forms of a statement, by name."""

from collections.abc import Callable

from infra.statement_files.csv_form import write_csv
from infra.statement_files.html_form import write_html
from infra.statement_files.layout import Document
from infra.statement_files.pdf_form import write_pdf
from infra.statement_files.signed import Form, canonical

MEDIA_TYPES: dict[Form, str] = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
}
WRITERS: dict[Form, Callable[[Document], bytes]] = {
    "json": canonical,
    "csv": write_csv,
    "html": write_html,
    "pdf": write_pdf,
}
"""Each writes the body that is signed."""
