"""The books prove themselves: a command, a nightly task, and the last line of every test of money."""

import secrets
from collections import defaultdict
from collections.abc import Sequence

import asyncpg
import msgspec

from infra.database import Tx, transact
from infra.scope import Scope
from services.bookkeeping.proofs import PROOFS, SUMS, WEIGHED_SUMS, Proof

SHOWN = 20
LEFT_TO_THE_FULL = ("entries_sum_to_zero", "closed_months_stand")


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


async def prove_books(scope: Scope, *, swift: bool = False) -> BooksProof:
    """Check every proof of the brand's books in one snapshot, so that running traffic cannot make them look wrong.

    `swift` reads the postings once and no more (docs/adr/0124): that entries sum to zero is told by a sum under
    a fresh salt instead of entry by entry, and closed months are not hashed again. What it finds uneven, or cannot
    reckon, is proved in full. Everything else is exact in both.
    """
    if swift:
        try:
            proof = await transact(scope, _prove_swiftly, snapshot=True)
        except asyncpg.NumericValueOutOfRangeError:
            proof = None
        if proof is not None:
            return proof
    return await transact(scope, _prove, snapshot=True)


async def _prove(tx: Tx) -> BooksProof:
    # Entries are put together from all postings: in memory, not in files, as far as this goes.
    await tx.execute("SELECT set_config('work_mem', '128MB', true)")
    return await _outcomes(tx, await tx.fetch(SUMS, tx.brand_id), PROOFS)


async def _prove_swiftly(tx: Tx) -> BooksProof | None:
    """None where an entry does not sum to zero: which one, only the full proof says."""
    sums = await tx.fetch(WEIGHED_SUMS, tx.brand_id, secrets.randbits(63))
    weighed: dict[str, int] = defaultdict(int)
    for row in sums:
        weighed[row["currency"]] += row["weighed"]
    if any(weighed.values()):
        return None
    return await _outcomes(tx, sums, tuple(proof for proof in PROOFS if proof.name not in LEFT_TO_THE_FULL))


async def _outcomes(tx: Tx, sums: Sequence[asyncpg.Record], proofs: Sequence[Proof]) -> BooksProof:
    columns = [[row[name] for row in sums] for name in ("code", "seller_id", "currency", "total", "paid")]
    outcomes = []
    for proof in proofs:
        rows = await tx.fetch(proof.query, tx.brand_id, *(columns if proof.takes_sums else ()))
        breaches = tuple(Breach(row["what"], str(row["expected"]), str(row["found"])) for row in rows[:SHOWN])
        outcomes.append(ProofOutcome(proof.name, proof.sentence, len(rows), breaches))
    balance: dict[str, dict[str, int]] = {}
    for row in sorted(sums, key=lambda row: (row["currency"], row["code"])):
        totals = balance.setdefault(row["currency"], {})
        totals[row["code"]] = totals.get(row["code"], 0) + int(row["total"])
    even = all(sum(per_code.values()) == 0 for per_code in balance.values())
    return BooksProof(
        proved=even and not any(outcome.breached for outcome in outcomes),
        entries=await tx.fetchval("SELECT count(*) FROM journal_entries WHERE brand_id = $1", tx.brand_id),
        postings=sum(row["postings"] for row in sums),
        trial_balance=balance,
        outcomes=tuple(outcomes),
    )
