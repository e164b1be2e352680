"""The nightly proof: a failure is written where it stays."""

import structlog

from infra.database import Tx, transact
from infra.scope import Scope
from services.audit import record_change
from services.bookkeeping.prove_books import BooksProof, prove_books

log = structlog.get_logger(__name__)


async def prove_nightly(scope: Scope) -> BooksProof:
    """Prove the brand's books; where they do not hold, log an error and leave a line in the audit log."""
    proof = await prove_books(scope)
    if proof.proved:
        log.info("books proved", entries=proof.entries, postings=proof.postings)
        return proof
    broken = {one.name: one.breached for one in proof.outcomes if one.breached}
    log.error("the books do not hold", broken=broken)

    async def work(tx: Tx) -> None:
        await record_change(
            tx, "prove_nightly", "brand", tx.brand_id, None, {"proved": False, "broken": broken}
        )

    await transact(scope, work)
    return proof
