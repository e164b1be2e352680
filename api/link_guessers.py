"""Who tries link codes out, and has to wait."""

import math
import time

from infra.errors import TooManyRequests

_MOST = 10_000


class Guessers:
    """Addresses that named too many codes, for as long as they are to wait: kept by the process, so that a link that is
    opened costs no look-up. Nobody is in it on a usual day."""

    def __init__(self) -> None:
        self._until: dict[str, int] = {}

    @property
    def waiting(self) -> bool:
        """Whether anybody may have to wait."""
        return bool(self._until)

    def note(self, address: str, refused: TooManyRequests) -> None:
        """The address was refused, and for how long."""
        if len(self._until) >= _MOST:
            self._until.clear()
        self._until[address] = time.monotonic_ns() + int(str(refused.params["retry_after"])) * 10**9

    def refuse(self, address: str) -> None:
        """Raise TooManyRequests for an address that has to wait."""
        if not self._until:
            return
        now = time.monotonic_ns()
        left = self._until.get(address, 0) - now
        if left > 0:
            raise TooManyRequests(retry_after=max(1, math.ceil(left / 10**9)))
        # Whoever waited long enough makes room, so that a quiet site is back on its fastest way.
        self._until = {each: until for each, until in self._until.items() if until > now}
