"""`storelet create-admin`: a brand's first admin."""

import click

from cli.output import emit, json_option
from cli.runtime import run
from infra.scope import Scope
from services.people.create_admin import AdminCreated, CreateAdmin
from services.people.create_admin import create_admin as create
from services.people.find_brand import find_brand


@click.command()
@click.argument("brand")
@click.argument("login")
@click.option("--name", default="Admin", show_default=True, help="Shown in the console and the audit log.")
@click.option(
    "--password",
    envvar="STORELET_ADMIN_PASSWORD",
    prompt=True,
    hide_input=True,
    confirmation_prompt=True,
    help="Asked for where not given; also read from STORELET_ADMIN_PASSWORD.",
)
@json_option
def create_admin(brand: str, login: str, name: str, password: str, as_json: bool) -> None:
    """Create an admin of BRAND who logs in with LOGIN, a phone number or an e-mail address. The second factor is set
    up at the first log-in."""
    made = run(_create(brand, CreateAdmin(name, login, password)))
    emit(
        {"account_id": str(made.account_id), "brand": brand},
        as_json=as_json,
        text=f"Admin {login} of {brand} created. The second factor is set up at the first log-in.",
    )


async def _create(brand: str, command: CreateAdmin) -> AdminCreated:
    facts = await find_brand(brand)
    return await create(Scope(facts.brand_id), command, region=facts.jurisdiction)
