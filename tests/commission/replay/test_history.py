"""What an order is told of its customer: the touches and bindings of visitors while these were the customer."""

from datetime import UTC, datetime, timedelta

from commission.attribution.facts import Binding
from commission.replay.events import StatusChanged, Touched
from commission.replay.history import History
from commission.replay.together import Together

DAY = timedelta(days=1)
LONG = 100 * DAY


def day(number: int) -> datetime:
    return datetime(2026, 3, 1, tzinfo=UTC) + number * DAY


def touched(number: int, visitor: str = "v", store_open: bool = True, seller: str = "s") -> Touched:
    return Touched(f"t{number}", day(number), visitor, seller, "wechat", "link", store_open)


def history(*more: Touched | StatusChanged) -> History:
    """Touches on days 1 to 6; the visitor is c1 from day 2 on, and c2 from day 4 on."""
    made = History([*(touched(number) for number in range(1, 7)), *more])
    made.identify("v", "c1", day(2))
    made.identify("v", "c2", day(4))
    made.identify("v", "c2", day(5))
    return made


def touches(made: History, customer: str, at: int = 9, window: timedelta = LONG) -> list[str]:
    return [touch.id for touch in made.touches_of(customer, day(at), window)]


def test_a_touch_is_the_customers_who_was_identified_last_before_it() -> None:
    made = history()
    assert (touches(made, "c1"), touches(made, "c2"), touches(made, "c3")) == (
        ["t3", "t2", "t1"],
        ["t6", "t5", "t4"],
        [],
    )
    assert [made.owner("v", day(number)) for number in (1, 2, 3, 4, 6)] == ["c1", "c1", "c1", "c2", "c2"]
    assert (made.owner("unheard of", day(1)), History([touched(1)]).owner("v", day(1))) == (None, None)


def test_neither_what_is_to_come_nor_what_the_window_leaves_out() -> None:
    made = history()
    assert touches(made, "c2", at=5) == ["t5", "t4"]
    assert touches(made, "c2", at=8, window=3 * DAY) == ["t6"]
    assert touches(made, "c1", at=8, window=5 * DAY) == []
    assert touches(made, "c1", at=8, window=6 * DAY) == ["t3"]


def test_an_owner_who_comes_back_has_both_reigns() -> None:
    made = history()
    made.identify("v", "c1", day(6))
    assert (touches(made, "c1"), touches(made, "c2")) == (["t6", "t3", "t2", "t1"], ["t5", "t4"])
    assert touches(made, "c1", at=9, window=4 * DAY) == ["t6"]


def test_an_identification_taken_back_was_never_made() -> None:
    made = history()
    made.forget("v", "c2", day(7))
    made.forget("unheard of", "c2", day(4))
    assert touches(made, "c2") == ["t6", "t5", "t4"]
    made.forget("v", "c2", day(4))
    assert (touches(made, "c1"), touches(made, "c2")) == (["t4", "t3", "t2", "t1"], ["t6", "t5"])
    made.forget("v", "c2", day(5))
    assert (touches(made, "c1"), touches(made, "c2")) == (["t6", "t5", "t4", "t3", "t2", "t1"], [])
    made.forget("v", "c1", day(2))
    assert (touches(made, "c1"), made.owner("v", day(3))) == ([], None)


def test_bindings_are_the_customers_own_and_those_of_visitors_while_these_were_theirs() -> None:
    made = history()
    bound = [Binding(f"b{number}", day(number), "s", visitor="v") for number in range(1, 7)]
    own = Binding("b0", day(0), "s", customer="c1")
    for each in (own, *bound, Binding("b7", day(7), "s", visitor="w")):
        made.bind(each)
    made.identify("w", "c3", day(8))
    assert [each.id for each in made.bindings_of("c1")] == ["b0", "b1", "b2", "b3"]
    assert [each.id for each in made.bindings_of("c2")] == ["b4", "b5", "b6"]
    assert [each.id for each in made.bindings_of("c3")] == ["b7"]


def test_a_touch_is_active_where_the_store_was_open_and_the_seller_at_work() -> None:
    """Whatever changed at a touch's instant had changed before it."""
    changes = [
        StatusChanged("x1", day(3), "s", "suspended"),
        StatusChanged("x2", day(5), "s", "active"),
        StatusChanged("x3", day(2), "other", "suspended"),
    ]
    made = history(*changes, touched(7, store_open=False), touched(8, seller="other"))
    assert {touch.id: touch.seller_active for touch in made.touches_of("c2", day(9), LONG)} == {
        "t8": False,
        "t7": False,
        "t6": True,
        "t5": True,
        "t4": False,
    }
    assert {touch.id: touch.seller_active for touch in made.touches_of("c1", day(9), LONG)} == {
        "t3": False,
        "t2": True,
        "t1": True,
    }


def test_who_is_merged_with_another_is_no_longer_with_the_first() -> None:
    together = Together()
    together.merge("c", "a")
    together.merge("c", "b")
    assert [list(together.members(name)) for name in ("a", "b", "c")] == [["a"], ["b", "c"], ["b", "c"]]
    together.part("c")
    assert [list(together.members(name)) for name in ("a", "b", "c")] == [["a"], ["b"], ["c"]]
