"""Change how a brand pays out."""

from infra.database import Tx, transact
from infra.errors import FieldFault, InvalidInput
from infra.json_text import to_json
from infra.rails.registry import file_rail
from infra.scope import Scope
from services.audit import record_change
from services.locks import lock_brand_rules
from services.payouts.terms import PayoutTerms, payout_terms


async def set_payout_terms(scope: Scope, command: PayoutTerms) -> PayoutTerms:
    """Set the terms for batches built from now on; one that waits to be sent is looked at under them once more.

    Raises InvalidInput for a rail that writes no files, or that lacks or does not know an option.
    """
    faults = [fault for rail, options in command.rails.items() for fault in _faults(rail, options)]
    if faults:
        raise InvalidInput(*faults)

    async def work(tx: Tx) -> PayoutTerms:
        await lock_brand_rules(tx)
        before = await payout_terms(tx)
        await tx.execute(
            "UPDATE brands SET settings = jsonb_set(settings, '{payouts}', $2::jsonb) WHERE id = $1",
            tx.brand_id,
            to_json(command),
        )
        await record_change(tx, "set_payout_terms", "brand", tx.brand_id, _shown(before), _shown(command))
        return command

    return await transact(scope, work)


def _faults(rail: str, options: dict[str, str]) -> list[FieldFault]:
    known = file_rail(rail)
    if known is None:
        return [FieldFault(f"rails.{rail}", "is not a rail that writes files", "不是可导出文件的通道")]
    faults = [
        FieldFault(f"rails.{rail}.{name}", "is required", "必填")
        for name in known.needed
        if not options.get(name)
    ]
    unknown = sorted(options.keys() - set(known.needed))
    return faults + [FieldFault(f"rails.{rail}.{name}", "is not known", "未知选项") for name in unknown]


def _shown(terms: PayoutTerms) -> dict[str, object]:
    """The brand's own account is no secret, and yet has no place in a log that is never erased."""
    return {
        "instalment_share": terms.instalment_share,
        "instalment_amount": terms.instalment_amount,
        "rails": sorted(terms.rails),
    }
