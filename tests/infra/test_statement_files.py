"""A statement's four forms: their bytes are pinned, for what was issued must be made again by every later version."""

import csv
import io
import pkgutil
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pypdf import PdfReader

from commission.ledger import recipes
from commission.ledger.accounts import Code
from infra.statement_files import words
from infra.statement_files.signed import FORMS, Form, genuine, read_signed_file, sign_file
from infra.statement_files.write import WRITERS
from tests.cli.test_verify_statement import KEY, PUBLIC, STATEMENT

# Another version of ReportLab, of the font or of the layout that changes one of these changes what sellers have in
# their hands: see docs/adr/0071.
PINNED = {
    "json": "9e604645cfc68d33",
    "csv": "a1325f849fce4ebd",
    "html": "f4ab5bd1351cfdc0",
    "pdf": "41e30349b9031479",
}


@pytest.mark.parametrize("form", FORMS)
def test_the_bytes_of_every_form_are_what_they_were(form: Form) -> None:
    body = WRITERS[form](STATEMENT)
    assert body == WRITERS[form](STATEMENT)
    assert sha256(body).hexdigest()[:16] == PINNED[form]


def test_chinese_prints_with_its_font_in_the_file() -> None:
    reader = PdfReader(io.BytesIO(WRITERS["pdf"](STATEMENT)))
    (page,) = reader.pages
    assert "李梅" in page.extract_text()
    assert "12.34" in page.extract_text()
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
    assert any("/FontFile2" in font["/FontDescriptor"] for font in fonts if "/FontDescriptor" in font)
    assert b"CreationDate (D:20000101" in WRITERS["pdf"](STATEMENT)


def test_a_hundred_pages_keep_every_line_and_no_amount_is_cut() -> None:
    (told,) = STATEMENT["currencies"]  # type: ignore[misc]
    (line,) = told["lines"]
    huge = 10**16
    long = {
        **STATEMENT,
        "currencies": [{**told, "lines": [{**line, "pending": huge + n} for n in range(2_000)]}],
    }
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(WRITERS["pdf"](long))).pages)
    for n in (0, 1_999):
        assert f"{huge + n}"[:-2] + "." + f"{huge + n}"[-2:] in text
    rows = list(csv.DictReader(io.StringIO(WRITERS["csv"](long).decode("utf-8-sig"))))
    assert sum(row["row"] == "entry" for row in rows) == 2_000


def test_every_event_of_the_books_and_every_account_has_its_words() -> None:
    events = {module.name for module in pkgutil.iter_modules(recipes.__path__)}
    assert events - set(words.EVENTS) == set()
    assert {code.value for code in Code} == set(words.ACCOUNTS)


@given(
    st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=40),
    st.integers(-(2**62), 2**62),
)
@example("=SUM(A1)\n<script>💰 \u202e٣", -1)
def test_any_name_and_amount_is_shown_signed_and_harmless(name: str, amount: int) -> None:
    (told,) = STATEMENT["currencies"]  # type: ignore[misc]
    seller = {"id": "1", "code": name, "name": name, "kind": "reseller"}
    statement = {
        **STATEMENT,
        "seller": seller,
        "currencies": [{**told, "opening": {**told["opening"], "paid": amount}}],
    }
    for form in FORMS:
        file = read_signed_file(sign_file(form, WRITERS[form](statement), "demo", "ed25519-1", KEY))
        assert (file.form, genuine(file, PUBLIC.public_bytes_raw())) == (form, True)
    assert b"<script>" not in WRITERS["html"](statement)
    rows = csv.reader(io.StringIO(WRITERS["csv"](statement).decode("utf-8-sig"), newline=""))
    for row in rows:
        assert [cell for cell in row if cell[:1] in "=+@\t\r" and cell] == []


def test_many_at_once_make_the_same_bytes() -> None:
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(lambda _: WRITERS["pdf"](STATEMENT), range(32)))) == 1
