"""What tells one device from another without asking it anything: its browser, its language, its network."""

from api.limits import address_of
from api.requests import AnyRequest


def device_of(request: AnyRequest) -> str:
    """Text that is hashed before anything keeps it. Two people with the same phone in one network look alike: whatever
    rests on this is for a person to judge."""
    parts = (
        request.headers.get("user-agent", ""),
        request.headers.get("accept-language", ""),
        address_of(request),
    )
    return "\n".join(parts)
