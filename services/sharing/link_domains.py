"""A brand's own host names for its links: claimed, proved by a record of the name's own, given up."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated
from uuid import UUID

import asyncpg
import dns.asyncresolver
import dns.exception
import msgspec
from msgspec import Meta

from infra.database import Tx, transact
from infra.errors import Conflict, FieldFault, InvalidInput, NotFound
from infra.ids import new_id, secret_token
from infra.scope import Scope
from infra.settings import current_settings
from services.audit import record_change

MOST = 20
_PATIENCE_SECONDS = 5
_ROWS = "SELECT id, host, proof, added_at, verified_at, checked_at FROM link_domains WHERE brand_id = $1"

Texts = Callable[[str], Awaitable[list[str]]]


class HostNotProved(Conflict):
    """The name's records do not say what they should."""

    code = "host_not_proved"
    title = "The host name is not proved"
    title_zh = "域名尚未通过验证"
    detail = "The TXT record {record} does not say {proof}. A new record may take an hour to be seen."
    detail_zh = "TXT 记录 {record} 的内容不是 {proof}。新记录可能需要一小时才生效。"


class HostTaken(Conflict):
    """Another brand answers there."""

    code = "host_taken"
    title = "Another brand answers at this host"
    title_zh = "该域名已由其他品牌使用"


class AddHost(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A host name of the brand's own, such as `go.brand.example`."""

    host: Annotated[
        str,
        Meta(
            pattern=r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*\.[a-z][a-z0-9-]{0,61}[a-z0-9]$",
            min_length=4,
            max_length=253,
            examples=["go.brand.example"],
        ),
    ]


class LinkHost(msgspec.Struct, frozen=True):
    """`record` of type TXT is to hold `proof` before the host can be verified."""

    host_id: UUID
    host: str
    record: str
    proof: str
    added_at: datetime
    verified_at: datetime | None
    checked_at: datetime | None


async def add_host(scope: Scope, command: AddHost) -> LinkHost:
    """Claim a name; nothing is answered there before it is verified. Asked again, the same claim. Raises
    InvalidInput."""
    settings = current_settings()
    if command.host in settings.allowed_hosts or settings.public_url.endswith(f"//{command.host}"):
        raise InvalidInput(FieldFault("host", "is this site's own", "这是本站自己的域名"))

    async def work(tx: Tx) -> LinkHost:
        rows = await tx.fetch(_ROWS, tx.brand_id)
        for row in rows:
            if row["host"] == command.host:
                return _host(row)
        if len(rows) >= MOST:
            raise InvalidInput(FieldFault("host", f"there are {MOST} already", f"最多 {MOST} 个域名"))
        proof = f"storelet={secret_token(18)}"
        made = await tx.fetchrow(
            "INSERT INTO link_domains (brand_id, id, host, proof, added_by, added_at) VALUES ($1, $2, $3, $4, $5, $6)"
            " RETURNING id, host, proof, added_at, verified_at, checked_at",
            tx.brand_id,
            new_id(),
            command.host,
            proof,
            scope.actor.account_id,
            tx.now,
        )
        assert made is not None  # noqa: S101 - an INSERT answers its row or raises
        await record_change(tx, "add_host", "link domain", made["id"], None, command)
        return _host(made)

    return await transact(scope, work)


async def list_hosts(scope: Scope) -> list[LinkHost]:
    """All of the brand's, verified or not."""
    return await transact(scope, _all)


async def verify_host(scope: Scope, host_id: UUID, *, texts: Texts | None = None) -> LinkHost:
    """Look at the name's records, and answer the brand's links there from now on. Raises NotFound, HostNotProved,
    HostTaken."""
    claimed = next((each for each in await list_hosts(scope) if each.host_id == host_id), None)
    if claimed is None:
        raise NotFound(what="host", ref=host_id)
    said = await (texts or txt_records)(claimed.record)
    proved = claimed.proof in said

    async def work(tx: Tx) -> LinkHost:
        row = await tx.fetchrow(
            "UPDATE link_domains SET checked_at = $3, verified_at = CASE WHEN $4 THEN coalesce(verified_at, $3) END"
            " WHERE brand_id = $1 AND id = $2 RETURNING id, host, proof, added_at, verified_at, checked_at",
            tx.brand_id,
            host_id,
            tx.now,
            proved,
        )
        if row is None:
            raise NotFound(what="host", ref=host_id)
        await record_change(tx, "verify_host", "link domain", host_id, None, {"verified": proved})
        return _host(row)

    try:
        checked = await transact(scope, work)
    except asyncpg.UniqueViolationError:
        raise HostTaken from None
    if not proved:
        raise HostNotProved(record=claimed.record, proof=claimed.proof)
    return checked


async def remove_host(scope: Scope, host_id: UUID) -> None:
    """Answer nothing there any more. Raises NotFound."""

    async def work(tx: Tx) -> None:
        if not await tx.execute(
            "DELETE FROM link_domains WHERE brand_id = $1 AND id = $2", tx.brand_id, host_id
        ):
            raise NotFound(what="host", ref=host_id)
        await record_change(tx, "remove_host", "link domain", host_id, None, None)

    await transact(scope, work)


async def txt_records(name: str) -> list[str]:
    """What the name's TXT records say, by the resolver of this machine; nothing where there is none or nobody
    answers."""
    resolver = dns.asyncresolver.Resolver()
    try:
        answer = await resolver.resolve(name, "TXT", lifetime=_PATIENCE_SECONDS)
    except (dns.exception.DNSException, OSError):
        return []
    return [b"".join(record.strings).decode("utf-8", "replace") for record in answer]


async def _all(tx: Tx) -> list[LinkHost]:
    return [_host(row) for row in await tx.fetch(_ROWS + " ORDER BY host", tx.brand_id)]


def _host(row: asyncpg.Record) -> LinkHost:
    return LinkHost(
        row["id"],
        row["host"],
        f"_storelet.{row['host']}",
        row["proof"],
        row["added_at"],
        row["verified_at"],
        row["checked_at"],
    )
