"""The brand that a host name is verified for."""

from uuid import UUID

from infra.database import read_directory


async def brand_of_host(host: str) -> UUID | None:
    """None where it is nobody's, or its brand has closed."""
    rows = await read_directory(
        "SELECT d.brand_id FROM link_domains AS d JOIN brands AS b ON b.id = d.brand_id AND b.status = 'active'"
        " WHERE d.host = $1 AND d.verified_at IS NOT NULL",
        host,
    )
    return rows[0]["brand_id"] if rows else None
