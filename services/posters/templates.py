"""A brand's poster templates: write, list, remove."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from infra.database import Tx, transact
from infra.errors import FieldFault, InvalidInput, NotFound
from infra.ids import new_id
from infra.json_text import to_json
from infra.scope import Scope
from services.audit import record_change
from services.posters.errors import TooManyTemplates
from services.posters.template import LEAST_CONTRAST, PosterTemplate, contrast

MOST = 50
_WRITE = """
INSERT INTO poster_templates (brand_id, id, name, body, usual, created_by, created_at, changed_at)
VALUES ($1, $2, $3, $4::jsonb, $5, $6, $7, $7)
ON CONFLICT (brand_id, id) DO UPDATE SET name = excluded.name, body = excluded.body, usual = excluded.usual,
  changed_at = excluded.changed_at
"""


class WriteTemplate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`usual`: taken where nobody names one; the one that was usual before is so no more."""

    name: Annotated[str, Meta(min_length=1, max_length=80)]
    template: PosterTemplate
    usual: bool = False


class TemplateWritten(msgspec.Struct, frozen=True):
    template_id: UUID


class TemplateRow(msgspec.Struct, frozen=True):
    template_id: UUID
    name: str
    template: PosterTemplate
    usual: bool
    changed_at: datetime


async def write_template(
    scope: Scope, command: WriteTemplate, template_id: UUID | None = None
) -> TemplateWritten:
    """Make a template, or change the named one. Raises NotFound, TooManyTemplates, InvalidInput for colours that cannot
    be told apart and for a logo that is no picture of the brand."""
    check_colours(command.template)

    async def work(tx: Tx) -> TemplateWritten:
        known = {
            row[0]
            for row in await tx.fetch(
                "SELECT id FROM poster_templates WHERE brand_id = $1 AND removed_at IS NULL FOR UPDATE",
                tx.brand_id,
            )
        }
        if template_id is not None and template_id not in known:
            raise NotFound(what="poster template", ref=template_id)
        if template_id is None and len(known) >= MOST:
            raise TooManyTemplates(most=MOST)
        await _check_logo(tx, command.template.logo)
        if command.usual:
            await tx.execute(
                "UPDATE poster_templates SET usual = false WHERE brand_id = $1 AND usual", tx.brand_id
            )
        written = template_id or new_id()
        await tx.execute(
            _WRITE,
            tx.brand_id,
            written,
            command.name,
            to_json(command.template),
            command.usual,
            scope.actor.account_id,
            tx.now,
        )
        await record_change(tx, "write_template", "poster template", written, None, command)
        return TemplateWritten(written)

    return await transact(scope, work)


async def list_templates(scope: Scope) -> list[TemplateRow]:
    """Those in use, the usual one first."""

    async def work(tx: Tx) -> list[TemplateRow]:
        rows = await tx.fetch(
            "SELECT id, name, body, usual, changed_at FROM poster_templates"
            " WHERE brand_id = $1 AND removed_at IS NULL ORDER BY usual DESC, name, id",
            tx.brand_id,
        )
        return [
            TemplateRow(
                row["id"],
                row["name"],
                msgspec.json.decode(row["body"], type=PosterTemplate),
                row["usual"],
                row["changed_at"],
            )
            for row in rows
        ]

    return await transact(scope, work)


async def remove_template(scope: Scope, template_id: UUID) -> None:
    """Take it out of use. The second time nothing happens. Raises NotFound."""

    async def work(tx: Tx) -> None:
        touched = await tx.execute(
            "UPDATE poster_templates SET removed_at = coalesce(removed_at, $3), usual = false"
            " WHERE brand_id = $1 AND id = $2",
            tx.brand_id,
            template_id,
            tx.now,
        )
        if not touched:
            raise NotFound(what="poster template", ref=template_id)
        await record_change(tx, "remove_template", "poster template", template_id, None, None)

    await transact(scope, work)


def check_colours(template: PosterTemplate) -> None:
    """Raises InvalidInput for letters that cannot be read on their paper."""
    colours = template.colours
    faults = [
        FieldFault(
            f"template.colours.{name}",
            "differs too little from the paper to be read",
            "与底色对比不足，无法辨认",
        )
        for name, colour in (("ink", colours.ink), ("accent", colours.accent))
        if contrast(colour, colours.paper) < LEAST_CONTRAST
    ]
    if faults:
        raise InvalidInput(*faults)


async def _check_logo(tx: Tx, logo: UUID | None) -> None:
    if logo is not None and not await tx.fetchval(
        "SELECT EXISTS (SELECT FROM pictures WHERE brand_id = $1 AND id = $2)", tx.brand_id, logo
    ):
        raise InvalidInput(FieldFault("template.logo", "is no picture of this brand", "不是本品牌的图片"))
