"""ISO 20022 credit transfer initiation (pain.001.001.03) by sepaxml, checked against its schema.

The brand's settings (payouts, pain001) name who pays: `name`, `iban`, `bic`.
"""

import datetime

from sepaxml import SepaTransfer
from sepaxml.validation import ValidationError

from infra.rails.rail import PayoutAsked, RailNotSetUp

NEEDED = ("name", "iban", "bic")


class Pain001:
    """`account_number` is an IBAN and `bank_code` a BIC. One payment block a batch; the item's key is end to end."""

    media_type = "application/xml"
    suffix = "xml"

    def export(self, batch_code: str, options: dict[str, str], items: list[PayoutAsked]) -> bytes:
        """Raises RailNotSetUp where the payer is not named or the schema refuses what is in the batch."""
        missing = [name for name in NEEDED if not options.get(name)]
        if missing:
            raise RailNotSetUp(reason=f"the brand's settings lack {', '.join(missing)}")
        payer = {"name": options["name"], "IBAN": options["iban"], "BIC": options["bic"]}
        if any(one.currency != "EUR" for one in items):
            raise RailNotSetUp(reason="a SEPA transfer is in euro")
        config = payer | {"batch": True, "currency": "EUR"}
        transfer = SepaTransfer(config, schema="pain.001.001.03", clean=True)
        for one in items:
            payment = {
                "name": one.legal_name[:70],
                "IBAN": one.account_number,
                "BIC": one.bank_code,
                "amount": one.amount,
                "execution_date": datetime.date.fromisoformat(options["date"]),
                "description": batch_code,
                "endtoend_id": one.key[:35],
            }
            transfer.add_payment(payment)
        try:
            exported: bytes = transfer.export(validate=True)
        except ValidationError as refused:
            raise RailNotSetUp(reason="the file would not follow its schema (name, IBAN or BIC)") from refused
        return exported
