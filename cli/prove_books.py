"""`storelet prove-books`: the books prove themselves, or say where they do not."""

import click
import msgspec

from cli.output import ExitCode, emit, json_option
from cli.runtime import run
from infra.scope import Scope
from services.bookkeeping.prove_books import BooksProof
from services.bookkeeping.prove_books import prove_books as prove
from services.people.find_brand import BrandFacts, find_brand, list_brands


@click.command()
@click.option("--brand", help="The brand's short name (slug). Default: every brand.")
@click.option(
    "--swift", is_flag=True, help="Read the postings once: entries by two salted sums, no hashes of months."
)
@json_option
def prove_books(brand: str | None, swift: bool, as_json: bool) -> None:
    """Check every entry, balance, lot, stock level and coupon against each other, in one snapshot.

    Exit code 0: everything holds. 1: something does not, and what it is was printed.
    """
    proofs = run(prove_all(brand, swift=swift))
    result = {"brands": {facts.slug: msgspec.to_builtins(proof) for facts, proof in proofs}}
    emit(result, as_json=as_json, text="\n\n".join(proof_text(facts, proof) for facts, proof in proofs))
    if not all(proof.proved for _, proof in proofs):
        raise click.exceptions.Exit(ExitCode.FAILED)


async def prove_all(brand: str | None = None, *, swift: bool = False) -> list[tuple[BrandFacts, BooksProof]]:
    """The proof of one brand's books, or of every brand's."""
    brands = [await find_brand(brand)] if brand else await list_brands()
    return [(facts, await prove(Scope(facts.brand_id), swift=swift)) for facts in brands]


def proof_text(facts: BrandFacts, proof: BooksProof) -> str:
    """The proof for people: what was claimed, whether it holds, the trial balance."""
    lines = [f"{facts.name} ({facts.slug}): {proof.entries:,} entries, {proof.postings:,} postings"]
    for outcome in proof.outcomes:
        lines.append(f"  {'ok  ' if not outcome.breached else 'FAIL'} {outcome.sentence}")
        lines += [
            f"         {breach.what}: expected {breach.expected}, found {breach.found}"
            for breach in outcome.breaches
        ]
        if outcome.breached > len(outcome.breaches):
            lines.append(f"         and {outcome.breached - len(outcome.breaches)} more")
    for currency, accounts in proof.trial_balance.items():
        lines.append(f"  Trial balance in {currency}, minor units, debit positive:")
        lines += [f"    {code:<24}{total:>18,}" for code, total in accounts.items()]
        lines.append(f"    {'sum':<24}{sum(accounts.values()):>18,}")
    lines.append("The books prove." if proof.proved else "THE BOOKS DO NOT PROVE.")
    return "\n".join(lines)
