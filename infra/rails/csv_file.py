"""A plain file for banks that take one."""

import csv
import io

from babel.numbers import get_currency_precision

from infra.rails.rail import PayoutAsked

COLUMNS = ("key", "name", "account", "bank", "amount", "currency", "memo")


class CsvFile:
    """UTF-8 with a byte order mark, so that spreadsheets read Chinese names; amounts in major units."""

    media_type = "text/csv; charset=utf-8"
    suffix = "csv"

    def export(self, batch_code: str, options: dict[str, str], items: list[PayoutAsked]) -> bytes:
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(COLUMNS)
        for one in items:
            account = f"\t{one.account_number}"
            row = (one.key, _plain(one.legal_name), account, _plain(one.bank_code), _major(one), one.currency)
            writer.writerow([*row, batch_code])
        return text.getvalue().encode("utf-8-sig")


def _plain(text: str) -> str:
    """A spreadsheet runs what begins like a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _major(one: PayoutAsked) -> str:
    digits = get_currency_precision(one.currency)
    if not digits:
        return str(one.amount)
    return f"{one.amount // 10**digits}.{one.amount % 10**digits:0{digits}d}"
