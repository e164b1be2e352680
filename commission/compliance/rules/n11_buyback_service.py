"""N-11: whether the right of return is kept."""

from collections.abc import Iterator

import numpy as np

from commission.compliance.findings import Reading, Rule, not_given
from commission.compliance.network.shares import Banded, Share
from commission.compliance.network.watch import Watch
from commission.compliance.terms import Terms
from commission.compliance.vocabulary import Family, Stage, Text

_VALID = ("out_of_window", "not_resaleable", "not_bought_here", "already_sold")


def check(watch: Watch, terms: Terms) -> Iterator[Reading]:
    if not watch.view.snapshot.has("buyback_claims"):
        yield not_given("$.buyback_claims", terms.bands("denied")[0][1])
        return
    claims = watch.view.snapshot["buyback_claims"]
    refused = claims.words("granted", "false") & ~claims.words("reason", *_VALID)
    undecided = claims.unknown("granted")
    share = Share(int(np.count_nonzero(refused)), claims.rows, undecided)
    words = ("Share of buy-back claims refused without a valid reason", "无正当理由被拒绝的退货申请占比")
    yield from Banded(share, "$.buyback_claims[*].granted", *words).over(terms.bands("denied"))
    days = int(terms.number("days"))
    late = int(np.count_nonzero(claims.known("days_to_pay") > days))
    message = Text(
        f"{late} buy-back(s) paid later than {days} days.", f"{late} 笔退货款超过 {days} 天才支付。"
    )
    granted = claims.words("granted", "true")
    pay_days = claims.get("days_to_pay")
    unsaid = granted.any() and (
        pay_days is None or bool((pay_days[granted] != claims.known("days_to_pay")[granted]).any())
    )
    truth = True if late else None if unsaid else False
    yield Reading(truth, "$.buyback_claims[*].days_to_pay", terms.severity("late"), message, {"late": late})


RULE = Rule(
    id="N-11",
    name="BUYBACK_SERVICE",
    stage=Stage.NETWORK,
    family=Family.CONDUCT,
    title=Text("Buy-back service", "退货履行"),
    mend=Text(
        "Accept what is in the window and pay it in time, from a funded reserve.",
        "期限内一律受理并按时从准备金支付。",
    ),
    check=check,
)
