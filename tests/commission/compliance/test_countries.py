"""A brand's country finds the pack that judges it."""

import pytest

from commission.compliance.countries import EU_MEMBERS, pack_of
from commission.compliance.packs import JURISDICTIONS


@pytest.mark.parametrize(
    ("country", "pack"), [("GB", "UK"), ("FR", "EU"), ("CN", "CN"), ("NO", "NO"), ("BR", "BR")]
)
def test_a_country_is_judged_by_its_law(country: str, pack: str) -> None:
    assert pack_of(country) == pack


def test_the_union_has_twenty_seven_members() -> None:
    assert len(EU_MEMBERS) == 27
    assert not EU_MEMBERS & set(JURISDICTIONS)
