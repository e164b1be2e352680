"""What a brand charges beside the goods."""

from infra.database import Tx, transact
from infra.scope import Scope
from services.retail.terms import RetailTerms, selling_brand


async def show_retail_terms(scope: Scope) -> RetailTerms:
    """The terms in force now."""

    async def work(tx: Tx) -> RetailTerms:
        return (await selling_brand(tx)).terms

    return await transact(scope, work)
