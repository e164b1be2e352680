"""Passwords: argon2id, off the event loop, and never more at once than memory allows."""

import asyncio

from argon2 import PasswordHasher, profiles
from argon2.exceptions import InvalidHashError, VerificationError

from infra.settings import current_settings

# RFC 9106's second recommendation (64 MiB, three passes). Tests take the least that argon2 allows: they log in by the
# thousand, and what a hash costs is no part of any rule they check.
_PRODUCTION = PasswordHasher.from_parameters(profiles.RFC_9106_LOW_MEMORY)
_TEST = PasswordHasher.from_parameters(profiles.CHEAPEST)
_AT_ONCE = 4

# Compared with when there is no such account, so that the answer takes as long as for one that exists.
_NOBODY = {id(hasher): hasher.hash("nobody has this password") for hasher in (_PRODUCTION, _TEST)}


class _Gate:
    """Lets `_AT_ONCE` hashes run at a time: each takes 64 MiB, and a flood of log-ins must queue, not exhaust memory.
    One gate per event loop, for a semaphore belongs to the loop that waits on it."""

    loop: asyncio.AbstractEventLoop | None = None
    semaphore: asyncio.Semaphore

    @classmethod
    def of_this_loop(cls) -> asyncio.Semaphore:
        loop = asyncio.get_running_loop()
        if cls.loop is not loop:
            cls.loop, cls.semaphore = loop, asyncio.Semaphore(_AT_ONCE)
        return cls.semaphore


def _hasher() -> PasswordHasher:
    return _TEST if current_settings().env == "test" else _PRODUCTION


async def hash_password(password: str) -> str:
    """The argon2id hash to store, parameters included."""
    async with _Gate.of_this_loop():
        return await asyncio.to_thread(_hasher().hash, password)


async def password_matches(stored: str | None, password: str) -> bool:
    """Whether it is the password. Without a stored hash the same work is done and the answer is no."""
    hasher = _hasher()
    async with _Gate.of_this_loop():
        matches = await asyncio.to_thread(_verify, hasher, stored or _NOBODY[id(hasher)], password)
    return matches and stored is not None


def needs_new_hash(stored: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return _hasher().check_needs_rehash(stored)


def _verify(hasher: PasswordHasher, stored: str, password: str) -> bool:
    try:
        return hasher.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False
