"""Change what a brand charges beside the goods: tax, shipping, how long an order waits, by which gateway."""

from infra.database import Tx, transact
from infra.errors import FieldFault, InvalidInput
from infra.gateways.errors import UnknownGateway
from infra.gateways.registry import gateway_named
from infra.json_text import to_json
from infra.scope import Scope
from services.audit import record_change
from services.locks import lock_brand_rules
from services.retail.terms import RetailTerms, selling_brand


async def set_retail_terms(scope: Scope, command: RetailTerms) -> RetailTerms:
    """Set the terms for orders placed from now on; what was placed keeps its figures. Raises InvalidInput for a gateway
    that this site does not have."""
    try:
        gateway_named(command.gateway)
    except UnknownGateway as error:
        raise InvalidInput(FieldFault("gateway", "is not on this site", "本站没有此支付网关")) from error

    async def work(tx: Tx) -> RetailTerms:
        await lock_brand_rules(tx)
        before = (await selling_brand(tx)).terms
        await tx.execute(
            "UPDATE brands SET settings = jsonb_set(settings, '{retail}', $2::jsonb) WHERE id = $1",
            tx.brand_id,
            to_json(command),
        )
        await record_change(tx, "set_retail_terms", "brand", tx.brand_id, before, command)
        return command

    return await transact(scope, work)
