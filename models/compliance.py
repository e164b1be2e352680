"""What the law says of a brand's plan and network: reports, sign-offs, clearances, freezes, cases, scans."""

from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.models import Model


class ReportStage(StrEnum):
    PLAN = "plan"
    NETWORK = "network"


class ReportCause(StrEnum):
    DRAFT = "draft"
    PUBLISH = "publish"
    PACK_UPDATE = "pack_update"
    ACCRUAL = "accrual"
    NIGHTLY = "nightly"
    DEMAND = "demand"


class ClearanceOutcome(StrEnum):
    PASSED = "passed"
    TOLERATED = "tolerated"
    FROZEN = "frozen"


class FreezeKind(StrEnum):
    ACCRUALS = "accruals"
    UPLINE_PAY = "upline_pay"


class CaseStage(StrEnum):
    PLAN = "plan"
    NETWORK = "network"
    MONEY = "money"


class CaseState(StrEnum):
    OPEN = "open"
    MENDED = "mended"
    ACCEPTED = "accepted"
    UNFOUNDED = "unfounded"


class CaseNoteKind(StrEnum):
    OPENED = "opened"
    ASSIGNED = "assigned"
    NOTE = "note"
    GRAVER = "graver"
    CLOSED = "closed"


class ScanCause(StrEnum):
    NIGHTLY = "nightly"
    DEMAND = "demand"


class ComplianceReport(Model):
    """What every rule said of a plan or a network on a day, pinned by hashes of plan, packs and itself."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    stage = fields.CharEnumField(ReportStage, max_length=40)
    cause = fields.CharEnumField(ReportCause, max_length=40)
    at = fields.DatetimeField()
    judged_on = fields.DateField()
    plan_hash = fields.TextField(null=True)
    report_hash = fields.TextField()
    engine = fields.TextField()
    packs: fields.Field[Any] = fields.JSONField()
    verdicts: fields.Field[Any] = fields.JSONField()
    plan: fields.Field[Any] = fields.JSONField(null=True)
    document: fields.Field[Any] = fields.JSONField()
    asked_by = fields.UUIDField(null=True)

    class Meta:
        table = "compliance_reports"


class PlanSignOff(Model):
    """A named reviewer answers for one finding of R or R+, with the reason; never for an illegal one."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    report_id = fields.UUIDField()
    jurisdiction = fields.TextField()
    rule = fields.TextField()
    severity = fields.TextField()
    # Hash of jurisdiction, rule, severity, place, words and the value found there
    finding_key = fields.TextField()
    reviewer = fields.TextField()
    reviewer_id = fields.UUIDField()
    reason = fields.TextField()
    at = fields.DatetimeField()

    class Meta:
        table = "plan_sign_offs"


class PublishRefusal(Model):
    """A policy that was not published because the plan would have broken a rule: what, whose, and the
    report that says why.
    """

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    report_id = fields.UUIDField()
    kind = fields.TextField()
    body: fields.Field[Any] = fields.JSONField()
    code = fields.TextField()
    refused = fields.UUIDField(null=True)
    at = fields.DatetimeField()

    class Meta:
        table = "publish_refusals"


class PlanClearance(Model):
    """Under which rule pack a set of live policies was judged, and whether commission may accrue under
    it (G-10).
    """

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    # Hash of the ids of the policy versions in force together
    live_key = fields.TextField()
    jurisdiction = fields.TextField()
    pack_version = fields.TextField()
    pack_hash = fields.TextField()
    engine = fields.TextField()
    plan_hash = fields.TextField()
    report_id = fields.UUIDField()
    commission_plan_id = fields.UUIDField(null=True)
    outcome = fields.CharEnumField(ClearanceOutcome, max_length=40)
    rate_cap = fields.DecimalField(max_digits=7, decimal_places=6, null=True)
    at = fields.DatetimeField()

    class Meta:
        table = "plan_clearances"


class AccrualFreeze(Model):
    """From when to when new pay stood still, and why; what was earned, returns and buy-backs go on
    (G-10, G-11).
    """

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    kind = fields.CharEnumField(FreezeKind, max_length=40)
    reason = fields.TextField()
    report_id = fields.UUIDField(null=True)
    started_at = fields.DatetimeField()
    started_by = fields.UUIDField(null=True)
    ended_at = fields.DatetimeField(null=True)
    ended_by = fields.UUIDField(null=True)
    ended_note = fields.TextField(default="")

    class Meta:
        table = "accrual_freezes"


class ComplianceCase(Model):
    """A finding that somebody must answer: evidence, owner, deadline, and how it ended. An illegal one is
    mended or unfounded, never accepted.
    """

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    code = fields.TextField()
    stage = fields.CharEnumField(CaseStage, max_length=40)
    rule = fields.TextField()
    jurisdiction = fields.TextField()
    subject = fields.TextField()
    severity = fields.TextField()
    finding: fields.Field[Any] = fields.JSONField()
    report_id = fields.UUIDField(null=True)
    owner_id = fields.UUIDField(null=True)
    deadline = fields.DatetimeField()
    state = fields.CharEnumField(CaseState, max_length=40)
    opened_at = fields.DatetimeField()
    last_seen_at = fields.DatetimeField()
    times_seen = fields.IntField(default=1)
    closed_at = fields.DatetimeField(null=True)
    closed_by = fields.UUIDField(null=True)

    class Meta:
        table = "compliance_cases"


class ComplianceCaseNote(Model):
    """What happened to a case, by whom and when."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    case_id = fields.UUIDField()
    kind = fields.CharEnumField(CaseNoteKind, max_length=40)
    note = fields.TextField()
    by = fields.UUIDField(null=True)
    at = fields.DatetimeField()

    class Meta:
        table = "compliance_case_notes"


class NetworkScan(Model):
    """One run of the network watch: the counts and shares that its trend is drawn from."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    report_id = fields.UUIDField()
    cause = fields.CharEnumField(ScanCause, max_length=40)
    as_of = fields.DateField()
    started_at = fields.DatetimeField()
    finished_at = fields.DatetimeField()
    figures: fields.Field[Any] = fields.JSONField()
    findings: fields.Field[Any] = fields.JSONField()

    class Meta:
        table = "network_scans"


class EvidenceReport(Model):
    """An evidence report as it was made for somebody: the figures of that instant, kept as they were (G-12)."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    since = fields.DatetimeField()
    until = fields.DatetimeField()
    hash = fields.TextField()
    body: fields.Field[Any] = fields.JSONField()
    note = fields.TextField(default="")
    made_by = fields.UUIDField(null=True)
    made_at = fields.DatetimeField()

    class Meta:
        table = "evidence_reports"
