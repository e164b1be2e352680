"""The words a judgement is made of: severities, statuses, verdicts, and text in both languages."""

from enum import StrEnum
from typing import NamedTuple

DISCLAIMER_EN = (
    "Engineering research for a brand and its counsel, not legal advice. "
    "A clear report is not a legal opinion."
)
DISCLAIMER_ZH = "供品牌及其法律顾问参考的工程研究，不构成法律意见。报告无发现不等于合法意见。"


class Text(NamedTuple):
    """The same sentence in English and in Chinese."""

    en: str
    zh: str


DISCLAIMER = Text(DISCLAIMER_EN, DISCLAIMER_ZH)


class Severity(StrEnum):
    """compliance.md, section 6: I illegal, R+ presumptively block, R review by counsel, A advice."""

    ILLEGAL = "I"
    PRESUMED = "R+"
    REVIEW = "R"
    ADVICE = "A"

    @property
    def weight(self) -> int:
        """Greater is graver."""
        return {"A": 1, "R": 2, "R+": 3, "I": 4}[self.value]


class Status(StrEnum):
    """What one rule says of one document in one jurisdiction."""

    FINDING = "finding"
    NEEDS_DATA = "needs_data"
    CLEAR = "clear"
    NOT_APPLICABLE = "not_applicable"


class Verdict(StrEnum):
    """What all rules together say in one jurisdiction."""

    ILLEGAL = "illegal"
    BLOCK = "block"
    REVIEW = "review"
    NEEDS_DATA = "needs_data"
    CLEAR = "clear"


class Family(StrEnum):
    """Whether a rule speaks of the pyramid itself, or of other conduct a regulator may punish beside it."""

    PYRAMID = "pyramid"
    CONDUCT = "conduct"


class Stage(StrEnum):
    PLAN = "plan"
    NETWORK = "network"
