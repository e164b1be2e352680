"""Files that banks take."""

import pytest

from infra.rails.pain001 import Pain001
from infra.rails.rail import PayoutAsked, RailNotSetUp

PAYER = {"name": "Brand GmbH", "iban": "DE89370400440532013000", "bic": "COBADEFFXXX", "date": "2026-04-01"}
ITEM = PayoutAsked("0199", 99_100, "EUR", "Li Mei", "FR1420041010050500013M02606", "BNPAFRPPXXX", "P1")


def test_a_credit_transfer_follows_its_schema_and_carries_keys_and_cents() -> None:
    xml = Pain001().export("P1", PAYER, [ITEM]).decode()
    assert "pain.001.001.03" in xml
    assert "<EndToEndId>0199</EndToEndId>" in xml
    assert '<InstdAmt Ccy="EUR">991.00</InstdAmt>' in xml


def test_what_the_schema_refuses_is_said_and_not_written() -> None:
    with pytest.raises(RailNotSetUp, match="lack iban"):
        Pain001().export("P1", {**PAYER, "iban": ""}, [ITEM])
    yen = PayoutAsked("1", 1, "JPY", "Li", ITEM.account_number, "BNPAFRPPXXX", "P1")
    with pytest.raises(RailNotSetUp, match="JPY has no hundredths"):
        Pain001().export("P1", PAYER, [yen])
    with pytest.raises(RailNotSetUp, match="one currency"):
        Pain001().export("P1", PAYER, [ITEM, yen])
    with pytest.raises(RailNotSetUp, match="schema"):
        Pain001().export("P1", PAYER, [PayoutAsked("1", 1, "CNY", "Li", "62220001", "BNPAFRPPXXX", "P1")])


def test_a_currency_other_than_the_euro_goes_without_the_sepa_service_level() -> None:
    pounds = PayoutAsked("0200", 5, "GBP", "Ann Li", "GB29NWBK60161331926819", "NWBKGB2LXXX", "P1")
    xml = Pain001().export("P1", PAYER, [pounds]).decode()
    assert '<InstdAmt Ccy="GBP">0.05</InstdAmt>' in xml
    assert "SEPA" not in xml
    assert "<Cd>SEPA</Cd>" in Pain001().export("P1", PAYER, [ITEM]).decode()
