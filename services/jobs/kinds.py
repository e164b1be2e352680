"""The kinds of jobs: what a worker does for each."""

from collections.abc import Awaitable, Callable

from services.catalogue.import_products import KIND as IMPORT_PRODUCTS
from services.catalogue.import_products import import_products
from services.exports.export_in_background import KIND as EXPORT
from services.exports.export_in_background import export_in_background
from services.jobs.outcome import GoOn, JobMade
from services.jobs.turn import JobTurn
from services.trials.dry_run_in_background import (
    dry_run_attribution_policy,
    dry_run_commission_plan,
    dry_run_return_policy,
)
from services.wholesale.dry_run_in_background import KIND as DRY_RUN
from services.wholesale.dry_run_in_background import dry_run_in_background

Work = Callable[[JobTurn], Awaitable[JobMade | GoOn]]

KINDS: dict[str, Work] = {
    DRY_RUN: dry_run_in_background,
    "dry_run_attribution_policy": dry_run_attribution_policy,
    "dry_run_commission_plan": dry_run_commission_plan,
    "dry_run_return_policy": dry_run_return_policy,
    EXPORT: export_in_background,
    IMPORT_PRODUCTS: import_products,
}
"""Each may be called again for the same job: it goes on where it stood, or changes nothing the second time."""
