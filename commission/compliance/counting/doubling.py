"""A small forest counted by doubling its links: as many passes as the depth has binary digits, whatever the shape."""

from functools import cached_property
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from commission.compliance.counting.cycles import NetworkCycle, cycles_in

Ints = npt.NDArray[np.int64]
_Number = TypeVar("_Number", np.int32, np.int64)


class Doubled:
    """The same counts as `Forest`, for so few that n log(depth) is little. Raises NetworkCycle."""

    def __init__(self, parent: npt.NDArray[np.int32]) -> None:
        self.size = parent.size
        self._is_root = parent == -1
        # In step k: those who have somebody 2^k levels above them, and whom.
        self._steps: list[tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]] = []
        far = parent.astype(np.intp)
        who = np.flatnonzero(far >= 0)
        while who.size:
            if len(self._steps) > self.size.bit_length():
                raise NetworkCycle(cycles_in(parent))
            above = far.take(who)
            self._steps.append((who, above))
            farther = far.take(above)
            far[who] = farther
            who = who.compress(farther >= 0)

    @cached_property
    def root(self) -> Ints:
        """The root above each; a root is its own."""
        return self.sum_down(np.where(self._is_root, np.arange(self.size), 0))

    def sum_down(self, values: Ints) -> Ints:
        """Each one's value plus those of all above: twice as many of them with every step."""
        total = values.astype(np.int64)
        for who, above in self._steps:
            total[who] += total.take(above)
        return total

    def fold(self, values: npt.NDArray[_Number], operation: np.ufunc) -> npt.NDArray[_Number]:
        """Each one's value with those of all below. The operation commutes."""
        folded = values.copy()
        for who, above in self._steps:
            operation.at(folded, above, folded.take(who))
        return folded
