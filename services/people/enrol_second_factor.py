"""enrol_second_factor: a new secret for the authenticator app; it counts once a code has confirmed it."""

from uuid import UUID

import pyotp
from msgspec import Struct

from infra.database import Tx, transact
from infra.errors import NotFound
from infra.keys import encrypt
from infra.scope import Scope
from services.people.errors import SecondFactorExists

KEY_PURPOSE = "second-factor"
_ISSUER = "Storelet"


class SecondFactorEnrolled(Struct, frozen=True):
    """Shown once: `secret` to type, `uri` (otpauth://) as a QR code to scan."""

    secret: str
    uri: str


async def enrol_second_factor(scope: Scope, *, brand_name: str) -> SecondFactorEnrolled:
    """Make a secret for the actor's account and keep it encrypted; one that was never confirmed is replaced.

    Raises SecondFactorExists once one is confirmed: otherwise a stolen session could put its own in its place.
    """
    secret = pyotp.random_base32()

    async def work(tx: Tx) -> SecondFactorEnrolled:
        account_id = tx.scope.actor.account_id
        row = await tx.fetchrow(
            """SELECT display_name, totp_confirmed_at FROM accounts
               WHERE brand_id = $1 AND id = $2 FOR NO KEY UPDATE""",
            tx.brand_id,
            account_id,
        )
        if row is None or account_id is None:
            raise NotFound(what="account", ref=account_id)
        if row["totp_confirmed_at"] is not None:
            raise SecondFactorExists
        await tx.execute(
            "UPDATE accounts SET totp_secret = $3, totp_last_step = 0 WHERE brand_id = $1 AND id = $2",
            tx.brand_id,
            account_id,
            encrypt(KEY_PURPOSE, secret.encode(), bound_to(tx.brand_id, account_id)),
        )
        uri = pyotp.TOTP(secret).provisioning_uri(
            name=row["display_name"], issuer_name=f"{_ISSUER} {brand_name}"
        )
        return SecondFactorEnrolled(secret, uri)

    return await transact(scope, work)


def bound_to(brand_id: UUID, account_id: UUID) -> bytes:
    """The row a second factor's ciphertext belongs to."""
    return brand_id.bytes + account_id.bytes
