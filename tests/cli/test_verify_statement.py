"""`storelet verify-statement`: offline, with a key; what it says and how it ends."""

import json
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from cli.output import speak
from cli.verify_statement import verify_statement
from infra.statement_files.signed import FORMS, Form, sign_file
from infra.statement_files.write import WRITERS

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key()
TEXT = b64encode(PUBLIC.public_bytes_raw()).decode()
AMOUNTS = {"pending": 0, "available": 0, "in_flight": 0, "paid": 0, "withheld": 0}
STATEMENT = {
    "schema": "storelet statement 1",
    "kind": "seller",
    "month": "2026-03",
    "from": "2026-02-28T16:00:00+00:00",
    "until": "2026-03-31T16:00:00+00:00",
    "timezone": "Asia/Shanghai",
    "brand": {"slug": "demo", "name": "示范品牌", "jurisdiction": "CN"},
    "seller": {"id": "1", "code": "S-1", "name": "李梅", "kind": "reseller"},
    "currencies": [
        {
            "currency": "CNY",
            "opening": AMOUNTS,
            "lines": [
                {
                    "at": "2026-03-02T08:00:00+00:00",
                    "entry": "commission_accrued:1",
                    "event": "commission_accrued",
                    "corrects": None,
                    "late": False,
                    "order": "R-1",
                    "batch": None,
                    **AMOUNTS,
                    "pending": 1_234,
                    "details": [],
                }
            ],
            "sums": {"commission": 1_234},
            "closing": {**AMOUNTS, "pending": 1_234},
        }
    ],
}
Write = Callable[[Form], Path]


def write(folder: Path, form: Form, statement: dict[str, object] = STATEMENT) -> Path:
    path = folder / f"statement.{form}"
    path.write_bytes(sign_file(form, WRITERS[form](statement), "demo", "ed25519-1", KEY))
    return path


@pytest.mark.parametrize("form", FORMS)
def test_genuine_altered_and_signed_by_somebody_else(
    form: Form, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path, form)
    assert speak(verify_statement, [str(path), "--public-key", TEXT, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said == {"genuine": True, "form": form, "brand": "demo", "key_id": "ed25519-1", "faults": []}
    another = b64encode(Ed25519PrivateKey.generate().public_key().public_bytes_raw()).decode()
    assert speak(verify_statement, [str(path), "--public-key", another]) == 1
    assert "NOT" in capsys.readouterr().out
    altered = b"9999" if form == "json" else b"99.99"
    whole = path.read_bytes()
    changed = whole.replace(b"1234" if form == "json" else b"12.34", altered)
    path.write_bytes(changed if changed != whole else whole.replace(b"endstream", b"endstreaM", 1))
    assert speak(verify_statement, [str(path), "--public-key", TEXT]) == 1


def test_the_key_may_come_in_a_file_of_any_usual_kind(tmp_path: Path) -> None:
    path = write(tmp_path, "json")
    pem = PUBLIC.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    for text in (TEXT, pem, json.dumps([{"key_id": "ed25519-1", "public_key": TEXT}])):
        key = tmp_path / "key"
        key.write_text(text)
        assert speak(verify_statement, [str(path), "--public-key", str(key)]) == 0
    (tmp_path / "key").write_text("[]")
    assert speak(verify_statement, [str(path), "--public-key", str(tmp_path / "key")]) == 2
    assert speak(verify_statement, [str(path), "--public-key", "c2hvcnQ="]) == 2


def test_what_is_no_statement_or_was_written_anew_by_a_program(tmp_path: Path) -> None:
    path = write(tmp_path, "json")
    whole = path.read_text("utf-8")
    for text in (
        whole.replace("李", "\\ud800"),
        "hello",
        "{}",
        whole.replace('"statement":', '"statement": '),
        '{"signature":{},"statement":{}}',
    ):
        path.write_text(text, "utf-8")
        assert speak(verify_statement, [str(path), "--public-key", TEXT]) == 2


def test_figures_that_do_not_add_up_are_said_though_the_brand_signed_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (told,) = STATEMENT["currencies"]  # type: ignore[misc]
    wrong = {**STATEMENT, "currencies": [{**told, "closing": AMOUNTS}]}  # type: ignore[dict-item]
    path = write(tmp_path, "json", wrong)
    assert speak(verify_statement, [str(path), "--public-key", TEXT]) == 1
    assert "pending in CNY opens with 0, moves by 1234 and closes with 0" in capsys.readouterr().out
