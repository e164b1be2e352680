"""How a compliance report is read by a person."""

from pathlib import PurePath

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from commission.compliance.findings import Finding, Gap, RuleResult
from commission.compliance.report import JurisdictionReport, Report
from commission.compliance.vocabulary import DISCLAIMER, Severity, Stage, Status, Text, Verdict

_COLOURS = {
    Severity.ILLEGAL: "bold red",
    Severity.PRESUMED: "red",
    Severity.REVIEW: "yellow",
    Severity.ADVICE: "cyan",
}
_VERDICTS = {
    Verdict.ILLEGAL: Text("ILLEGAL: must not go live", "违法：不得上线"),
    Verdict.BLOCK: Text(
        "BLOCK: presumed unlawful until counsel says otherwise", "阻止：推定违法，除非律师另有意见"
    ),
    Verdict.REVIEW: Text("REVIEW: counsel signs off before going live", "复核：上线前须律师签署"),
    Verdict.NEEDS_DATA: Text("NEEDS DATA: what is not known never passes", "资料不足：未知不视为通过"),
    Verdict.CLEAR: Text("CLEAR: no rule found anything of weight", "无发现：没有规则作出实质性发现"),
}
_NETWORK_VERDICTS = {
    Verdict.ILLEGAL: Text(
        "ILLEGAL: freeze pay above the seller, call counsel", "违法：冻结上级报酬，联系律师"
    ),
    Verdict.BLOCK: Text(
        "BLOCK: presumed unlawful until counsel says otherwise", "阻止：推定违法，除非律师另有意见"
    ),
    Verdict.REVIEW: Text("REVIEW: counsel looks at it", "复核：由律师审查"),
}
_WORDS = {
    "rests": Text("rests on", "依据"),
    "mend": Text("mend", "整改"),
    "needs": Text("not known", "未知"),
    "clear": Text("clear", "通过"),
    "not_asked": Text("not asked here", "本法域不适用"),
}

_LEVELS_SHOWN = 20


def print_report(report: Report, name: str, lang: str, console: Console | None = None) -> None:
    """Findings first, the gravest on top, then what is not known, then what was clear."""
    out = console or Console(highlight=False, soft_wrap=True)
    out.print(f"[bold]{escape(PurePath(name).name)}[/bold] · {report.on.isoformat()} · {report.hash[:19]}…")
    for note in report.notes:
        out.print(f"[dim]{escape(_say(note, lang))}[/dim]")
    verdicts = _VERDICTS | _NETWORK_VERDICTS if report.stage is Stage.NETWORK else _VERDICTS
    for part in report.jurisdictions:
        _print_jurisdiction(part, verdicts[part.verdict], lang, out)
    out.print(f"\n[italic]{_say(DISCLAIMER, lang)}[/italic]")


def print_count(report: Report, lang: str, console: Console | None = None) -> None:
    """Heads by level as the law counts them, the organiser alone on the first."""
    out = console or Console(highlight=False, soft_wrap=True)
    count = report.subject["count"]
    counted = Text(
        f"{count['headcount']:,} people on {count['recorded_levels']} level(s), organiser and own level included",
        f"共 {count['headcount']:,} 人、{count['recorded_levels']} 层（含组织者及其本层级）",
    )
    out.print(f"[bold]{_say(counted, lang)}[/bold]")
    table = Table(box=None, show_header=False, padding=(0, 1, 0, 2))
    levels = count["heads_by_level"]
    widest = max(levels)
    for level, heads in enumerate(levels[:_LEVELS_SHOWN], start=1):
        table.add_row(str(level), f"{heads:,}", "▇" * max(1, heads * 40 // widest))
    out.print(table)
    if len(levels) > _LEVELS_SHOWN:
        out.print(f"  … {len(levels) - _LEVELS_SHOWN:,} more levels")


def _print_jurisdiction(part: JurisdictionReport, verdict: Text, lang: str, out: Console) -> None:
    out.print(
        f"\n[bold]{part.jurisdiction} {_say(part.name, lang)}[/bold] · {_say(verdict, lang)}"
        f" [dim](pack {part.pack_version}, {part.pack_hash[:19]}…)[/dim]"
    )
    for finding in sorted(part.findings, key=lambda one: -one.severity.weight):
        _print_finding(finding, lang, out)
    if part.gaps:
        out.print(_gaps(part.gaps, lang))
    for status, word in ((Status.CLEAR, "clear"), (Status.NOT_APPLICABLE, "not_asked")):
        rules = _ids(part.results, status)
        if rules:
            out.print(f"[dim]{_say(_WORDS[word], lang)}: {rules}[/dim]")


def _print_finding(finding: Finding, lang: str, out: Console) -> None:
    colour = _COLOURS[finding.severity]
    out.print(
        f"  [{colour}]{finding.severity.value:>2} {finding.rule}[/{colour}] {escape(finding.path)}: "
        f"{escape(_say(finding.message, lang))}"
    )
    for citation in finding.citations:
        out.print(
            f"       {_say(_WORDS['rests'], lang)}: {escape(_say(citation.text, lang))} \\[{citation.grade}]"
        )
    out.print(f"       {_say(_WORDS['mend'], lang)}: {escape(_say(finding.mend, lang))}")


def _gaps(gaps: tuple[Gap, ...], lang: str) -> Table:
    table = Table(box=None, show_header=False, padding=(0, 1, 0, 2))
    for gap in gaps:
        table.add_row(
            f"[magenta]?  {gap.rule}[/magenta]",
            f"{escape(gap.path)} {_say(_WORDS['needs'], lang)}",
            gap.severity.value,
        )
    return table


def _ids(results: tuple[RuleResult, ...], status: Status) -> str:
    return " ".join(result.rule for result in results if result.status is status)


def _say(text: Text, lang: str) -> str:
    return text.zh if lang == "zh" else text.en
