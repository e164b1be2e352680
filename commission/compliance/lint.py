"""Plan lint: every P rule over a plan, in each jurisdiction asked."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from commission.compliance.canonical import content_hash
from commission.compliance.judge import run_rule
from commission.compliance.packs import RulePack, pack_for
from commission.compliance.plan_view import PlanView
from commission.compliance.registry import PLAN_RULES
from commission.compliance.report import JurisdictionReport, Report, pack_report
from commission.compliance.schemas import checked_plan, unread_paths
from commission.compliance.vocabulary import Stage, Text


class NoJurisdiction(ValueError):
    """Neither the caller nor the plan names a jurisdiction to judge in."""


def lint_plan(plan: dict[str, Any], on: date, jurisdictions: Iterable[str] = ()) -> Report:
    """Judge a plan (schema 5.1) under the packs in force on a day.

    Without `jurisdictions`, those the plan itself names. Raises DocumentRefused for a plan that breaks the schema,
    PackNotFound, and NoJurisdiction.
    """
    checked_plan(plan)
    asked = tuple(dict.fromkeys(jurisdictions)) or tuple(plan.get("jurisdictions") or ())
    if not asked:
        raise NoJurisdiction("name a jurisdiction: the plan has no `jurisdictions`")
    unread = unread_paths(plan)
    return Report(
        stage=Stage.PLAN,
        subject={
            "plan_id": plan.get("plan_id"),
            "version": plan.get("version"),
            "plan_hash": content_hash(plan),
        },
        on=on,
        jurisdictions=tuple(lint_in(plan, pack_for(name, on), on) for name in asked),
        notes=tuple(
            Text(f"`{path}` is not read by any rule.", f"`{path}` 不被任何规则读取。") for path in unread
        ),
    )


def lint_in(plan: dict[str, Any], pack: RulePack, on: date) -> JurisdictionReport:
    """The same under one given pack, for judging again by the version that was in force."""
    view = PlanView.of(plan)
    return pack_report(pack, [run_rule(rule, view, pack, on) for rule in PLAN_RULES])
