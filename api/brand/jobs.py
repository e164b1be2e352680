"""Long work: started, looked after, left and found again."""

from uuid import UUID

from litestar import get, post
from litestar.params import FromPath, JSONBody
from litestar.response import Stream

from api.brand.exports import attachment
from api.dependencies import BrandScope
from api.guards import allow
from api.tables import ThePage, table
from services.catalogue.import_products import LARGEST_FILE, ImportProducts, start_import
from services.exports.export_in_background import StartExport, start_export
from services.jobs.cancel_job import cancel_job
from services.jobs.start_job import JobStarted
from services.queries.jobs import JOBS, JobRow, list_jobs, read_job_file, show_job, show_job_file
from services.queries.pages import Page
from services.trials.dry_run_policy import DryRunPolicy, TriedKind, start_dry_run

EVERYBODY = allow("admin", "operator", "finance")


@get("/jobs", guards=[EVERYBODY], opt=table(JOBS))
async def jobs(brand_scope: BrandScope, page_request: ThePage) -> Page[JobRow]:
    """My long work, or everybody's for an admin; without the results."""
    return await list_jobs(brand_scope, page_request)


@get("/jobs/{job_id:uuid}", guards=[EVERYBODY])
async def job(brand_scope: BrandScope, job_id: FromPath[UUID]) -> JobRow:
    """How far it is, or what came of it."""
    return await show_job(brand_scope, job_id)


@get("/jobs/{job_id:uuid}/file", guards=[EVERYBODY])
async def file(brand_scope: BrandScope, job_id: FromPath[UUID]) -> Stream:
    """The file it made."""
    made = await show_job_file(brand_scope, job_id)
    headers = attachment(made.name) | {"Content-Length": str(made.size)}
    return Stream(read_job_file(brand_scope, job_id), media_type=made.media_type, headers=headers)


@post("/jobs/{job_id:uuid}/cancellation", guards=[EVERYBODY], status_code=204)
async def cancel(brand_scope: BrandScope, job_id: FromPath[UUID]) -> None:
    """End it; nothing half done is left."""
    await cancel_job(brand_scope, job_id)


@post("/jobs/exports", guards=[EVERYBODY], status_code=202)
async def export(brand_scope: BrandScope, data: JSONBody[StartExport]) -> JobStarted:
    """Make an export in the background: for lists that are too long to wait for."""
    return await start_export(brand_scope, data)


@post(
    "/jobs/product-imports",
    guards=[allow("admin", "operator")],
    status_code=202,
    request_max_body_size=2 * LARGEST_FILE,
)
async def import_file(brand_scope: BrandScope, data: JSONBody[ImportProducts]) -> JobStarted:
    """Bring in a file of products and prices; with `check` only say what it would change."""
    return await start_import(brand_scope, data)


@post("/jobs/policy-dry-runs/{kind:str}", guards=[EVERYBODY], status_code=202)
async def dry_run(
    brand_scope: BrandScope, kind: FromPath[TriedKind], data: JSONBody[DryRunPolicy]
) -> JobStarted:
    """Try a draft on a past period, the last quarter where none is named: what it would have charged, paid back, paid,
    or credited to whom. Nothing is written but the job, whose result says it, and whose file has every line of it."""
    return await start_dry_run(brand_scope, kind, data)


ROUTES = [jobs, job, file, cancel, export, import_file, dry_run]
