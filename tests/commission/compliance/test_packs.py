"""Packs: versions in force by day, data that rules can stand on, hashes that pin them."""

from datetime import date

import pytest

from commission.compliance.canonical import canonical_json, content_hash
from commission.compliance.jurisdiction_terms import (
    buyback_days,
    consumer_return_days,
    floor_rate,
    restocking_ceiling,
    total_rate_cap,
    upline_cap,
)
from commission.compliance.packs import JURISDICTIONS, PackNotFound, all_packs, pack_for, pack_version
from commission.compliance.registry import PLAN_RULES
from commission.compliance.vocabulary import Severity
from commission.plans.ceilings import statutory_rate_ceiling

ON = date(2026, 3, 1)


def test_every_jurisdiction_of_the_schema_has_a_pack_in_force():
    assert [pack_for(name, ON).version for name in JURISDICTIONS] == ["2026.1"] * 12


def test_the_uk_pack_changes_with_the_act_of_2024():
    assert pack_for("UK", date(2025, 4, 5)).version == "2025.1"
    assert pack_for("UK", date(2025, 4, 6)).version == "2026.1"
    assert "UK-DMCC-20" not in pack_version("UK", "2025.1").citations
    assert "UK-DMCC-20" in pack_version("UK", "2026.1").citations


def test_koreas_price_cap_rises_with_its_pack():
    assert pack_for("KR", date(2025, 5, 31)).rules["P-19"]["unit_cap"] == "1600000"
    assert pack_for("KR", date(2025, 6, 1)).rules["P-19"]["unit_cap"] == "2000000"


def test_before_the_first_pack_there_is_no_judgement():
    with pytest.raises(PackNotFound, match="no rule pack for CN is in force on 2024-12-31"):
        pack_for("CN", date(2024, 12, 31))
    with pytest.raises(PackNotFound, match="no rule pack CN 1999"):
        pack_version("CN", "1999")


def test_two_versions_of_a_jurisdiction_never_overlap():
    for one in all_packs():
        for other in all_packs():
            if one is not other and one.jurisdiction == other.jurisdiction:
                assert not (one.in_force(other.effective_from) and other.in_force(other.effective_from))


def test_each_entry_has_known_severities_and_citations_with_grades():
    known = {rule.id for rule in PLAN_RULES}
    for pack in all_packs():
        for rule, entry in pack.rules.items():
            assert rule in known or rule.startswith("N-")
            assert entry["cites"], (pack.jurisdiction, rule)
            assert {Severity(word) for word in entry["severity"].values()} <= set(Severity)
        assert {citation.grade for citation in pack.citations.values()} <= {"V1", "V2", "G-h", "G-m", "G-l"}
        assert all(citation.text.en and citation.text.zh for citation in pack.citations.values())


def test_no_two_packs_share_a_hash_and_a_hash_is_stable():
    hashes = [pack.hash for pack in all_packs()]
    assert len(set(hashes)) == len(hashes)
    assert content_hash({"b": "0.30", "a": 1}) == content_hash({"a": 1, "b": "0.30"})
    assert canonical_json({"rate": 0.3, "days": 365.0}) == '{"days":365,"rate":"0.3"}'


def test_what_other_parts_ask_of_china():
    assert str(total_rate_cap("CN", ON)) == "0.30"
    assert str(restocking_ceiling("CN", ON)) == "0.10"
    assert str(floor_rate("CN", ON)) == "0.90"
    assert consumer_return_days("CN", ON) == 7
    assert buyback_days("CN", ON) == 365


def test_days_to_return_elsewhere():
    assert [consumer_return_days(name, ON) for name in ("EU", "UK", "NO", "KR")] == [14, 14, 14, 14]
    assert consumer_return_days("US", ON) is None


def test_nobody_above_the_seller_is_paid_anywhere():
    assert {upline_cap(name, ON) for name in JURISDICTIONS} == {0}
    with pytest.raises(PackNotFound):
        upline_cap("XX", ON)


@pytest.mark.parametrize("name", JURISDICTIONS)
def test_the_ceiling_the_commission_law_uses_is_the_packs(name):
    assert statutory_rate_ceiling(name) == total_rate_cap(name, ON)
