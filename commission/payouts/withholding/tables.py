"""Which table withholds from a payee, with its source, and what it withholds from one payment."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from commission.money.rate import Rate
from commission.payouts.withholding.cn_labour import cn_labour_tax
from commission.payouts.withholding.year import Withheld, YearToDate


class TaxStatus(StrEnum):
    """How a payee's commission is taxed.

    `labour`: an individual's independent services. `employee`: wages, taxed through the payroll. `business`:
    a registered business that invoices. `uncertified`: a payee who has given no taxpayer number.
    """

    LABOUR = "labour"
    EMPLOYEE = "employee"
    BUSINESS = "business"
    UNCERTIFIED = "uncertified"


@dataclass(frozen=True, slots=True)
class Table:
    """One withholding table. `grade` is the evidence grade of compliance.md; `unverified` what nobody checked."""

    id: str
    source: str
    grade: str
    withhold: Callable[[YearToDate], Withheld]
    unverified: str = ""


def _nothing(year: YearToDate) -> Withheld:
    return Withheld(0, {"rate": "0"})


def _flat(rate: Rate) -> Callable[[YearToDate], Withheld]:
    def withhold(year: YearToDate) -> Withheld:
        return Withheld(rate.of(year.income_now), {"rate": str(rate)})

    return withhold


_TABLES: Mapping[tuple[str, TaxStatus], Table] = {
    ("CN", TaxStatus.LABOUR): Table(
        id="cn-labour-cumulative-2025-16",
        source=(
            "STA Announcement 2025 No. 16 (国家税务总局公告2025年第16号), of 2025-06-26, in force 2025-10-01, "
            "section 1(1); method and rate table of STA Announcement 2018 No. 61 (预扣率表一)"
        ),
        grade="V2",
        withhold=cn_labour_tax,
        unverified=(
            "Read in several agreeing republications, not on the administration's own site. Not verified: how "
            "months are counted after a month without income (here: only the unbroken run up to this month "
            "counts), and whether a given payee falls under the announcement."
        ),
    ),
    ("CN", TaxStatus.EMPLOYEE): Table(
        id="cn-payroll",
        source="Individual Income Tax Law Art. 11: wages are withheld by the employer through the payroll",
        grade="G-h",
        withhold=_nothing,
    ),
    ("CN", TaxStatus.BUSINESS): Table(
        id="cn-invoice",
        source="A registered business declares its own operating income against its invoice",
        grade="G-h",
        withhold=_nothing,
    ),
    ("KR", TaxStatus.LABOUR): Table(
        id="kr-business-income-3.3",
        source="Income Tax Act Arts. 127 and 129: 3 % on an individual's business income, and 0.3 % local tax",
        grade="G-h",
        withhold=_flat(Rate.parse("0.033")),
        unverified="From general knowledge; rounding to ten won is not applied.",
    ),
    ("US", TaxStatus.LABOUR): Table(
        id="us-none",
        source="Independent contractors with a certified taxpayer number: reported, not withheld (Form 1099-NEC)",
        grade="G-h",
        withhold=_nothing,
    ),
    ("US", TaxStatus.UNCERTIFIED): Table(
        id="us-backup-24",
        source="26 U.S.C. 3406: backup withholding of 24 % without a certified taxpayer number",
        grade="G-h",
        withhold=_flat(Rate.parse("0.24")),
    ),
    ("US", TaxStatus.BUSINESS): Table(
        id="us-none-business",
        source="Payments to corporations are exempt from backup withholding (26 CFR 31.3406(g)-1)",
        grade="G-m",
        withhold=_nothing,
    ),
    ("GB", TaxStatus.LABOUR): Table(
        id="gb-self-assessment",
        source="Self-employed sellers declare their own income (ITTOIA 2005 s. 5; Self Assessment, TMA 1970 s. 8)",
        grade="G-m",
        withhold=_nothing,
    ),
    ("GB", TaxStatus.EMPLOYEE): Table(
        id="gb-paye",
        source="Employees are taxed by the employer through the payroll (ITEPA 2003 Part 11; PAYE Regulations 2003)",
        grade="G-h",
        withhold=_nothing,
    ),
    ("GB", TaxStatus.BUSINESS): Table(
        id="gb-invoice",
        source="A registered business declares its own trading income: nothing is withheld from what it invoices",
        grade="G-m",
        withhold=_nothing,
    ),
}


def find_table(jurisdiction: str, status: TaxStatus) -> Table | None:
    """The table, or None where none is known: then nothing may be paid, for unknown is never nothing."""
    return _TABLES.get((jurisdiction, status))
