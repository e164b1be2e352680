"""Which brand a host name belongs to: brands' own short domains, remembered for a moment."""

import time
from collections import OrderedDict
from uuid import UUID

from services.sharing.brand_of_host import brand_of_host

_KEPT_SECONDS = 5
# Whoever sends made-up names fills this much memory and no more.
_MOST_NAMES = 1_000


class LinkHosts:
    """What is no brand's is remembered too: every request may claim a name of its own."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, tuple[float, UUID | None]] = OrderedDict()

    async def brand_of(self, host: str) -> UUID | None:
        """The brand whose verified host this is."""
        until, brand_id = self._known.get(host, (0.0, None))
        if until > time.monotonic():
            return brand_id
        brand_id = await brand_of_host(host)
        self._known[host] = (time.monotonic() + _KEPT_SECONDS, brand_id)
        self._known.move_to_end(host)
        if len(self._known) > _MOST_NAMES:
            self._known.popitem(last=False)
        return brand_id

    def remembered(self, host: str) -> UUID | None:
        """The brand whose host this is known to be; None where that must be looked up or it is no brand's."""
        until, brand_id = self._known.get(host, (0.0, None))
        return brand_id if until > time.monotonic() else None

    def forget(self, host: str) -> None:
        """A host was verified or given up; all of them where none is named."""
        if host:
            self._known.pop(host, None)
        else:
            self._known.clear()
