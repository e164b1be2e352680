"""The report an inspector reads, and the words a seller reads."""

from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from infra.errors import InvalidInput, NotFound
from infra.ids import new_id
from infra.scope import Scope
from services.compliance.evidence import evidence
from services.compliance.evidence_files import evidence_html, evidence_pdf, tables_of
from services.compliance.evidence_sql import FIGURES as ASKED
from services.compliance.evidence_sql import LISTINGS as LISTED
from services.compliance.evidence_words import COLUMNS, FIGURES, LISTINGS
from services.compliance.keep_evidence import MakeEvidence, keep_evidence, kept_evidence, show_evidence
from services.compliance.plain_words import plain_words
from services.compliance.scan_network import scan_network
from services.policies.kinds import RETURN_POLICY
from services.queries.oversight import list_evidence_reports
from services.queries.pages import PageRequest
from tests.services.wholesale.conftest import RIGHTS
from tests.support.shop import Shop
from tests.support.world import rows, run

SINCE, UNTIL = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)


async def test_every_figure_is_there_with_the_query_that_yields_it(shop: Shop) -> None:
    mei = await shop.keeper()
    boot = await shop.sku("BOOT", 10_000)
    await shop.lot(mei, boot, 10, paid_at=shop.clock.now(), net=60_000)
    await shop.sell(mei, {"COAT": 2})
    await scan_network(shop.scope, "demand")
    shop.clock.move_by(timedelta(minutes=1))
    report = await evidence(shop.scope, SINCE, UNTIL)
    told = {figure.name: figure.value for figure in report.figures}
    assert {name: told[name] for name in ("sellers", "headcount", "recorded_levels")} == {
        "sellers": 1,
        "headcount": 2,
        "recorded_levels": 2,
    }
    assert (told["retail_orders"], told["retail_net"], told["stock_net"]) == (1, 40_000, 60_000)
    assert (told["commission_accrued"], told["paid_above_the_seller"]) == (4_000, 0)
    assert (told["units_stocked"], told["units_sold_of_them"], told["sell_through"]) == (10, 0, "0.0000")
    assert report.levels == [1, 1]
    for figure in report.figures:
        ((again,),) = await rows(shop.scope, figure.query, SINCE, UNTIL) or [(None,)]
        assert again == figure.value or str(again) == figure.value, figure.name
    versions = next(one for one in report.listings if one.name == "plan_versions")
    assert [row[0] for row in versions.rows[:2]] == ["attribution_policy", "commission_plan"]
    assert report.hash == (await evidence(shop.scope, SINCE, UNTIL)).hash


async def test_a_report_is_kept_as_it_was_made(shop: Shop) -> None:
    mei = await shop.keeper()
    await shop.sell(mei, {"COAT": 1})
    shop.clock.move_by(timedelta(minutes=1))
    kept = await keep_evidence(shop.scope, MakeEvidence(SINCE, UNTIL, "for the inspector"))
    await shop.sell(mei, {"COAT": 1})
    shop.clock.move_by(timedelta(minutes=1))
    again = await kept_evidence(shop.scope, kept.evidence_id)
    assert again.hash == kept.hash != (await evidence(shop.scope, SINCE, UNTIL)).hash
    assert {one.name: one.value for one in again.figures}["retail_orders"] == 1
    read = await show_evidence(shop.scope, kept.evidence_id, "en")
    assert [table.name for table in read.tables][:2] == ["Brand", "Figures"]
    (row,) = (await list_evidence_reports(shop.scope, PageRequest())).rows
    assert (row.since, row.until, row.note, row.hash) == (SINCE, UNTIL, "for the inspector", kept.hash)
    with pytest.raises(asyncpg.PostgresError):
        await run(shop.scope, "UPDATE evidence_reports SET note = 'x' WHERE brand_id = $1")
    with pytest.raises(NotFound):
        await kept_evidence(shop.scope, new_id())


async def test_it_is_a_page_and_a_pdf_in_both_languages(shop: Shop) -> None:
    report = await evidence(shop.scope, SINCE, UNTIL)
    chinese, english = evidence_html(report, "zh").decode(), evidence_html(report, "en").decode()
    assert "合规证据报告" in chinese
    assert "不构成法律意见" in chinese
    assert "Compliance evidence" in english
    assert "SELECT count(*) FROM retail_orders" in english
    for language in ("zh", "en"):
        assert evidence_pdf(report, language).startswith(b"%PDF-")
    assert [name for name, _, _ in tables_of(report, "en")][:2] == ["Brand", "Figures"]


def test_every_word_is_there() -> None:
    assert {one.name for one in ASKED} == FIGURES.keys()
    assert {one.name for one in LISTED} == LISTINGS.keys()
    assert {column for one in LISTED for column in one.columns} <= COLUMNS.keys()


async def test_a_period_has_a_length(scope: Scope) -> None:
    with pytest.raises(InvalidInput):
        await evidence(scope, UNTIL, SINCE)


async def test_plain_words_follow_the_policies_in_force(shop: Shop) -> None:
    (before,) = await plain_words(shop.scope, "en")
    assert before.jurisdiction == "CN"
    assert [section.key for section in before.sections] == ["may_say", "may_not_say", "return", "leave"]
    assert before.sections[2].points == [
        "The brand sells no stock to resellers at present; you never need any."
    ]
    await shop.publish(RETURN_POLICY, {**RIGHTS, "window_days": 90})
    (english,) = await plain_words(shop.scope, "en")
    (chinese,) = await plain_words(shop.scope, "zh")
    assert (
        english.sections[2].points[0] == "You may send back unsold stock for 90 days after you paid for it."
    )
    assert "At most a share of 0.10 of the price is kept for restocking." in english.sections[2].points
    assert chinese.sections[2].points[0] == "未售库存自付款之日起 90 天内可退回。"
    assert "Within 30 days of joining" in english.sections[3].points[0]
    assert any("Order 444" in point for point in english.sections[1].points)
    assert "not legal advice" in english.note
