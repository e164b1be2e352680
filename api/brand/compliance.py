"""Inside the law: where the plan stands, drafts, reports, sign-offs, cases, freezes. Research, not legal advice."""

from uuid import UUID

from litestar import get, post
from litestar.params import FromPath, JSONBody

from api.dependencies import BrandScope
from api.guards import allow
from api.tables import ThePage, table
from services.compliance.cases import (
    AssignCase,
    CaseMoved,
    CloseCase,
    NoteCase,
    assign_case,
    close_case,
    note_case,
)
from services.compliance.freezes import EndFreeze, Freeze, Frozen, end_freeze, freeze
from services.compliance.lint_draft import LintDraft, PlanLinted, lint_draft
from services.compliance.scan_network import ScanQueued, queue_scan
from services.compliance.sign_off import SignedOff, SignOff, sign_off
from services.queries.compliance import (
    CASES,
    REFUSALS,
    REPORTS,
    SCANS,
    SIGN_OFFS,
    CaseDetail,
    CaseRow,
    RefusalRow,
    ReportDetail,
    ReportRow,
    ScanRow,
    SignOffRow,
    list_cases,
    list_refusals,
    list_reports,
    list_scans,
    list_sign_offs,
    show_case,
    show_report,
)
from services.queries.compliance_standing import ComplianceStanding, show_standing
from services.queries.oversight import (
    COMPLAINTS,
    FREEZES,
    ComplaintRow,
    FreezeHistoryRow,
    PackRow,
    list_complaints,
    list_freezes,
    list_packs,
)
from services.queries.pages import Page

READERS = [allow("admin", "operator", "finance")]
ADMINS = [allow("admin")]


@get("/compliance/standing", guards=READERS)
async def standing(brand_scope: BrandScope) -> ComplianceStanding:
    """The plan in force, whether it may pay in each jurisdiction, the stocking gate, and what waits for somebody."""
    return await show_standing(brand_scope)


@post("/compliance/drafts", guards=READERS)
async def draft(brand_scope: BrandScope, data: JSONBody[LintDraft]) -> PlanLinted:
    """Judge a policy as it would be published, with all the others as they are. Nothing goes live."""
    return await lint_draft(brand_scope, data)


@get("/compliance/reports", guards=READERS, opt=table(REPORTS))
async def reports(brand_scope: BrandScope, page_request: ThePage) -> Page[ReportRow]:
    """Every report on the plan and on the network, latest first."""
    return await list_reports(brand_scope, page_request)


@get("/compliance/reports/{report_id:uuid}", guards=READERS)
async def report(brand_scope: BrandScope, report_id: FromPath[UUID]) -> ReportDetail:
    """One report whole: each rule's findings with article or case, evidence grade and mend, the plan, the sign-offs."""
    return await show_report(brand_scope, report_id)


@post("/compliance/reports/{report_id:uuid}/sign-offs", guards=ADMINS)
async def sign(brand_scope: BrandScope, report_id: FromPath[UUID], data: JSONBody[SignOff]) -> SignedOff:
    """A named reviewer answers for a rule's findings of R or R+, with the reason; never for an illegal one."""
    return await sign_off(brand_scope, report_id, data)


@get("/compliance/sign-offs", guards=READERS, opt=table(SIGN_OFFS))
async def sign_offs(brand_scope: BrandScope, page_request: ThePage) -> Page[SignOffRow]:
    """Who answered for what, and why."""
    return await list_sign_offs(brand_scope, page_request)


@get("/compliance/refusals", guards=READERS, opt=table(REFUSALS))
async def refusals(brand_scope: BrandScope, page_request: ThePage) -> Page[RefusalRow]:
    """Policies that were not published, with the report that says why."""
    return await list_refusals(brand_scope, page_request)


@get("/compliance/cases", guards=READERS, opt=table(CASES))
async def cases(brand_scope: BrandScope, page_request: ThePage) -> Page[CaseRow]:
    """Findings that somebody must answer; `state=open` are those that wait."""
    return await list_cases(brand_scope, page_request)


@get("/compliance/cases/{case_id:uuid}", guards=READERS)
async def case(brand_scope: BrandScope, case_id: FromPath[UUID]) -> CaseDetail:
    """One case with its evidence and all that happened to it."""
    return await show_case(brand_scope, case_id)


@post("/compliance/cases/{case_id:uuid}/assignment", guards=ADMINS, status_code=200)
async def assign(brand_scope: BrandScope, case_id: FromPath[UUID], data: JSONBody[AssignCase]) -> CaseMoved:
    """Give the case to one of the brand's people."""
    return await assign_case(brand_scope, case_id, data)


@post("/compliance/cases/{case_id:uuid}/notes", guards=READERS)
async def note(brand_scope: BrandScope, case_id: FromPath[UUID], data: JSONBody[NoteCase]) -> CaseMoved:
    """Write down what was found out."""
    return await note_case(brand_scope, case_id, data)


@post("/compliance/cases/{case_id:uuid}/closing", guards=ADMINS, status_code=200)
async def close(brand_scope: BrandScope, case_id: FromPath[UUID], data: JSONBody[CloseCase]) -> CaseMoved:
    """End the case with its reason. An illegal finding is mended or unfounded, never accepted."""
    return await close_case(brand_scope, case_id, data)


@get("/compliance/scans", guards=READERS, opt=table(SCANS))
async def scans(brand_scope: BrandScope, page_request: ThePage) -> Page[ScanRow]:
    """Runs of the network watch, each a point of the trend: heads by level, retail share, sell-through, findings."""
    return await list_scans(brand_scope, page_request)


@post("/compliance/scans", guards=READERS, status_code=202)
async def scan(brand_scope: BrandScope) -> ScanQueued:
    """Look at the network now; the run shows among the scans when it is done."""
    return await queue_scan(brand_scope)


@get("/compliance/freezes", guards=READERS, opt=table(FREEZES))
async def freezes(brand_scope: BrandScope, page_request: ThePage) -> Page[FreezeHistoryRow]:
    """When new pay stood still, and why."""
    return await list_freezes(brand_scope, page_request)


@get("/compliance/packs", guards=READERS)
async def packs(brand_scope: BrandScope) -> list[PackRow]:
    """The rule packs of this release: which law, in which version, from when."""
    return await list_packs(brand_scope)


@get("/complaints", guards=READERS, opt=table(COMPLAINTS))
async def complaints(brand_scope: BrandScope, page_request: ThePage) -> Page[ComplaintRow]:
    """What sellers say is wrong, with the cases that were opened."""
    return await list_complaints(brand_scope, page_request)


@post("/compliance/freezes", guards=ADMINS, status_code=200)
async def stop(brand_scope: BrandScope, data: JSONBody[Freeze]) -> Frozen:
    """The kill switch: no new commission accrues. What was earned, returns and buy-backs go on."""
    return await freeze(brand_scope, data)


@post("/compliance/freezes/endings", guards=ADMINS, status_code=200)
async def go_on(brand_scope: BrandScope, data: JSONBody[EndFreeze]) -> Frozen:
    """End a freeze by hand. One that a report started ends with a plan that passes."""
    return await end_freeze(brand_scope, data)


ROUTES = [
    *(
        standing,
        draft,
        reports,
        report,
        sign,
        sign_offs,
        refusals,
        cases,
        case,
        assign,
        note,
        close,
        scans,
        scan,
    ),
    freezes,
    packs,
    complaints,
    stop,
    go_on,
]
