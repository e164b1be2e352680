"""Which location serves an order."""

import pytest

from infra.ids import new_id
from services.inventory.allot import Free, Hold, Wanted, allot
from services.inventory.errors import OutOfStock, Shortage

A, B, NEAR, FAR = new_id(), new_id(), new_id(), new_id()
ONE, TWO = new_id(), new_id()


def test_one_location_that_has_everything_is_preferred_to_the_first_that_has_some() -> None:
    holds = allot(
        [Wanted(ONE, A, 2, "lines[0]"), Wanted(TWO, B, 1, "lines[1]")],
        [Free(NEAR, A, 5), Free(FAR, A, 2), Free(FAR, B, 1)],
    )
    assert holds == [Hold(ONE, FAR, A, 2), Hold(TWO, FAR, B, 1)]


def test_a_line_is_split_where_no_location_has_it_whole() -> None:
    assert allot([Wanted(ONE, A, 5, "lines[0]")], [Free(NEAR, A, 3), Free(FAR, A, 4)]) == [
        Hold(ONE, NEAR, A, 3),
        Hold(ONE, FAR, A, 2),
    ]


def test_every_short_line_is_named_with_what_is_left_for_it() -> None:
    with pytest.raises(OutOfStock) as refused:
        allot(
            [
                Wanted(ONE, A, 2, "lines[0]"),
                Wanted(TWO, A, 2, "lines[1]"),
                Wanted(new_id(), B, 1, "lines[2]"),
            ],
            [Free(NEAR, A, 3)],
        )
    assert refused.value.shortages == (Shortage("lines[1]", 2, 1), Shortage("lines[2]", 1, 0))
    assert [(fault.path, fault.message) for fault in refused.value.faults] == [
        ("lines[1].qty", "only 1 left"),
        ("lines[2].qty", "nothing left"),
    ]
