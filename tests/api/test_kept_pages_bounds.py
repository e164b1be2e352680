"""How much is held of stores' pages that are given again, and which addresses wait for each other at all."""

from typing import Any

import pytest

from api.kept_pages import KeptPages
from infra.caps import Caps


class Bare:
    """Around no application of ours: an answer of a size, and what was asked for."""

    def __init__(self, caps: Caps, size: int = 1_000) -> None:
        self.now = 100.0
        self.asked: list[str] = []
        self.size, self.declares = size, True
        self.kept = KeptPages(self._answer, caps, lambda: self.now)

    async def _answer(self, scope: Any, receive: Any, send: Any) -> None:
        self.asked.append(scope["path"])
        scope["state"]["may_be_kept"] = self.declares
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"x" * self.size})

    async def get(self, path: str) -> bytes:
        body = b""

        async def send(message: Any) -> None:
            nonlocal body
            body += message.get("body", b"")

        said = {"type": "http", "method": "GET", "path": path, "query_string": b"", "scheme": "http"}
        await self.kept(said | {"headers": [], "state": {}}, None, send)  # type: ignore[arg-type]
        return body


async def test_memory_is_bounded_in_pages_and_bytes_and_the_oldest_goes_first() -> None:
    bare = Bare(Caps(kept_pages=3))
    for number in range(4):
        await bare.get(f"/s/a/{number}")
    assert bare.kept.held == (3, 3_000)
    await bare.get("/s/a/3")
    assert len(bare.asked) == 4
    await bare.get("/s/a/0")
    assert (bare.asked[4:], bare.kept.held) == (["/s/a/0"], (3, 3_000))

    bare = Bare(Caps(kept_page_bytes=64 * 1024), size=30_000)
    for number in range(3):
        assert len(await bare.get(f"/s/a/{number}")) == 30_000
    assert bare.kept.held == (2, 60_000)
    # One that is larger than all that may be held takes nobody's place.
    bare.size = 64 * 1024 + 1
    assert len(await bare.get("/s/b/0")) == bare.size
    assert bare.kept.held == (2, 60_000)
    # What is too old for anybody is not held for the sake of it.
    bare.now += 1
    bare.size = 10
    await bare.get("/s/c/0")
    assert bare.kept.held == (1, 10)


@pytest.mark.parametrize(
    "path",
    [
        "/s/a",
        "/s/a/b/cart",
        "/s/a/b/orders/code",
        "/s/a/b/products/COAT",
        "/s/a/b/account",
        "/api/public/a/b",
    ],
)
async def test_only_shelves_wait_for_each_other_and_only_what_is_declared_is_kept(path: str) -> None:
    bare = Bare(Caps())
    await bare.get(path)
    await bare.get(path)
    assert (len(bare.asked), bare.kept.held) == (2, (0, 0))
    bare.declares = False
    await bare.get("/s/a/b")
    assert bare.kept.held == (0, 0)
