"""A seller says where to be paid."""

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from infra.database import Tx, transact
from infra.errors import FieldFault, InvalidInput
from infra.ids import new_id
from infra.keys import encrypt
from infra.rails.registry import rail_names
from infra.scope import Scope
from services.audit import record_change
from services.locks import lock_seller_balances
from services.payouts.errors import PayoutUnderWay

PURPOSE = "payee_account"
TaxStatus = Literal["unknown", "individual_resident", "individual_nonresident", "business"]
_UPSERT = """
INSERT INTO payee_profiles AS p (brand_id, id, seller_id, rail, legal_name, account_number, account_last4, bank_code,
  tax_status, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (brand_id, seller_id) DO UPDATE SET rail = $4, legal_name = $5, account_number = $6, account_last4 = $7,
  bank_code = $8, tax_status = $9, changed_at = $10,
  verified_name = CASE WHEN p.legal_name = $5 THEN p.verified_name END,
  verified_at = CASE WHEN p.legal_name = $5 THEN p.verified_at END
RETURNING verified_at
"""

_UNDER_WAY = """
SELECT EXISTS (SELECT FROM payout_items WHERE brand_id = $1 AND seller_id = $2 AND state IN ('sent', 'unknown'))
"""


class SetPayee(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`bank_code` is what the rail needs beside the account (a BIC, a branch number)."""

    rail: str
    legal_name: str
    account_number: str
    tax_status: TaxStatus
    bank_code: str = ""


class PayeeSet(msgspec.Struct, frozen=True):
    rail: str
    legal_name: str
    account_last4: str
    bank_code: str
    tax_status: str
    verified_at: datetime | None
    changed_at: datetime


async def set_payee(scope: Scope, seller_id: UUID, command: SetPayee) -> PayeeSet:
    """Keep the payee profile, the account number encrypted for this seller's row alone. Another name must be verified
    again, and a batch approved before the change pays this seller nothing.

    Raises InvalidInput; PayoutUnderWay while a payout is with its rail.
    """
    account = "".join(command.account_number.split())
    name = " ".join(command.legal_name.split())
    faults = []
    if command.rail not in rail_names():
        faults.append(FieldFault("rail", "is not in operation", "该通道未启用"))
    if not 4 <= len(account) <= 64:
        faults.append(FieldFault("account_number", "must have 4 to 64 characters", "长度须为 4 至 64 个字符"))
    if not 1 <= len(name) <= 140:
        faults.append(FieldFault("legal_name", "must have 1 to 140 characters", "长度须为 1 至 140 个字符"))
    if faults:
        raise InvalidInput(*faults)

    async def work(tx: Tx) -> PayeeSet:
        # Whoever sends a batch holds this lock: the account that was examined is the account that is paid.
        await lock_seller_balances(tx, [seller_id])
        if await tx.fetchval(_UNDER_WAY, tx.brand_id, seller_id):
            raise PayoutUnderWay
        sealed = encrypt(PURPOSE, account.encode(), tx.brand_id.bytes + seller_id.bytes)
        values = (command.rail, name, sealed, account[-4:], command.bank_code.strip(), command.tax_status)
        verified_at = await tx.fetchval(_UPSERT, tx.brand_id, new_id(), seller_id, *values, tx.now)
        # Neither name nor number: the log is never erased.
        shown = {"rail": command.rail, "tax_status": command.tax_status}
        await record_change(tx, "set_payee", "payee profile", seller_id, None, shown)
        return PayeeSet(command.rail, name, account[-4:], values[4], values[5], verified_at, tx.now)

    return await transact(scope, work)
