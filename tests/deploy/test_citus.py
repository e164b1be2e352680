"""The path to Citus (docs/scale.md), as far as plain PostgreSQL can tell: the DDL names every table, in an order that
Citus takes, and the schema and the statements are what it demands."""

import ast
import re
from collections.abc import Iterator

import asyncpg

from infra.embedded.programs import CHECKOUT
from infra.settings import Settings

DDL = CHECKOUT / "deploy" / "citus" / "distribute.sql"
_PLACED = re.compile(r"create_(reference|distributed)_table\('(\w+)'")
# Stand-ins: they take what Citus takes, refuse what it refuses, and remember it.
_STAND_INS = """
CREATE TEMP TABLE placed (at int GENERATED ALWAYS AS IDENTITY, name regclass PRIMARY KEY, spread boolean NOT NULL);
CREATE FUNCTION pg_temp.create_reference_table(name regclass) RETURNS void LANGUAGE sql AS
$$ INSERT INTO placed (name, spread) VALUES (name, false) $$;
CREATE FUNCTION pg_temp.create_distributed_table(name regclass, by text, colocate_with regclass DEFAULT NULL)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM pg_attribute a WHERE a.attrelid = name AND a.attname = by AND a.attnotnull
    AND a.atttypid = 'uuid'::regtype;
  IF NOT FOUND THEN RAISE 'no % in %', by, name; END IF;
  PERFORM FROM pg_constraint c WHERE c.conrelid = name AND c.contype = 'f' AND c.confrelid <> name
    AND c.confrelid NOT IN (SELECT p.name FROM placed p);
  IF FOUND THEN RAISE '% refers to what is not placed yet', name; END IF;
  PERFORM FROM placed p WHERE p.name = colocate_with AND p.spread;
  IF colocate_with IS NOT NULL AND NOT FOUND THEN RAISE '% lies beside nothing', name; END IF;
  INSERT INTO placed (name, spread) VALUES (name, true);
END $$;
"""
# Keys and uniqueness are checked on each worker alone, so they must hold the brand.
_UNIQUE_ACROSS = """
SELECT i.indexrelid::regclass::text FROM pg_index i JOIN placed p ON p.name = i.indrelid AND p.spread
WHERE (i.indisunique OR i.indisexclusion) AND NOT EXISTS (
  SELECT FROM pg_attribute a WHERE a.attrelid = i.indrelid AND a.attname = 'brand_id' AND a.attnum = ANY (i.indkey))
"""
_FOREIGN_ACROSS = """
SELECT c.conname FROM pg_constraint c JOIN placed p ON p.name = c.conrelid JOIN placed f ON f.name = c.confrelid
WHERE c.contype = 'f' AND ((f.spread AND NOT p.spread) OR (f.spread AND NOT EXISTS (
  SELECT FROM unnest(c.conkey, c.confkey) AS k (mine, theirs)
  JOIN pg_attribute m ON m.attrelid = c.conrelid AND m.attnum = k.mine AND m.attname = 'brand_id'
  JOIN pg_attribute t ON t.attrelid = c.confrelid AND t.attnum = k.theirs AND t.attname = 'brand_id')))
"""
_NOT_PLACED = """
SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition
  AND c.relname NOT IN ('tortoise_migrations') AND c.relname !~ '_\\d{4}_\\d{2}$'
  AND c.oid NOT IN (SELECT name FROM placed)
"""


async def test_the_ddl_places_every_table_and_the_schema_is_what_citus_takes(settings: Settings) -> None:
    owner = await asyncpg.connect(settings.database_owner_url)
    try:
        # Nothing of it stays.
        await owner.execute("BEGIN")
        await owner.execute(_STAND_INS)
        await owner.execute("SET LOCAL search_path = public, pg_temp")
        text = re.sub(r"\bcreate_(reference|distributed)_table", r"pg_temp.create_\1_table", DDL.read_text())
        await owner.execute(text)
        for question in (_NOT_PLACED, _UNIQUE_ACROSS, _FOREIGN_ACROSS):
            assert [row[0] for row in await owner.fetch(question)] == []
        assert await owner.fetchval("SELECT count(*) FILTER (WHERE NOT spread) FROM placed") == 3
    finally:
        await owner.execute("ROLLBACK")
        await owner.close()


# A statement, not a part of one: parts are put together with the condition that names the brand.
_STATEMENT = re.compile(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b")
_NAMES = re.compile(r"\b(?:FROM|JOIN|UPDATE|INTO)\s+(\w+)")


def statements() -> Iterator[tuple[str, str]]:
    """Every text of the services that is a statement, with its place."""
    for path in sorted((CHECKOUT / "services").rglob("*.py")):
        nodes = list(ast.walk(ast.parse(path.read_text("utf-8"))))
        parts = {id(part) for node in nodes if isinstance(node, ast.JoinedStr) for part in node.values}
        for node in nodes:
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in parts:
                text = node.value
            elif isinstance(node, ast.JoinedStr):
                text = "".join(
                    part.value if isinstance(part, ast.Constant) and isinstance(part.value, str) else "{…}"
                    for part in node.values
                )
            else:
                continue
            if _STATEMENT.match(text):
                yield f"{path.relative_to(CHECKOUT)}:{node.lineno}", text


def spread_tables() -> set[str]:
    return {name for kind, name in _PLACED.findall(DDL.read_text()) if kind == "distributed"}


def test_every_statement_of_the_services_names_its_brand() -> None:
    spread = spread_tables()
    read = 0
    across = []
    for place, text in statements():
        if spread & set(_NAMES.findall(text)):
            read += 1
            # A part in braces is put in by the code around; it is looked at where it is written.
            if "brand_id" not in text and "{…}" not in text:
                across.append(place)
    assert read > 300
    assert across == []
