"""Reports: hashes that pin, exit codes that are honest, gates that hold."""

from datetime import date

from commission.compliance.lint import lint_plan
from tests.commission.compliance.plans import changed, clean_plan

ON = date(2026, 3, 1)


def test_the_same_plan_pack_and_day_give_the_same_hash_and_any_change_another():
    first, again = lint_plan(clean_plan(), ON), lint_plan(clean_plan(), ON)
    assert first.hash == again.hash
    assert first.as_document()["report_hash"] == first.hash
    assert lint_plan(changed("plan_id", "other"), ON).hash != first.hash
    assert lint_plan(clean_plan(), date(2026, 3, 2)).hash != first.hash


def test_a_report_says_what_it_is_not():
    document = lint_plan(clean_plan(), ON).as_document()
    assert "not legal advice" in document["disclaimer"]["en"]
    assert "不构成法律意见" in document["disclaimer"]["zh"]


def test_exit_codes():
    assert lint_plan(clean_plan(), ON).exit_code == 0
    assert lint_plan(changed("sells.static_return", True), ON).exit_code == 1
    assert lint_plan(changed("caps.relation_chain_stored_depth", 2), ON).exit_code == 1
    assert lint_plan(changed("sells.static_return", None), ON).exit_code == 3
    assert lint_plan(changed("consumer_return.window_days", 6), ON).exit_code == 4
    assert lint_plan(changed("caps.payout_per_order_pct_net", "0.51"), ON, ["US"]).exit_code == 0


def test_an_illegal_finding_cannot_be_signed_off_and_a_review_can():
    illegal = lint_plan(changed("sells.static_return", True), ON).jurisdictions[0]
    assert not illegal.may_go_live(frozenset({"P-18"}))
    review = lint_plan(changed("consumer_return.window_days", 6), ON).jurisdictions[0]
    assert [finding.rule for finding in review.needs_sign_off()] == ["P-12"]
    assert not review.may_go_live()
    assert review.may_go_live(frozenset({"P-12"}))
    assert not lint_plan(changed("sells.static_return", None), ON).jurisdictions[0].may_go_live()


def test_conduct_does_not_make_a_pyramid():
    report = lint_plan(changed("promotion.disclosure_tag_required", False), ON).jurisdictions[0]
    assert report.verdict.value == "illegal"
    assert report.pyramid_verdict.value == "clear"
