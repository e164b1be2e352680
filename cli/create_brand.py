"""`storelet create-brand`: a new tenant."""

import click
import msgspec

from cli.output import emit, json_option
from cli.runtime import run
from infra.ids import new_id
from infra.scope import Scope
from services.people.create_brand import CreateBrand
from services.people.create_brand import create_brand as create


@click.command()
@click.argument("slug")
@click.argument("name")
@click.option("--currency", default="CNY", show_default=True, help="ISO 4217.")
@click.option("--jurisdiction", default="CN", show_default=True, help="ISO 3166 country whose law applies.")
@click.option(
    "--timezone", default="Asia/Shanghai", show_default=True, help="IANA name; months are counted in it."
)
@click.option("--locale", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
@json_option
def create_brand(
    slug: str, name: str, currency: str, jurisdiction: str, timezone: str, locale: str, as_json: bool
) -> None:
    """Create the brand NAME, known in addresses as SLUG (lower case, digits, hyphens). It has no rules yet: publish a
    tier schedule, a return policy, an attribution policy and a commission plan next."""
    given = {"slug": slug, "name": name, "currency": currency.upper(), "jurisdiction": jurisdiction.upper()}
    try:
        command = msgspec.convert({**given, "timezone": timezone, "locale": locale}, CreateBrand)
    except msgspec.ValidationError as error:
        raise click.UsageError(str(error)) from error
    made = run(create(Scope(new_id()), command))
    emit(
        {"brand_id": str(made.brand_id), "slug": made.slug},
        as_json=as_json,
        text=f"Brand {made.slug} created. Next: storelet create-admin {made.slug} LOGIN",
    )
