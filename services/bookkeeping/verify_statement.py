"""verify_statement: did the brand really say this, byte for byte, and do its figures add up?"""

import base64

from msgspec import Struct

from infra.errors import FieldFault, InvalidInput
from infra.scope import Scope
from infra.statement_files.add_up import faults_of
from infra.statement_files.signed import NotAStatement, genuine, read_signed_file
from services.bookkeeping.signing_keys import list_keys


class StatementVerified(Struct, frozen=True):
    """`genuine`: the brand signed exactly these bytes. `faults` are of a JSON's own figures; other forms have none."""

    genuine: bool
    form: str
    key_id: str
    faults: list[str]


async def verify_statement(scope: Scope, content: bytes) -> StatementVerified:
    """Prove a statement's file against the brand's keys, retired ones too. Raises InvalidInput for what is no signed
    statement, or signed with a key that the brand never had."""
    try:
        signed = read_signed_file(content)
    except NotAStatement as broken:
        raise InvalidInput(
            FieldFault("file", f"is not a signed statement: {broken}", "不是已签名的月结单")
        ) from broken
    key = next((each for each in await list_keys(scope) if each.key_id == signed.key_id), None)
    if key is None:
        raise InvalidInput(
            FieldFault(
                "file",
                f"is signed with {signed.key_id}, a key that this brand never had",
                f"签名密钥 {signed.key_id} 不属于本品牌",
            )
        )
    faults = [] if signed.statement is None else [str(fault) for fault in faults_of(signed.statement)]
    return StatementVerified(
        genuine(signed, base64.b64decode(key.public_key)), signed.form, signed.key_id, faults
    )
