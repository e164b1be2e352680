"""Taking knowledge away never turns a finding into a pass (compliance.md, 5.3)."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from commission.compliance.lint import lint_in
from commission.compliance.packs import JURISDICTIONS, pack_for
from commission.compliance.vocabulary import Status, Verdict
from tests.commission.compliance.plans import clean_plan, forget, leaves
from tests.commission.compliance.test_plan_rules import FOUND, NAMED, with_all

ON = date(2026, 3, 1)
# Plans that contradict themselves: a name, a kind of order or a year's share says what the other fields deny. Once it
# is forgotten these decide, and nothing is unknown.
CONTRADICTING = {"rewards.0.source_order_kinds", "rewards.0.name", "caps.payout_annual_pct_sales"}
CONSISTENT = [
    row for row in FOUND if isinstance(row[4], str) or not any(path in CONTRADICTING for path, _ in row[4])
]


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_forgetting_facts_never_clears_a_rule_that_found_something(data):
    _, jurisdiction, _, _, changes = data.draw(st.sampled_from(CONSISTENT))
    plan = with_all(*(NAMED[changes] if isinstance(changes, str) else changes))
    pack = pack_for(jurisdiction, ON)
    before = {result.rule: result.status for result in lint_in(plan, pack, ON).results}
    for path in data.draw(st.lists(st.sampled_from(leaves(plan)), max_size=4)):
        forget(plan, path)
    after = {result.rule: result.status for result in lint_in(plan, pack, ON).results}
    for rule, status in before.items():
        if status is Status.FINDING:
            assert after[rule] is not Status.CLEAR, rule


def test_a_plan_nobody_knows_anything_of_needs_data_everywhere():
    for jurisdiction in JURISDICTIONS:
        report = lint_in({}, pack_for(jurisdiction, ON), ON)
        assert report.verdict is Verdict.NEEDS_DATA
        assert all(one.status in (Status.NEEDS_DATA, Status.NOT_APPLICABLE) for one in report.results)
        assert not report.may_go_live()


def test_every_field_a_rule_reads_is_missed_when_it_is_gone():
    """Each leaf of the clean plan that any rule reads leaves a gap somewhere when forgotten."""
    unread_by_rules = set()
    for path in leaves(clean_plan()):
        plan = clean_plan()
        forget(plan, path)
        gaps = [gap for name in JURISDICTIONS for gap in lint_in(plan, pack_for(name, ON), ON).gaps]
        if not gaps:
            unread_by_rules.add(path[-1])
    assert {"roles", "rewards", "tiers", "licences", "caps", "buyback", "claims"}.isdisjoint(unread_by_rules)
    assert {"fee", "purchase_required", "metric", "channel", "rate_depends_on"}.isdisjoint(unread_by_rules)
