"""A new migration runs beside the release before it: expand, migrate, contract (docs/operations.md). Squawk reads its
SQL; what it finds blocks writers, breaks the release that still runs, or cannot be taken back."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from infra.migration_steps import SQL_FOLDER

# Migrations up to this one came with the first release: nothing ran beside them.
FIRST_RELEASE = 13
# All steps are one transaction with a lock_timeout of its own (infra/migrate.py), so none is ever run again half done;
# whole numbers that stay small and a currency's three letters are no mistake.
NOT_OURS = (
    "prefer-robust-stmts",
    "require-lock-timeout",
    "require-statement-timeout",
    "prefer-bigint-over-int",
    "ban-char-field",
)


def found_in(*files: Path) -> dict[str, str]:
    """Rule → the file and line it was first broken at."""
    if not files:
        return {}
    done = subprocess.run(
        [
            Path(sys.executable).parent / "squawk",
            "--reporter=json",
            "--pg-version=18",
            "--assume-in-transaction",
            f"--exclude={','.join(NOT_OURS)}",
            *files,
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout, done.stderr
    return {each["rule_name"]: f"{each['file']}:{each['line'] + 1}" for each in json.loads(done.stdout)}


def test_every_migration_since_the_first_release_keeps_the_site_up() -> None:
    new = [
        path
        for folder in sorted(SQL_FOLDER.iterdir())
        if int(folder.name) > FIRST_RELEASE
        for path in sorted(folder.glob("*.sql"))
        if path.name != "down.sql"
    ]
    assert found_in(*new) == {}


@pytest.mark.parametrize(
    ("statement", "rule"),
    [
        ("ALTER TABLE links DROP COLUMN campaign;", "ban-drop-column"),
        ("ALTER TABLE links RENAME COLUMN campaign TO purpose;", "renaming-column"),
        ("ALTER TABLE links RENAME TO tracked_links;", "renaming-table"),
        ("ALTER TABLE links ALTER COLUMN campaign TYPE varchar(40);", "changing-column-type"),
        ("ALTER TABLE links ADD COLUMN colour text NOT NULL;", "adding-required-field"),
        ("ALTER TABLE links ALTER COLUMN campaign SET NOT NULL;", "adding-not-nullable-field"),
        ("ALTER TABLE links ADD CONSTRAINT c CHECK (campaign <> 'x');", "constraint-missing-not-valid"),
        ("CREATE INDEX links_campaign ON links (brand_id, campaign);", "require-concurrent-index-creation"),
        ("DROP TABLE links;", "ban-drop-table"),
    ],
)
def test_what_would_stop_the_site_is_found(tmp_path: Path, statement: str, rule: str) -> None:
    file = tmp_path / "10_bad.sql"
    file.write_text(statement)
    assert rule in found_in(file)


def test_what_only_adds_is_let_through(tmp_path: Path) -> None:
    file = tmp_path / "10_good.sql"
    file.write_text(
        "CREATE TABLE shelves (brand_id uuid NOT NULL, id uuid NOT NULL, PRIMARY KEY (brand_id, id));\n"
        "ALTER TABLE links ADD COLUMN colour text NOT NULL DEFAULT '';\n"
        "ALTER TABLE links ADD CONSTRAINT links_colour CHECK (length(colour) < 20) NOT VALID;\n"
    )
    assert found_in(file) == {}
