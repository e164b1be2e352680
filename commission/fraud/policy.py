"""The review policy: which rules hold a commission, by which thresholds, and how long sellers may appeal.

```json
{"review_days": 7,
 "appeals": {"days_to_file": 30, "days_to_answer": 14, "hold_disputed": true},
 "rules": {"click_flood": {"on": true, "clicks": 30, "minutes": 10}, "coupon_leaked": {"hosts": ["example.com"]}}}
```

What is left out keeps its default, also where a later release adds a rule. Every fault is named by its path.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from commission.fraud.registry import RULES
from commission.fraud.rule import FraudRule, Limits
from commission.money.faults import Fault
from commission.money.reading import ObjectReader
from commission.money.versions import parse_versions

_HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")
_LONGEST_DAYS = 3_650
_FIELDS = ("effective_from", "review_days", "appeals", "rules")
_APPEALS = ("days_to_file", "days_to_answer", "hold_disputed")


@dataclass(frozen=True, slots=True)
class AppealTerms:
    """A seller may appeal until `to_file` after the credit was given (exactly then is too late), and the brand means to
    answer within `to_answer`. `hold_disputed`: what of the line is pending meanwhile waits for the answer."""

    to_file: timedelta
    to_answer: timedelta
    hold_disputed: bool


@dataclass(frozen=True, slots=True)
class ReviewPolicy:
    """One version. `limits` holds the rules that are on."""

    review: timedelta
    appeals: AppealTerms
    limits: Mapping[str, Limits]
    effective_from: datetime | None = None


def parse_review_policies(document: object, path: str = "review_policy") -> tuple[ReviewPolicy, ...]:
    """One policy or a list of versions, earliest first. Raises PolicyRefused with every fault found."""
    return parse_versions(document, path, read_review_policy)


def read_review_policy(document: object, path: str, faults: list[Fault]) -> ReviewPolicy:
    """One version; its faults are added to `faults`, and then the value must not be used."""
    reader = ObjectReader(document, path, faults, _FIELDS)
    return ReviewPolicy(
        review=_days(reader, "review_days", 7),
        appeals=_appeals(reader),
        limits=_rules(reader),
        effective_from=reader.optional_instant("effective_from"),
    )


def default_review_policy() -> ReviewPolicy:
    """What holds where a brand has published none."""
    return read_review_policy({}, "review_policy", [])


def _days(reader: ObjectReader, key: str, default: int) -> timedelta:
    return timedelta(days=reader.integer(key, minimum=1, maximum=_LONGEST_DAYS, default=default))


def _appeals(reader: ObjectReader) -> AppealTerms:
    written = reader.raw("appeals")
    terms = ObjectReader({} if written is None else written, reader.at("appeals"), reader.faults, _APPEALS)
    return AppealTerms(
        to_file=_days(terms, "days_to_file", 30),
        to_answer=_days(terms, "days_to_answer", 14),
        hold_disputed=terms.boolean("hold_disputed", default=True),
    )


def _rules(reader: ObjectReader) -> dict[str, Limits]:
    written = reader.raw("rules")
    known = {rule.code: rule for rule in RULES}
    rules = ObjectReader({} if written is None else written, reader.at("rules"), reader.faults, known)
    limits = {code: _limits(rule, rules) for code, rule in known.items()}
    return {code: found for code, found in limits.items() if found is not None}


def _limits(rule: FraudRule, rules: ObjectReader) -> Limits | None:
    written = rules.raw(rule.code)
    fields = ("on", *rule.thresholds, *(("hosts",) if rule.hosts else ()))
    reader = ObjectReader({} if written is None else written, rules.at(rule.code), rules.faults, fields)
    on = reader.boolean("on", default=True)
    numbers = {
        name: reader.integer(
            name, minimum=threshold.minimum, maximum=threshold.maximum, default=threshold.default
        )
        for name, threshold in rule.thresholds.items()
    }
    hosts = _hosts(reader) if reader.has("hosts") else rule.hosts
    return Limits(numbers, hosts) if on else None


def _hosts(reader: ObjectReader) -> tuple[str, ...]:
    hosts: list[str] = []
    for index, host in enumerate(reader.items("hosts")):
        if isinstance(host, str) and _HOST.fullmatch(host):
            hosts.append(host)
        else:
            reader.fault(f"hosts[{index}]", 'must be a host in lower case, such as "example.com"')
    return tuple(hosts)
