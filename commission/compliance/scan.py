"""Network watch: every N rule over a snapshot, in each jurisdiction asked."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from commission.compliance.canonical import content_hash
from commission.compliance.counting.cycles import NetworkCycle
from commission.compliance.counting.parents import SelfInvited
from commission.compliance.facts import Fact
from commission.compliance.judge import run_rule
from commission.compliance.lint import NoJurisdiction, lint_in
from commission.compliance.network.snapshot import Snapshot
from commission.compliance.network.view import NetworkView
from commission.compliance.network.watch import Watch
from commission.compliance.packs import RulePack, pack_for
from commission.compliance.registry import NETWORK_RULES
from commission.compliance.report import JurisdictionReport, Report, pack_report
from commission.compliance.schemas import DocumentRefused, checked_plan
from commission.compliance.vocabulary import Stage
from commission.money.faults import Fault

_NAMED_CYCLES, _NAMED_MEMBERS = 20, 1000


def scan_network(
    snapshot: Snapshot, jurisdictions: Iterable[str] = (), plan: dict[str, Any] | None = None
) -> Report:
    """Judge a network under the packs in force on its day.

    `plan` is the plan it runs under (schema 5.1): some findings are graver beside those of the plan, and pay outside
    the plan can only be told with it. Raises DocumentRefused for a plan that breaks its schema and for people who stand
    below themselves (each cycle with its members), NoJurisdiction, PackNotFound.
    """
    return watch_network(snapshot, jurisdictions, plan)[0]


def watch_network(
    snapshot: Snapshot,
    jurisdictions: Iterable[str] = (),
    plan: dict[str, Any] | None = None,
    on: date | None = None,
) -> tuple[Report, Watch]:
    """The same, and the counted network for whoever reads more of it. `on` is the day whose packs judge, where that is
    not the snapshot's own."""
    if plan is not None:
        checked_plan(plan)
    day = on or snapshot.as_of
    asked = tuple(dict.fromkeys(jurisdictions)) or tuple((plan or {}).get("jurisdictions") or ())
    if not asked:
        raise NoJurisdiction("name a jurisdiction to judge the network in")
    watch = Watch.of(NetworkView(snapshot, Fact(plan, "$plan")))
    count = _counted(watch.view)
    report = Report(
        stage=Stage.NETWORK,
        subject={
            "as_of": snapshot.as_of.isoformat(),
            "plan_version": snapshot.plan_version,
            "plan_hash": None if plan is None else content_hash(plan),
            "count": count,
        },
        on=day,
        jurisdictions=tuple(_scan_in(watch, pack_for(name, day), plan, day) for name in asked),
    )
    return report, watch


def _scan_in(watch: Watch, pack: RulePack, plan: dict[str, Any] | None, on: date) -> JurisdictionReport:
    beside = None if plan is None else lint_in(plan, pack, on).true_rules()
    return pack_report(pack, [run_rule(rule, watch, pack, on, beside) for rule in NETWORK_RULES])


def _counted(view: NetworkView) -> dict[str, Any]:
    """The count by level, organiser included, which every report shows. Names those who stand below themselves."""
    try:
        count = view.counted.count
    except SelfInvited as found:
        names = [view.snapshot.person_name(row) for row in found.rows[:_NAMED_MEMBERS]]
        raise DocumentRefused([Fault("$.persons", f"invited by themselves: {', '.join(names)}")]) from None
    except NetworkCycle as found:
        raise DocumentRefused([_cycle_fault(view, cycle) for cycle in found.cycles[:_NAMED_CYCLES]]) from None
    return {
        "accounts": view.snapshot["persons"].rows,
        "persons": view.persons,
        "recorded_levels": count.recorded_levels,
        "headcount": count.headcount,
        "heads_by_level": list(count.heads_by_level),
        "uplines_earn": view.uplines_earn,
    }


def _cycle_fault(view: NetworkView, cycle: tuple[int, ...]) -> Fault:
    names = [view.name(person) for person in cycle[:_NAMED_MEMBERS]]
    line = " > ".join([*names, names[0] if len(cycle) <= _NAMED_MEMBERS else "..."])
    return Fault("$.persons", f"a cycle of {len(cycle)}: each was brought in by the next: {line}")
