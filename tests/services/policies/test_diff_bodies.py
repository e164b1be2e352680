"""What two versions say differently."""

from services.policies.diff_bodies import BodyChange, diff_bodies
from tests.services.policies.bodies import TIERS


def test_the_same_says_nothing() -> None:
    assert diff_bodies(TIERS, {**TIERS}) == []


def test_each_place_that_differs_is_named() -> None:
    after = {key: value for key, value in TIERS.items() if key != "basis"} | {
        "window": {"calendar": "year"},
        "tiers": [TIERS["tiers"][0], {**TIERS["tiers"][1], "price_rate": "0.30"}, {"name": "third"}],
    }
    assert diff_bodies(TIERS, after) == [
        BodyChange("basis", "list", None, "after"),
        BodyChange("window.rolling_days", 365, None, "after"),
        BodyChange("window.calendar", None, "year", "before"),
        BodyChange("tiers[1].price_rate", "0.28", "0.30"),
        BodyChange("tiers[2]", None, {"name": "third"}, "before"),
    ]


def test_null_is_not_absence_and_true_is_not_one() -> None:
    assert diff_bodies({"a": None, "b": 1}, {"b": True}) == [
        BodyChange("a", None, None, "after"),
        BodyChange("b", 1, True),
    ]
