"""A database that goes away at a given statement."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from infra.database import Tx


class Gone(Exception):
    """The database went away."""


@contextmanager
def database_gone_after(statements: int) -> Iterator[None]:
    """Every service that asks for this statement or a later one finds no database; 0: it stays."""
    if not statements:
        yield
        return
    kept = {name: getattr(Tx, name) for name in ("fetch", "fetchrow", "fetchval", "execute")}
    count = 0

    def breaking(name: str) -> Any:
        async def ask(tx: Tx, *args: object) -> Any:
            nonlocal count
            count += 1
            if count >= statements:
                raise Gone
            return await kept[name](tx, *args)

        return ask

    with pytest.MonkeyPatch.context() as patch:
        for name in kept:
            patch.setattr(Tx, name, breaking(name))
        yield
