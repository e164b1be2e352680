"""The list of lines that were set aside."""

from pathlib import Path

import msgspec

from cli.import_data import list_asides
from services.imports.online_retail.import_online_retail import Outcome
from services.imports.online_retail.read_lines import Aside, SetAside
from services.imports.online_retail.report import ImportReport

REPORT = ImportReport(
    lines=2,
    order_lines=1,
    return_lines=0,
    set_aside={"zero_price": 1},
    resellers=1,
    stock_orders=1,
    stock_returns=0,
    list_total=100,
    net_total=60,
    refund_total=0,
    first_at=None,
    last_at=None,
)


def test_a_repeated_import_keeps_the_list_of_the_first(tmp_path: Path) -> None:
    path = tmp_path / "aside.csv"
    first = Outcome(REPORT, [Aside(3, "1004", "22423", SetAside.ZERO_PRICE)])
    assert list_asides(path, first) == f"The 1 lines that were set aside are listed in {path}."
    listed = "line,invoice,stock_code,reason,detail\n3,1004,22423,zero_price,\n"
    assert path.read_text() == listed
    again = list_asides(path, Outcome(msgspec.structs.replace(REPORT, repeated=True), []))
    assert again.startswith(f"{path} was not written: ")
    assert path.read_text() == listed
