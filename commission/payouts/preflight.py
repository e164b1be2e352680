"""Before a batch is approved: can each item be paid, to this name, with a known tax status."""

import unicodedata
from dataclasses import dataclass

from commission.money.faults import Reason
from commission.payouts.withholding.tables import TaxStatus, find_table

# Separators that banks and identity documents write differently in one and the same name.
_NOT_OF_A_NAME = str.maketrans("", "", " .,-'·•・‧")


@dataclass(frozen=True, slots=True)
class Payee:
    """What is known of the person behind an item. None: not known, which blocks."""

    rail: str | None
    account: str | None
    account_name: str | None
    verified_name: str | None
    tax_status: TaxStatus | None
    jurisdiction: str


def same_name(one: str, other: str) -> bool:
    """Whether two spellings are the same name: width, case, spaces and separators aside."""
    return _plain(one) == _plain(other)


def preflight(payee: Payee, rails: frozenset[str]) -> list[Reason]:
    """Why an item cannot be approved; none where it can. `rails` are those that are in operation."""
    findings: list[Reason] = []
    if payee.rail is None or payee.rail not in rails:
        findings.append(Reason("rail_unknown", "the payee has no rail that is in operation"))
    elif not payee.account:
        findings.append(Reason("account_missing", "the payee has given no account for this rail"))
    if not payee.verified_name:
        findings.append(Reason("identity_unverified", "the payee's identity has not been verified"))
    elif not payee.account_name or not same_name(payee.account_name, payee.verified_name):
        findings.append(Reason("name_mismatch", "the account is not in the payee's verified name"))
    if payee.tax_status is None:
        findings.append(Reason("tax_status_unknown", "it is not known how the payee is taxed"))
    elif find_table(payee.jurisdiction, payee.tax_status) is None:
        findings.append(
            Reason(
                "no_withholding_table",
                f"no withholding table is known for {payee.tax_status} in {payee.jurisdiction}",
                {"jurisdiction": payee.jurisdiction, "tax_status": str(payee.tax_status)},
            )
        )
    return findings


def _plain(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold().translate(_NOT_OF_A_NAME)
