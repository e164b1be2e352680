"""Accounts into persons."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from commission.compliance.counting.merge import merge_accounts


def merged(verified, ids, *keys):
    columns = [np.array(key, dtype=np.int64) for key in keys]
    proof = None if ids is None else np.array(ids, dtype=np.int64)
    return merge_accounts(len(verified), np.array(verified, dtype=bool), proof, columns).tolist()


def test_one_verified_identity_is_one_person_whatever_the_phones():
    assert merged([1, 1, 1], [7, 8, 7], [1, 2, 3]) == [0, 1, 0]


def test_accounts_without_proof_are_one_person_along_a_chain_of_shared_keys():
    # 0 and 1 share a phone, 1 and 2 a card, 3 nothing.
    assert merged([0, 0, 0, 0], None, [5, 5, 0, 0], [0, 9, 9, 4]) == [0, 0, 0, 1]


def test_two_proved_people_at_one_address_stay_two():
    assert merged([1, 1], [7, 8], [3, 3]) == [0, 1]


def test_an_account_without_proof_is_the_one_proved_person_it_shares_keys_with():
    assert merged([1, 0, 0], [7, 0, 0], [3, 3, 0], [0, 4, 4]) == [0, 0, 0]


def test_an_account_that_could_be_either_of_two_proved_people_is_nobodys():
    assert merged([1, 1, 0], [7, 8, 0], [3, 3, 3]) == [0, 1, 2]


def test_a_proved_account_without_the_proofs_hash_is_a_person_by_itself():
    assert merged([1, 1], [0, 0], [3, 3]) == [0, 1]


def test_no_key_links_nobody():
    assert merged([0, 0, 0], None, [0, 0, 0]) == [0, 1, 2]
    assert merged([0, 0], None) == [0, 1]


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=25))
def test_unproved_clusters_are_what_a_plain_search_finds(rows):
    phones, cards = [row[0] for row in rows], [row[1] for row in rows]
    person = merged([0] * len(rows), None, phones, cards)
    for one in range(len(rows)):
        reached, border = {one}, [one]
        while border:
            here = border.pop()
            for other in range(len(rows)):
                shared = (phones[here] and phones[here] == phones[other]) or (
                    cards[here] and cards[here] == cards[other]
                )
                if shared and other not in reached:
                    reached.add(other)
                    border.append(other)
        assert {other for other in range(len(rows)) if person[other] == person[one]} == reached
