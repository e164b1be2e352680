"""No table holds something of a shopper that export and erasure do not know, and the page tells what they do."""

import re
from pathlib import Path

import pytest

from infra.database import read_directory
from services.privacy.data_map import HELD, Held

PAGE = Path(__file__).parents[3] / "docs" / "privacy.md"
# By its name a column may hold who somebody is, what they wrote, or lead to them.
MONTH = re.compile(r"_\d{4}_\d{2}$")
TELLING = re.compile(
    r"(^|_)(name|phone|email|address|ship_to|words|reason|note|agent|keyword|payer|customer_id|visitor_id|quoted)($|_)"
)
OF_THE_SHOP = "the brand's own things, and what its people write about rules and work"
OF_SELLERS = "sellers and colleagues: contracts, tax papers and the audit log need them (docs/privacy.md)"
NOT_OF_SHOPPERS = {
    OF_THE_SHOP: "accrual_freezes attribution_policies brands claim_flags commission_plans compliance_cases"
    " compliance_case_notes declared_terms journal_entries locations network_scans places plan_sign_offs policies"
    " poster_templates products publish_refusals return_policies review_policies share_kits skus stock_order_checks"
    " store_items stores tier_schedules webhook_events jobs outbox buy_back_reserves credit_corrections"
    " evidence_reports stock_movements claim_rules",
    OF_SELLERS: "appeals commission_holds hand_overs payee_profiles seller_complaints sellers seller_identities"
    " seller_status_changes stock_orders links",
}


@pytest.mark.usefixtures("database")
async def test_every_column_that_may_tell_of_a_shopper_is_in_the_map() -> None:
    columns = await read_directory(
        "SELECT c.relname AS name, a.attname AS said FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid"
        " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition"
        " AND a.attnum > 0 AND NOT a.attisdropped AND c.relname <> 'tortoise_migrations'"
    )
    known = {held.table for held in HELD}
    named = {table for tables in NOT_OF_SHOPPERS.values() for table in tables.split()}
    # A month that was detached is a table by itself, and says what its whole does.
    telling = {
        row["name"] for row in columns if TELLING.search(row["said"]) and not MONTH.search(row["name"])
    }
    assert telling - known - named == set(), "say in services/privacy/data_map.py what erasure does to it"
    assert known <= {row["name"] for row in columns}


def test_the_page_says_of_each_table_what_erasure_leaves() -> None:
    said = dict(re.findall(r"^\| `(\w+)` \| [^|]+ \| (\w+)", PAGE.read_text("utf-8"), re.MULTILINE))

    def word(held: Held) -> str:
        return "emptied" if isinstance(held.erased, dict) else held.erased

    assert said == {held.table: word(held) for held in HELD}
