"""The demo brand, fewer weeks of it: its own history, replayed, gives its live balances to the cent."""

import json
import lzma
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli.replay import replay as replay_command
from infra.scope import Scope
from infra.settings import Settings
from services.bookkeeping.prove_books import BooksProof
from services.demo import cast, load_demo
from services.retail.mature_commissions import mature_commissions
from services.sharing.open_link import Opening, open_link
from tests.flows.people import PHONE
from tests.support.market import Market, Replayed
from tests.support.shop import Shop
from tests.support.world import rows, value

FILE = Path(__file__).parents[3] / "data" / "online_retail.csv.xz"
LINES, DAYS, PAYOUT_DAY = 12_000, 22, 20


async def test_the_demo_replays_to_the_cent(
    database: Settings, own_redis: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cast, "DAYS", DAYS)
    monkeypatch.setattr(cast, "RESELLER_STORES", 60)
    monkeypatch.setattr(cast, "STAFF_STORES", 12)
    monkeypatch.setattr(load_demo, "PAYOUT_DAY", PAYOUT_DAY)
    part = tmp_path / "part.csv"
    with lzma.open(FILE, "rt", encoding="utf-8") as whole:
        part.write_text("".join(islice(whole, LINES + 1)), "utf-8")
    loaded = await load_demo.load_demo(part, datetime.now(UTC), lambda _stage, _done, _total: None)
    assert loaded.proof.proved
    scope = Scope(loaded.brand.brand_id)
    # What the command prints leads somewhere.
    opened = await open_link(loaded.link.removeprefix("/l/"), Opening(headers={"user-agent": PHONE}))
    assert opened.address.startswith(f"/s/{cast.SLUG}/")
    await mature_commissions(scope)

    replayed = await Market(Shop(scope, None)).replayed()  # type: ignore[arg-type]
    assert replayed.compared.differences == []
    assert replayed.outcome["rejected"] == []
    assert (replayed.compared.same, replayed.compared.standing) == (True, True)
    # Every kind of thing that a brand does is in it, so that equality says something.
    events = replayed.exported.events
    assert {
        "touches",
        "stock_orders",
        "stock_returns",
        "retail_orders",
        "deliveries",
        "refunds",
        "payouts",
    } <= set(events)
    assert replayed.compared.sellers == replayed.exported.sellers > 200

    await _same_in_the_tables(scope, replayed, loaded.proof)
    await _compared_with_another_plan(scope, replayed, loaded.proof, tmp_path)


async def _same_in_the_tables(scope: Scope, replayed: Replayed, proof: BooksProof) -> None:
    """Straight from the tables, without the comparing code."""
    balances = {
        str(seller): (pending, available, in_flight, paid)
        for seller, pending, available, in_flight, paid in await rows(
            scope,
            "SELECT seller_id, pending, available, in_flight, paid FROM seller_balances WHERE brand_id = $1",
        )
    }
    assert len(balances) > 30
    for seller, stood in replayed.outcome["sellers"].items():
        figures = tuple(stood[name] for name in ("pending", "available", "in_flight", "paid"))
        assert figures == balances.get(seller, (0, 0, 0, 0))
    trial = {code: total for code, total in replayed.outcome["ledger"]["trial_balance"].items() if total}
    assert trial == {code: total for code, total in proof.trial_balance["GBP"].items() if total} | {
        code: trial[code] for code in ("seller_pending", "seller_available")
    }
    decided = await rows(
        scope,
        "SELECT d.order_id::text, l.line_no::text, d.decided_by FROM attribution_decisions d"
        " JOIN retail_order_lines l ON l.brand_id = d.brand_id AND l.id = d.order_line_id WHERE d.brand_id = $1",
    )
    assert sorted(decided) == sorted(
        (order, line, said["by"])
        for order, lines in replayed.outcome["attribution"].items()
        for line, said in lines.items()
    )


async def _compared_with_another_plan(
    scope: Scope, replayed: Replayed, proof: BooksProof, folder: Path
) -> None:
    """What another plan would have paid: the command's own words."""
    file, plan = folder / "history.json", folder / "plan.json"
    file.write_text(replayed.text, "utf-8")
    plan.write_text(json.dumps({"rules": [{"id": "flat", "match": {}, "rate": "0.20"}]}), "utf-8")
    compared = json.loads(
        CliRunner().invoke(replay_command, [str(file), "--with-plan", str(plan), "--json"]).stdout
    )
    earned = await value(
        scope, "SELECT sum(amount - reversed)::bigint FROM commission_lines WHERE brand_id = $1"
    )
    assert compared["total_cost"]["before"] == earned
    assert compared["sales"]["before"] == -proof.trial_balance["GBP"]["retail_revenue"]
    assert compared["total_cost"]["after"] > compared["total_cost"]["before"] > 0
    assert compared["loses"] == []
