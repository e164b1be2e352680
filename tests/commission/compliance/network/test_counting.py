"""compliance.md, 5.4, on trees worked out by hand."""

import pytest

from commission.compliance.counting.levels import NetworkCount, leader_count, merged_headcount
from commission.compliance.scan import scan_network
from commission.compliance.schemas import DocumentRefused
from tests.commission.compliance.network.networks import customer, order, payout, person, snapshot, view


def test_the_organiser_and_his_level_are_counted():
    #  organiser          level 1
    #   a      b          level 2
    #  c d                level 3
    #  e                  level 4
    counted = view(
        person("a"), person("b"), person("c", "a"), person("d", "a"), person("e", "c")
    ).counted.count
    assert counted == NetworkCount(recorded_levels=4, headcount=6, heads_by_level=(1, 2, 2, 1))


def test_nobody_but_the_organiser():
    assert view(customer("x")).counted.count == NetworkCount(1, 1, (1,))


def test_a_customer_is_no_node_and_his_guests_stand_below_the_organiser():
    # a invited customer x, who invited seller b: x is not counted, and b hangs below the organiser.
    counted = view(person("a"), customer("x", invited_by="a"), person("b", "x")).counted.count
    assert counted == NetworkCount(2, 3, (1, 2))


def test_a_customer_who_may_earn_or_bring_others_in_is_a_participant():
    earning = view(person("a"), customer("x", invited_by="a", can_earn=True)).counted.count
    assert earning == NetworkCount(3, 3, (1, 1, 1))
    inviting = view(person("a"), customer("x", invited_by="a", can_invite=True)).counted.count
    assert inviting.headcount == 3


def test_who_ever_paid_an_entry_pack_is_a_participant():
    pack = order("o", "x", None, 500, kind="entry_pack", buyer_role_at_order="participant")
    assert view(person("a"), customer("x", invited_by="a"), orders=[pack]).counted.count.headcount == 3
    unpaid = {**pack, "paid": False}
    assert view(person("a"), customer("x", invited_by="a"), orders=[unpaid]).counted.count.headcount == 2


def test_a_supplying_upline_stands_above_where_no_inviter_does():
    # b was invited by nobody and buys from a; c was invited by b and buys from a: the inviter comes first.
    edges = [
        {"from": "a", "to": "b", "kind": "supply", "since": "2025-01-01"},
        {"from": "a", "to": "c", "kind": "supply", "since": "2025-01-01"},
        {"from": "x", "to": "a", "kind": "supply", "since": "2025-01-01"},
    ]
    counted = view(person("a"), person("b"), person("c", "b"), customer("x"), edges=edges).counted.count
    assert counted == NetworkCount(4, 4, (1, 1, 1, 1))


def test_the_earliest_supplier_counts():
    edges = [
        {"from": "b", "to": "c", "kind": "supply", "since": "2025-02-01"},
        {"from": "a", "to": "c", "kind": "supply", "since": "2025-01-01"},
    ]
    network = view(person("a"), person("b", "a"), person("c"), edges=edges)
    assert network.counted.count.heads_by_level == (1, 1, 2)


def test_an_invitation_recorded_as_an_edge_counts_where_the_row_says_nothing():
    edges = [{"from": "a", "to": "b", "kind": "invite", "since": "2025-01-01"}]
    assert view(person("a"), person("b"), edges=edges).counted.count.heads_by_level == (1, 1, 1)


def test_two_accounts_of_one_verified_person_are_one_head():
    # a and a2 are one person: a2's guest hangs below a, and a2's own inviter, a, is himself.
    same = {"identity": {"verified_id_hash": "id 1"}}
    counted = view(person("a", **same), person("a2", "a", **same), person("b", "a2")).counted.count
    assert counted == NetworkCount(3, 3, (1, 1, 1))


def test_ten_unproved_accounts_on_one_phone_are_one_head():
    phone = {"kyc": "none", "identity": {"phone_hash": "138"}}
    counted = view(*(person(f"p{n}", **phone) for n in range(10))).counted.count
    assert counted == NetworkCount(2, 2, (1, 1))


def test_a_merge_takes_the_invitation_of_the_account_that_joined_first():
    # a1 (2024, nobody's guest) and a2 (2025, guest of b, whom a1 invited) are one: no circle comes of it.
    same = {"identity": {"verified_id_hash": "id 1"}}
    network = view(
        person("a1", **same),
        person("b", "a1"),
        person("a2", "b", joined="2025-01-01", **same),
        person("c", "a2"),
    )
    assert network.counted.count.heads_by_level[0] == 1
    assert network.persons == 3


def test_a_leaver_who_still_earns_keeps_his_place_and_what_grew_later():
    # b left (a customer now) and is still paid: he and d, who came later, stay where they were.
    left = customer("b", invited_by="a")
    tree = [person("a"), left, person("d", "b", joined="2026-05-01")]
    still = view(*tree, payouts=[payout("p", "b", 5, upline_distance=1)]).counted.count
    assert still == NetworkCount(4, 4, (1, 1, 1, 1))
    taken_back = view(*tree, payouts=[payout("p", "b", 5, status="clawed_back")]).counted.count
    assert taken_back == NetworkCount(2, 3, (1, 2))


def test_a_leader_is_charged_with_his_own_tree_himself_as_level_one():
    network = view(person("a"), person("b", "a"), person("c", "b"), person("d", "b"), person("e"))
    leader = network.counted.members.tolist().index(1)
    assert network.name(1) == "b"
    assert leader_count(network.counted, leader) == NetworkCount(2, 3, (1, 2))


def test_organisations_are_summed_once_one_of_them_has_three_levels():
    # Twenty and fifteen people beside the organisers, who are counted once.
    three, two = NetworkCount(3, 21, (1, 5, 15)), NetworkCount(2, 16, (1, 15))
    assert merged_headcount([three, two]) == 36
    assert merged_headcount([two, two]) == 16
    assert merged_headcount([]) == 0


@pytest.mark.parametrize("length", [2, 3, 4, 9])
def test_people_below_themselves_are_refused_and_named(length):
    ring = [person(f"p{n}", f"p{(n + 1) % length}") for n in range(length)]
    with pytest.raises(DocumentRefused) as refused:
        scan_network(snapshot(*ring, person("guest", "p0")), ["CN"])
    names = " > ".join([*(f"p{n}" for n in range(length)), "p0"])
    assert [str(fault) for fault in refused.value.faults] == [
        f"$.persons: a cycle of {length}: each was brought in by the next: {names}"
    ]


def test_whoever_invited_himself_is_refused():
    with pytest.raises(DocumentRefused, match="invited by themselves: a"):
        scan_network(snapshot(person("a", "a")), ["CN"])


def test_a_cycle_through_a_supplier_is_refused_too():
    edges = [{"from": "c", "to": "a", "kind": "supply", "since": "2025-01-01"}]
    with pytest.raises(DocumentRefused, match="a cycle of 3"):
        scan_network(snapshot(person("a"), person("b", "a"), person("c", "b"), edges=edges), ["CN"])
