"""`storelet export-history` as a person meets it: files, days, words and exit codes."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli import export_history as command
from cli.main import storelet
from infra.ids import new_id
from services.history.compare_history import Difference, HistoryCompared
from services.history.export_history import HistoryExported
from services.history.left_out import LeftOut
from services.people.find_brand import BrandFacts

BRAND = BrandFacts(new_id(), "b", "B", "CNY", "CN", "Asia/Shanghai", "zh")
EXPORTED = HistoryExported(
    since=datetime(2026, 1, 1, tzinfo=UTC),
    until=datetime(2026, 2, 1, tzinfo=UTC),
    carried=True,
    sellers=2,
    skus=3,
    coupons=0,
    events={"retail_orders": 1_200, "parked_refunds": 1},
    left_out=LeftOut(customer_refunds_due=700, late_maturity=12),
)


def refused(*arguments: str) -> str:
    result = CliRunner().invoke(storelet, ["export-history", "--brand", "b", *arguments])
    assert result.exit_code == 2
    return result.output


def test_days_are_the_brands() -> None:
    assert command.instant("2026-07-01", BRAND, "--from") == datetime(2026, 6, 30, 16, tzinfo=UTC)
    assert command.instant("2026-07-01", BRAND, "--to", end_of_day=True) == datetime(
        2026, 7, 1, 15, 59, 59, 999_999, tzinfo=UTC
    )
    assert command.instant("2026-07-01T00:00:00Z", BRAND, "--to", end_of_day=True) == datetime(
        2026, 7, 1, tzinfo=UTC
    )
    assert command.instant(None, BRAND, "--to") is None
    with pytest.raises(Exception, match="--to: July is no day"):
        command.instant("July", BRAND, "--to")


def test_nothing_is_written_over_and_standard_output_holds_one_thing(tmp_path: Path) -> None:
    there = tmp_path / "history.json"
    there.write_text("mine")
    assert "is there already; --force writes over it" in refused(str(there))
    assert there.read_text() == "mine"
    assert "--json and --check need a FILE" in refused("-", "--json")
    assert "--json and --check need a FILE" in refused("-", "--check")
    assert "Missing option '--brand'" in CliRunner().invoke(storelet, ["export-history"]).output


def test_a_file_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "history.json"

    def half() -> None:
        with command.writing(path) as out:
            out.write("half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half()
    assert list(tmp_path.iterdir()) == []
    with command.writing(path) as out:
        out.write("whole")
    assert (path.read_text(), path.stat().st_mode & 0o777) == ("whole", 0o600)
    with (
        pytest.raises(Exception, match="cannot be written: No such file"),
        command.writing(tmp_path / "no" / "x"),
    ):
        pass


def test_what_is_said(tmp_path: Path) -> None:
    good = HistoryCompared(same=True, sellers=2, standing=True, trial_balance={}, rejected=[], differences=[])
    text = command.summary(Path("h.json"), EXPORTED, good)
    assert text.splitlines() == [
        "h.json: 2026-01-01T00:00:00+00:00 to 2026-02-01T00:00:00+00:00",
        "  2 sellers, 3 SKUs, 0 coupons",
        "  1,200 retail orders, 1 parked refunds",
        "  What came before is in the file too: balances, lots, volumes and caps rest on it.",
        "  Not in the file: 700 owed for payments that no order took (cash that a replay does not have).",
        "  Not in the file: 12 due and not matured yet: a replay matures it.",
        "  Replayed: 2 sellers' pending, available, in flight, paid, tier, volume, and the trial balance.",
        "  All of it is what the books say, to the cent.",
    ]
    bad = HistoryCompared(
        same=False,
        sellers=2,
        standing=False,
        trial_balance={},
        rejected=[{"event": "h1", "reason": "7 of s can be paid, not 9"}],
        differences=[Difference("s available", 1, 2)],
    )
    assert command.check_lines(bad) == [
        "  Replayed: 2 sellers' pending, available, in flight, paid, and the trial balance.",
        "  differs  s available: 1 in the books, 2 replayed",
        "  refused  h1: 7 of s can be paid, not 9",
        "  1 differences, 1 events refused.",
    ]


def test_a_command_from_end_to_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command over a stand-in of its work: what is printed, and the exit code where the books differ."""
    compared = HistoryCompared(
        same=False,
        sellers=1,
        standing=True,
        trial_balance={},
        rejected=[],
        differences=[Difference("cash", 1, 2)],
    )

    def instead(work: object) -> object:
        work.close()  # type: ignore[attr-defined]
        return EXPORTED, compared

    monkeypatch.setattr(command, "run", instead)
    result = CliRunner().invoke(
        storelet, ["export-history", "--brand", "b", str(tmp_path / "h.json"), "--check", "--json"]
    )
    assert result.exit_code == 1
    printed = json.loads(result.stdout.splitlines()[0])
    assert printed["check"]["differences"] == [{"what": "cash", "live": 1, "replayed": 2}]
    assert printed["events"] == {"retail_orders": 1_200, "parked_refunds": 1}
