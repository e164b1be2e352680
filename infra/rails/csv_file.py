"""A plain file for banks that take one."""

from infra.csv_text import BYTE_ORDER_MARK, csv_lines, plain_cell
from infra.money_text import major_text
from infra.rails.rail import PayoutAsked

COLUMNS = ("key", "name", "account", "bank", "amount", "currency", "memo")


class CsvFile:
    """UTF-8 with a byte order mark, so that spreadsheets read Chinese names; amounts in major units."""

    media_type = "text/csv; charset=utf-8"
    suffix = "csv"
    needed: tuple[str, ...] = ()

    def export(self, batch_code: str, options: dict[str, str], items: list[PayoutAsked]) -> bytes:
        rows: list[tuple[str, ...]] = [COLUMNS]
        for one in items:
            account = f"\t{one.account_number}"
            name, bank = plain_cell(one.legal_name), plain_cell(one.bank_code)
            amount = major_text(one.amount, one.currency)
            rows.append((one.key, name, account, bank, amount, one.currency, batch_code))
        return BYTE_ORDER_MARK + csv_lines(rows)
