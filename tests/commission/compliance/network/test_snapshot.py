"""Reading a snapshot: rows and columns, what is refused and where, and the published schema."""

import json

import numpy as np
import pytest
from jsonschema import Draft202012Validator

from commission.compliance.network.columns import UNKNOWN_MONEY
from commission.compliance.network.document import decode_snapshot, published_schema
from commission.compliance.network.snapshot import snapshot_of
from commission.compliance.schemas import DocumentRefused, schema
from tests.commission.compliance.network.networks import (
    AS_OF,
    customer,
    order,
    payout,
    person,
    snapshot,
    stocking,
)

HEAD = {"as_of": AS_OF, "period_from": "2025-07-01", "period_to": AS_OF}

# The snapshot of compliance.md, 5.2, with one choice taken wherever it lists several.
PRINTED = """
{"as_of":"2026-06-30","plan_version":"str","period":{"from":"2025-07-01","to":"2026-06-30"},
 "persons":[{"person_id":"p1","accounts":["a1"],"kyc":"verified","excluded_category":null,
  "classification_at_enrolment":"customer","classification_now":"participant","reclassified_at":null,
  "joined":"2025-07-01","invited_by":null,"bound_seller":null,"fees_paid":0,"purchases_own":0,
  "purchases_for_resale":0,"returned":0,"buyback_refunds":0,"tier":"T1","tier_threshold":0,"retail_sales_verified":0,
  "retail_customers_distinct":0,"rewards":{"own_retail":0,"upline_sales":0,"upline_purchases":0,"recruit":0},
  "costs":0,"stock_units_est":0,"stock_value_at_cost":0,"supplier":"company"}],
 "edges":[{"from":"p1","to":"p1","kind":"attribution","since":"2025-07-01"}],
 "orders":[{"order_id":"o1","buyer":"p1","buyer_role_at_order":"customer","seller":"p1","kind":"end_customer",
  "list":0,"net":0.5,"paid":true,"delivered":true,"return_window_ends":"2026-07-01","returned":0,
  "address_hash":"x","payment_hash":"y","device_hash":"z"}],
 "payouts":[{"payout_id":"p","reward_id":"R1","payee":"p1","source_order":"o1","source_event":"str",
  "upline_distance":0,"amount":0,"base":0,"status":"held"}],
 "buyback_claims":[{"person_id":"p1","requested":"2026-01-01","decided":"2026-01-02","granted":true,"refund":0,
  "days_to_pay":0,"reason":"str"}],
 "complaints":[{"person_id":"p1","topic":"refund","date":"2026-01-01"}]}
"""


def test_the_published_schema_is_that_of_the_types_that_read():
    assert schema("network_snapshot") == json.loads(json.dumps(published_schema()))
    Draft202012Validator.check_schema(schema("network_snapshot"))


def test_the_printed_snapshot_is_read_and_obeys_the_schema():
    assert decode_snapshot(PRINTED.encode()).persons[0].person_id == "p1"
    assert not list(Draft202012Validator(schema("network_snapshot")).iter_errors(json.loads(PRINTED)))


def test_amounts_are_minor_units_and_unknown_is_not_nothing():
    made = snapshot(person("a", fees_paid="12.34"), person("b", fees_paid=None))
    assert made["persons"].columns["fees_paid"].tolist() == [1234, UNKNOWN_MONEY]
    assert made["persons"].known("fees_paid").tolist() == [1234, 0]
    assert made["persons"].unknown("fees_paid", "joined") == 1
    assert snapshot(person("a", fees_paid=5), currency="KRW")["persons"].columns["fees_paid"].tolist() == [5]


@pytest.mark.parametrize(
    ("people", "tables", "path"),
    [
        ([person("a"), person("a")], {}, "$.persons: `a` is there twice"),
        ([person("a", "ghost")], {}, "$.persons[0].invited_by: `ghost` is not in this file"),
        ([person("a", joined="2026-02-30")], {}, "$.persons[0].joined: `2026-02-30` is no date"),
        ([person("a", fees_paid="0.001")], {}, "$.persons[0].fees_paid: more decimals than the currency has"),
        ([person("a", excluded_category="king")], {}, "$.persons[0].excluded_category: `king` is none of"),
        ([person("a", accounts=["1"]), person("b", accounts=["1"])], {}, "$.persons[1].accounts"),
        (
            [person("a")],
            {"payouts": [payout("p", "a", 1, source_order="o9")]},
            "$.payouts[0].source_order: `o9`",
        ),
        ([person("a", kyc="perhaps")], {}, "$.persons[0].kyc"),
        ([person("a")], {"as_of": 5}, "$.as_of"),
    ],
)
def test_a_fault_is_named_at_its_path(people, tables, path):
    with pytest.raises(DocumentRefused) as refused:
        snapshot(*people, **tables)
    assert path in str(refused.value)


@pytest.mark.parametrize("text", [b"", b"{", b"[]", b"{}", b'{"persons": 5}', b"\xff"])
def test_what_is_no_snapshot_is_refused(text):
    with pytest.raises(DocumentRefused):
        decode_snapshot(text)


@pytest.mark.parametrize(
    ("columns", "fault"),
    [
        ({}, "a network has a table of persons"),
        ({"persons.age": np.array([1])}, "$.persons.age: no such column"),
        ({"persons.joined": np.array([1]), "persons.kyc": np.array([1, 1])}, "one length"),
        ({"persons.joined": np.array([[1]])}, "one dimension"),
        ({"persons.fees_paid": np.array([0.5])}, "whole numbers are wanted"),
        ({"persons.kyc": np.array([3])}, "a word is numbered 0 to 2"),
        ({"persons.invited_by": np.array([1])}, "a position in `persons`, or -1"),
        ({"persons.joined": np.array([2**40])}, "does not fit int32"),
    ],
)
def test_columns_that_are_wrong_are_refused(columns, fault):
    with pytest.raises(DocumentRefused, match=fault.replace("$", r"\$")):
        snapshot_of(HEAD, columns)


def test_a_head_without_a_day_is_refused():
    with pytest.raises(DocumentRefused, match="as_of: a date like"):
        snapshot_of({}, {"persons.joined": np.array([1])})


def test_rows_and_columns_are_the_same_snapshot():
    made = snapshot(
        person("a"), customer("x", invited_by="a"), orders=[order("o1", "x", "a", 10), stocking("o2", "a", 5)]
    )
    columns = {
        f"{name}.{key}": values
        for name, table in made.tables.items()
        for key, values in table.columns.items()
    }
    again = snapshot_of({**HEAD, "currency": "CNY"}, columns)
    for name, table in made.tables.items():
        for key, values in table.columns.items():
            assert again[name].columns[key].tolist() == values.tolist()
