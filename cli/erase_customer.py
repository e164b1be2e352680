"""`storelet erase-customer`: erasure from the command line, for a backup that was put back after one."""

from uuid import UUID

import click
import msgspec

from cli.output import emit, json_option
from cli.runtime import run
from infra.scope import Scope
from services.people.find_brand import find_brand
from services.privacy.erase_customer import CustomerErased
from services.privacy.erase_customer import erase_customer as erase


@click.command()
@click.argument("brand")
@click.argument("customer", type=click.UUID)
@click.confirmation_option(prompt="What is erased is gone for good. Erase?")
@json_option
def erase_customer(brand: str, customer: UUID, as_json: bool) -> None:
    """Erase the personal data of CUSTOMER (an id) of BRAND. Orders and the books stay. A backup that is put back brings
    erased data back with it: erase again whoever was erased since."""
    erased = run(_erase(brand, customer))
    emit(
        msgspec.to_builtins(erased),
        as_json=as_json,
        text=f"Erased. {erased.orders} orders stay in the books without a name; account: {erased.account}.",
    )


async def _erase(brand: str, customer: UUID) -> CustomerErased:
    facts = await find_brand(brand)
    return await erase(Scope(facts.brand_id), customer)
