"""Every rule over one network that has something of everything, and over the same with one column not known."""

import pytest

from tests.commission.compliance.answers import read
from tests.commission.compliance.network.networks import found, order, payout, person, snapshot
from tests.commission.compliance.network.town import LESS_IN, TABLES, WHOLE_IN, whole, without


def _starting(words: str) -> dict[str, list[str]]:
    return {name: lines for name, lines in read("town.json").items() if name.startswith(words)}


@pytest.mark.parametrize("where", WHOLE_IN)
def test_what_every_rule_says_of_the_town(where: str) -> None:
    told = whole(where)
    kept = _starting(f"{where} ")
    assert told == {name: kept[name] for name in kept if " without " not in name}


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("where", LESS_IN)
def test_what_they_say_when_a_column_is_not_known(where: str, table: str) -> None:
    assert without(where, table) == _starting(f"{where} without {table}.")


@pytest.mark.parametrize("column", ["buyer", "kind", "paid"])
def test_orders_that_do_not_say_what_makes_them_retail_are_asked_for_it(column: str) -> None:
    """No order with a buyer once ended the count; and to find no retail there was to find no false retail."""
    bare = {key: value for key, value in order("o", "s", "s", 10).items() if key != column}
    (gap,) = found("N-10", "US", snapshot(person("s"), orders=[bare])).gaps
    assert (gap.severity.value, gap.path) == ("R+", f"$.orders[*].{column}")


def test_payouts_without_amounts_are_asked_for_them() -> None:
    bare = {key: value for key, value in payout("p", "s", 10).items() if key != "amount"}
    (gap,) = found("N-04", "CN", snapshot(person("s"), payouts=[bare])).gaps
    assert (gap.severity.value, gap.path) == ("I", "$.payouts[*].amount")
