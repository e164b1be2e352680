"""ISO 20022 credit transfer initiation (pain.001.001.03) by sepaxml, checked against its schema.

The brand's payout terms name who pays: `name`, `iban`, `bic`.
"""

import datetime

from babel.numbers import get_currency_precision
from sepaxml import SepaTransfer
from sepaxml.validation import ValidationError

from infra.rails.rail import PayoutAsked, RailNotSetUp

CENTS = 2


class Pain001:
    """`account_number` is an IBAN and `bank_code` a BIC. One payment block a batch; the item's key is end to end.

    Euro goes as a SEPA transfer; another currency as a transfer without a service level, which the brand's bank must
    offer. A currency whose minor unit is no hundredth is refused: the library knows no other.
    """

    media_type = "application/xml"
    suffix = "xml"
    needed: tuple[str, ...] = ("name", "iban", "bic")

    def export(self, batch_code: str, options: dict[str, str], items: list[PayoutAsked]) -> bytes:
        """Raises RailNotSetUp where the payer is not named or the schema refuses what is in the batch."""
        missing = [name for name in self.needed if not options.get(name)]
        if missing:
            raise RailNotSetUp(reason=f"the brand's payout terms lack {', '.join(missing)}")
        currencies = {one.currency for one in items}
        if len(currencies) != 1:
            raise RailNotSetUp(reason="one file is in one currency")
        (currency,) = currencies
        if get_currency_precision(currency) != CENTS:
            raise RailNotSetUp(reason=f"{currency} has no hundredths, and a file of this rail counts in them")
        payer = {"name": options["name"], "IBAN": options["iban"], "BIC": options["bic"]}
        config = payer | {"batch": True, "currency": currency, "domestic": currency != "EUR"}
        transfer = SepaTransfer(config, schema="pain.001.001.03", clean=True)
        for one in items:
            transfer.add_payment(_payment(one, batch_code, options["date"]))
        try:
            exported: bytes = transfer.export(validate=True)
        except ValidationError as refused:
            raise RailNotSetUp(reason="the file would not follow its schema (name, IBAN or BIC)") from refused
        return exported


def _payment(one: PayoutAsked, batch_code: str, date: str) -> dict[str, object]:
    return {
        "name": one.legal_name[:70],
        "IBAN": one.account_number,
        "BIC": one.bank_code,
        "amount": one.amount,
        "execution_date": datetime.date.fromisoformat(date),
        "description": batch_code,
        "endtoend_id": one.key[:35],
    }
