"""`storelet scan-network`: rows or columns in, a count and a verdict out."""

import json

import pytest

from bench.networks import network, save
from cli.main import storelet
from cli.output import speak
from tests.commission.compliance.network.networks import AS_OF, customer, order, payout, person, stocking
from tests.commission.compliance.plans import clean_plan


def rows(*persons, **tables):
    return {
        "as_of": AS_OF,
        "period": {"from": "2025-07-01", "to": AS_OF},
        "currency": "CNY",
        "persons": persons,
    } | tables


@pytest.fixture
def run(tmp_path, capsys):
    def _run(document, *options):
        file = tmp_path / "network.json"
        file.write_text(document if isinstance(document, str) else json.dumps(document))
        code = speak(storelet, ["scan-network", str(file), *options])
        said = capsys.readouterr()
        return code, said.out, said.out + said.err

    return _run


def test_an_honest_network_with_its_plan(run, tmp_path):
    plan = tmp_path / "plan.json"
    plan.write_text(json.dumps(clean_plan()))
    seller = person("s", purchases_for_resale=28, retail_sales_verified=100, stock_value_at_list=0)
    document = rows(
        seller,
        customer("x"),
        orders=[stocking("o1", "s", 20, list=100), order("o2", "x", "s", 100)],
        payouts=[payout("p", "s", 10, source_order="o2")],
        buyback_claims=[],
    )
    code, out, _ = run(document, "--plan", str(plan))
    assert code == 0
    assert "2 people on 2 level(s), organiser and own level included" in out
    assert "CN China · CLEAR" in out
    assert "not legal advice" in out


def test_a_chain_with_paid_uplines_as_json(run):
    people = [person(f"p{n}", f"p{n - 1}" if n else None) for n in range(31)]
    pays = [payout("q", "p0", 1, upline_distance=2)]
    code, out, _ = run(rows(*people, payouts=pays), "--jurisdiction", "cn", "--json")
    document = json.loads(out)
    assert code == 1
    assert document["subject"]["count"]["heads_by_level"] == [1] * 32
    assert document["jurisdictions"][0]["verdict"] == "block"


def test_people_in_a_circle_end_with_two_and_their_names(run):
    code, _, said = run(rows(person("a", "c"), person("b", "a"), person("c", "b")), "--jurisdiction", "CN")
    assert code == 2
    assert "a cycle of 3: each was brought in by the next: a > c > b > a" in " ".join(said.split())


def test_chinese_and_sarif(run):
    assert "含组织者及其本层级" in run(rows(person("a")), "--jurisdiction", "CN", "--lang", "zh")[1]
    log = json.loads(run(rows(person("a")), "--jurisdiction", "CN", "--sarif")[1])
    assert [rule["id"] for rule in log["runs"][0]["tool"]["driver"]["rules"]][:2] == ["N-01", "N-02"]


@pytest.mark.parametrize(
    ("text", "says"), [("{", "not JSON"), ("{}", "persons"), ('{"persons": 1}', "$.persons")]
)
def test_what_is_no_snapshot_ends_with_two(run, text, says):
    code, _, said = run(text, "--jurisdiction", "CN")
    assert code == 2
    assert says in said or "required field" in said


def test_a_snapshot_needs_a_jurisdiction(run):
    code, _, said = run(rows(person("a")))
    assert code == 2
    assert "name a jurisdiction" in said


def test_columns_of_a_larger_network(tmp_path, capsys):
    file = tmp_path / "network.npz"
    save(file, network(people=2000, orders=20_000))
    assert speak(storelet, ["scan-network", str(file), "--jurisdiction", "CN", "--json"]) == 1
    count = json.loads(capsys.readouterr().out)["subject"]["count"]
    assert count["headcount"] == 201
    assert sum(count["heads_by_level"]) == 201


def test_an_archive_that_is_none_ends_with_two(tmp_path, capsys):
    file = tmp_path / "network.npz"
    file.write_bytes(b"PK nothing")
    assert speak(storelet, ["scan-network", str(file), "--jurisdiction", "CN"]) == 2
    assert "not a NumPy archive" in capsys.readouterr().err
