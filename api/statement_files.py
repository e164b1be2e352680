"""Statements as downloads."""

from litestar import Response

from infra.errors import FieldFault, InvalidInput
from infra.statement_files.signed import FORMS, Form
from services.bookkeeping.issue_statement import StatementFile


def read_form(text: str) -> Form:
    """The last part of a statement's address. Raises InvalidInput."""
    for form in FORMS:
        if text == form:
            return form
    raise InvalidInput(FieldFault("form", f"is one of {', '.join(FORMS)}", f"须为 {'、'.join(FORMS)} 之一"))


def as_download(file: StatementFile) -> Response[bytes]:
    """Saved, never shown in place: a page of numbers needs none of this site's rights."""
    named = f'attachment; filename="{file.name}"'
    return Response(file.body, media_type=file.media_type, headers={"Content-Disposition": named})
