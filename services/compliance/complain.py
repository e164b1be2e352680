"""A seller says what is wrong: forced purchases, promises of income, recruiting, refunds."""

from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from infra.database import Tx, transact
from infra.ids import new_id
from infra.scope import Scope
from services.compliance.cases import NewCase, open_case

Topic = Literal["refund", "income_claim", "forced_purchase", "recruiting", "other"]
# What these would mean were it true: nobody is made to buy, to recruit, or promised income.
_GRAVE = {"forced_purchase": "R+", "recruiting": "R+", "income_claim": "R", "refund": "R"}


class Complain(Struct, frozen=True, forbid_unknown_fields=True):
    topic: Topic
    body: Annotated[str, Meta(min_length=1, max_length=4000)]


class Complained(Struct, frozen=True):
    complaint_id: UUID


async def complain(scope: Scope, seller_id: UUID, command: Complain) -> Complained:
    """Keep the complaint for ever, and open a case where it is of weight. Nobody can take it back or change it."""

    async def work(tx: Tx) -> Complained:
        made = Complained(new_id())
        await tx.execute(
            "INSERT INTO seller_complaints (brand_id, id, seller_id, topic, body, at)"
            " VALUES ($1, $2, $3, $4, $5, $6)",
            tx.brand_id,
            made.complaint_id,
            seller_id,
            command.topic,
            command.body,
            tx.now,
        )
        if command.topic in _GRAVE:
            said = {"topic": command.topic, "complaint_id": str(made.complaint_id)}
            case = NewCase(
                "money", "COMPLAINT", "", str(made.complaint_id), _GRAVE[command.topic], {"evidence": said}
            )
            await open_case(tx, case)
        return made

    return await transact(scope, work)
