"""The books prove themselves: a command, a nightly task, and the last line of every test of money."""

import msgspec

from infra.database import Tx, transact
from infra.scope import Scope
from services.bookkeeping.proofs import PROOFS

SHOWN = 20


class Breach(msgspec.Struct, frozen=True):
    """One thing that does not hold. Figures are minor units or counts, as text: no figure is too large to show."""

    what: str
    expected: str
    found: str


class ProofOutcome(msgspec.Struct, frozen=True):
    """`breaches` holds the first twenty; `breached` counts all."""

    name: str
    sentence: str
    breached: int
    breaches: tuple[Breach, ...]


class BooksProof(msgspec.Struct, frozen=True):
    """The outcome of every proof, the size of the books, and the trial balance (debit positive, minor units)."""

    proved: bool
    entries: int
    postings: int
    trial_balance: dict[str, dict[str, int]]
    outcomes: tuple[ProofOutcome, ...]


async def prove_books(scope: Scope) -> BooksProof:
    """Check every proof of the brand's books in one snapshot, so that running traffic cannot make them look wrong."""
    return await transact(scope, _prove, snapshot=True)


async def _prove(tx: Tx) -> BooksProof:
    outcomes = []
    for proof in PROOFS:
        rows = await tx.fetch(proof.query, tx.brand_id)
        breaches = tuple(Breach(row["what"], str(row["expected"]), str(row["found"])) for row in rows[:SHOWN])
        outcomes.append(ProofOutcome(proof.name, proof.sentence, len(rows), breaches))
    balance: dict[str, dict[str, int]] = {}
    for row in await tx.fetch(
        "SELECT p.currency, a.code, sum(p.amount)::bigint AS total FROM postings p"
        " JOIN ledger_accounts a ON a.brand_id = p.brand_id AND a.id = p.account_id"
        " WHERE p.brand_id = $1 GROUP BY 1, 2 ORDER BY 1, 2",
        tx.brand_id,
    ):
        balance.setdefault(row["currency"], {})[row["code"]] = row["total"]
    even = all(sum(per_code.values()) == 0 for per_code in balance.values())
    return BooksProof(
        proved=even and not any(outcome.breached for outcome in outcomes),
        entries=await tx.fetchval("SELECT count(*) FROM journal_entries WHERE brand_id = $1", tx.brand_id),
        postings=await tx.fetchval("SELECT count(*) FROM postings WHERE brand_id = $1", tx.brand_id),
        trial_balance=balance,
        outcomes=tuple(outcomes),
    )
