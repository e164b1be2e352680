"""Everything that reads what comes from outside: how to feed it, and the one way in which it may say no.

A new function that reads text, bytes or JSON is named here, or in NOT_FROM_OUTSIDE with the reason; test_parsers.py
finds it by its name and its parameters.
"""

import copy
import json
import lzma
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from api.language import _by_preference
from api.links import _cookies, _host_name, _opening
from api.public.pages.cart_lines import _lines, _unpacked
from api.public.pages.forms import whole
from api.statement_files import read_form
from commission.attribution.policy import parse_attribution_policies
from commission.compliance.declared_terms import parse_declared_terms
from commission.compliance.network.document import decode_snapshot
from commission.compliance.network.rows import snapshot_of_rows
from commission.compliance.schemas import DocumentRefused
from commission.fraud.policy import parse_review_policies
from commission.money.faults import PolicyRefused
from commission.money.reading import parse_instant
from commission.plans.plan import parse_commission_plans
from commission.replay.read_scenario import read_scenario
from commission.replay.refused import ScenarioRefused
from commission.returns.parse import parse_return_policy
from commission.tiers.parse import parse_tier_schedule
from infra.backup.archive import open_archive, write_archive
from infra.contacts import normalise_email, normalise_phone
from infra.csv_reader import CsvLine, read_csv
from infra.csv_text import without_apostrophe
from infra.errors import InvalidInput
from infra.field_faults import fault_of
from infra.gateways.errors import CallbackRefused
from infra.gateways.sandbox.adapter import SandboxGateway
from infra.gateways.sandbox.courier import signed_headers
from infra.gateways.signing import check_signature
from infra.ids import new_id
from infra.keys import read_signed
from infra.money_text import minor_of
from infra.scope import Scope
from infra.settings import load_settings
from infra.setup_errors import DataFolderError, SettingsError
from infra.statement_files.signed import NotAStatement, read_signed_file
from services.bookkeeping.closed_month import read_month
from services.cards.open_landing import search_words
from services.catalogue.product_csv import read_product_file
from services.imports.online_retail.read_lines import COLUMNS, read_lines
from services.people.bearer_secret import make_bearer_secret, read_bearer_secret
from services.people.invite_many import _NAMES as INVITED
from services.people.invite_many import _read as read_invited
from services.pictures.draw import draw
from services.pictures.errors import PictureRefused
from services.sharing.kind_of_opening import kind_of_opening
from services.sharing.links_from_csv import COLUMNS as OF_LINKS
from services.sharing.links_from_csv import _link
from services.sharing.visitor_cookie import visitor_of
from services.sharing.waiting_touches import read_line
from tests.commission.compliance.network.test_snapshot import PRINTED
from tests.reference.broken import SOUND
from tests.services.shoppers.test_reviews import photo

Strategy = st.SearchStrategy[Any]
SCOPE = Scope(new_id())
AT = datetime(2026, 3, 1, tzinfo=UTC)
ODD: list[Any] = [
    None, True, 0, -1, 10**30, 1.5, -0.0, "", "0", "0.5", "1e9", "1e999999999", "NaN", "=1+1", "\0", "\ud83d", "s1",
    "2026-02-30T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59Z", "9999-99-99", "x" * 5_000, "9" * 5_000,
    [], [None], {}, {"id": "s1"}, [[[[]]]],
]  # fmt: skip
JSON = st.recursive(
    st.sampled_from(ODD) | st.text(max_size=8) | st.integers() | st.floats(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


def changed(sample: Any) -> Strategy:
    """A sound document with odd values in some of its places, or without some of them; or any JSON at all."""

    def change(seed: int) -> Any:
        chance = Random(seed)
        whole_ = [copy.deepcopy(sample)]
        for _ in range(chance.randint(1, 3)):
            places = [(node, key) for node, key in _places(whole_)]
            node, key = chance.choice(places)
            if isinstance(node, dict) and chance.random() < 0.2:
                del node[key]
            else:
                node[key] = copy.deepcopy(chance.choice(ODD))
        return whole_[0]

    return st.integers(0, 2**40).map(change) | JSON


def _places(node: Any) -> list[tuple[Any, Any]]:
    keys = node.keys() if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ()
    return [pair for key in keys for pair in ((node, key), *_places(node[key]))]


def damaged(*samples: bytes) -> Strategy:
    """A file cut short, with bytes changed, pieces doubled or taken out; or any bytes."""

    def damage(seed: int) -> bytes:
        chance = Random(seed)
        body = bytearray(chance.choice(samples))
        for _ in range(chance.randint(1, 4)):
            at, to = sorted(chance.randrange(len(body) + 1) for _ in range(2))
            match chance.randrange(4):
                case 0:
                    body = body[:to]
                case 1:
                    body[at : at + 1] = chance.randbytes(chance.randint(0, 3))
                case 2:
                    body[at:at] = body[at : min(to, at + 200)]
                case 3:
                    del body[at : min(to, at + 40)]
        return bytes(body)

    return st.integers(0, 2**40).map(damage) | st.binary(max_size=300)


def text_of(*samples: str) -> Strategy:
    return damaged(*(sample.encode() for sample in samples)).map(
        lambda body: body.decode("utf-8", "replace")
    ) | st.text(max_size=60)


@dataclass(frozen=True)
class Parser:
    """`read` is given what `fed` draws; anything it raises but `refused` is a fault of ours."""

    fed: Strategy
    read: Callable[[Any], object]
    refused: tuple[type[Exception], ...] = ()


def _from_file(suffix: str, read: Callable[[Path, Path], object]) -> Callable[[bytes], object]:
    def call(body: bytes) -> object:
        with TemporaryDirectory() as folder:
            file = Path(folder) / f"file{suffix}"
            file.write_bytes(body)
            return read(file, Path(folder))

    return call


def _opened(file: Path, folder: Path) -> object:
    with open_archive(file, folder) as found:
        return found


def _backup() -> bytes:
    with TemporaryDirectory() as folder:
        dump, whole_ = Path(folder) / "dump", Path(folder) / "whole"
        dump.write_bytes(b"PGDMP" * 20)
        write_archive(whole_, dump, made_at=AT, schema="0013", secret_key="k")
        return whole_.read_bytes()


def _csv_rows(columns: dict[str, str], then: Callable[[CsvLine], object]) -> Callable[[str], object]:
    return lambda text: [then(line) for line in read_csv(text, columns, most=100).lines]


def _called_back(body: bytes) -> object:
    return SandboxGateway().read_callback(SCOPE, signed_headers(SCOPE, body), body, {})


def _link_line(line: CsvLine) -> object:
    cells = {"seller": "S1", "channel": ""} | dict(line.cells)
    try:
        return _link(CsvLine(line.number, cells), {"S1": new_id()})
    except ValueError as fault:
        # msgspec's own is one: links_from_csv names the line and says this sentence.
        return str(fault)


def _link_opened(raw: bytes) -> object:
    headers, _, query = raw.partition(b"\n")
    given = [(b"user-agent", headers), (b"cookie", headers), (b"referer", headers)]
    opening = _opening("GET", given, query.replace(b"\n", b"&"))
    return kind_of_opening(opening.method, opening.headers, scanned=opening.scanned), _host_name(headers)


_RETAIL = (
    ",".join(COLUMNS) + "\n536365,85123A,HEART,6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom\n"
).encode()
_DATES = _RETAIL.replace(b"2010-12-01 08:26:00", b"0001-01-01 00:00:00").replace(b"2.55", b"1e999999")
_STATEMENT = (
    b'{"signature":{"algorithm":"Ed25519","brand":"b","key_id":"k","signature":"AAAA"},"statement":{}}\n'
)
_EVENT = (
    b'{"event_id":"e","kind":"payment_succeeded","payment_id":"0198f0c2-a1b3-7c33-a0f1-c2d3e4f50617","gateway_ref":"g",'
    b'"amount":1,"currency":"CNY","occurred_at":"2026-03-01T08:00:00Z","lines":[{"line_no":1,"qty":1}],"payer":"p"}'
)
_PRODUCTS = 'product_code,name,sku_code,list_price\nCOAT,=Coat,COAT-M,199.99\n"a""b",\'+x,,1e999\n'
_INVITED = "姓名,手机号,身份,角色\nLi,13800138000,员工,admin operator\n,x,,\n"
_LINKS = (
    "seller,channel,target_kind,target_ref,expires_at\nS1,wechat,product,COAT,2026-03-01\n"
    "S1,x,,,0001-01-01T00:00+14:00\n"
)
_CASE_POLICY = {
    "review_days": 7,
    "appeals": {"days_to_file": 30, "days_to_answer": 14, "hold_disputed": True},
    "rules": {
        "click_flood": {"on": True, "clicks": 30, "minutes": 10},
        "coupon_leaked": {"hosts": ["a.example"]},
    },
}
_TERMS = {
    "joining": {"fee": 0, "fee_kind": "none", "excluded": ["minor"], "cooling_off": {"days": 30}},
    "selling": {"claims": {"income": False}, "channel": ["own"]},
    "jurisdictions": ["CN"],
}
_WORDS = st.text(max_size=40)

PARSERS: dict[str, Parser] = {
    "infra.field_faults:fault_of": Parser(_WORDS, fault_of),
    "api.language:language_of": Parser(
        text_of("zh-CN;q=0.8,en;q=1.0,*"), lambda text: list(_by_preference(text))
    ),
    "api.links:_opening": Parser(
        damaged(
            b"Mozilla/5.0 (iPhone) a=b; storelet_visitor_x=1\nvia=qr\np=1\nc=2", b"[::\n" + b"a=b\n" * 40
        ),
        _link_opened,
    ),
    "api.links:_cookies": Parser(_WORDS, _cookies),
    "api.public.pages.cart_lines:_unpacked": Parser(text_of("Q09BVD0y", "Q09BVD0" + "5" * 6_000), _unpacked),
    "api.public.pages.cart_lines:_lines": Parser(
        st.lists(text_of("COAT:2", "COAT:" + "9" * 5_000), max_size=3), _lines
    ),
    "api.public.pages.forms:whole": Parser(text_of("12", "9" * 5_000, "²"), whole),
    "api.statement_files:read_form": Parser(_WORDS, read_form, (InvalidInput,)),
    "commission.attribution.policy:parse_attribution_policies": Parser(
        changed(SOUND["attribution_policy"]),
        lambda value: parse_attribution_policies(value, "p"),
        (PolicyRefused,),
    ),
    "commission.compliance.declared_terms:parse_declared_terms": Parser(
        changed(_TERMS), lambda value: parse_declared_terms(value, "p"), (PolicyRefused,)
    ),
    "commission.compliance.network.document:decode_snapshot": Parser(
        changed(json.loads(PRINTED)).map(lambda value: json.dumps(value).encode())
        | damaged(PRINTED.encode()),
        lambda body: snapshot_of_rows(decode_snapshot(body)),
        (DocumentRefused,),
    ),
    "commission.fraud.policy:parse_review_policies": Parser(
        changed(_CASE_POLICY), lambda value: parse_review_policies(value, "p"), (PolicyRefused,)
    ),
    "commission.money.reading:parse_instant": Parser(
        text_of("2026-03-01T08:00:00+08:00", "0001-01-01T00:00:00+14:00") | JSON, parse_instant, (ValueError,)
    ),
    "commission.plans.plan:parse_commission_plans": Parser(
        changed(SOUND["commission_plan"]),
        lambda value: parse_commission_plans(value, None, "p"),
        (PolicyRefused,),
    ),
    "commission.replay.read_scenario:read_scenario": Parser(
        changed(SOUND), read_scenario, (ScenarioRefused,)
    ),
    "commission.returns.parse:parse_return_policy": Parser(
        changed(SOUND["return_policy"]), parse_return_policy, (PolicyRefused,)
    ),
    "commission.tiers.parse:parse_tier_schedule": Parser(
        changed(SOUND["tier_schedule"]),
        lambda value: parse_tier_schedule(value, currency="CNY"),
        (PolicyRefused,),
    ),
    "infra.contacts:normalise_phone": Parser(
        text_of("+86 138-0013-8000", "1" * 400), lambda text: normalise_phone(text, "CN")
    ),
    "infra.contacts:normalise_email": Parser(text_of("li.na@example.com"), normalise_email),
    "infra.csv_reader:read_csv": Parser(
        text_of(_PRODUCTS, 'name\n"open'),
        lambda text: read_csv(text, {"name": "name"}, most=5),
        (InvalidInput,),
    ),
    "infra.csv_text:without_apostrophe": Parser(_WORDS, without_apostrophe),
    "infra.backup.archive:open_archive": Parser(
        damaged(_backup(), b"\x1f\x8b" + b"0" * 600), _from_file(".tar", _opened), (DataFolderError,)
    ),
    "infra.gateways.signing:check_signature": Parser(
        st.tuples(text_of("1772352000", "9" * 40, "²"), text_of("ab" * 32, "é"), st.binary(max_size=20)),
        lambda told: check_signature(b"k" * 32, told[0], told[1], told[2], AT),
        (CallbackRefused,),
    ),
    "infra.gateways.sandbox.adapter:read_callback": Parser(damaged(_EVENT), _called_back, (CallbackRefused,)),
    "infra.keys:read_signed": Parser(
        text_of("YQ.YQ", "é.é", "."), lambda text: read_signed("invitation", text)
    ),
    "infra.money_text:minor_of": Parser(
        text_of("1,234.50", "1e999999999", "1e99999", "NaN", "٣"),
        lambda text: minor_of(text, "CNY"),
        (ValueError,),
    ),
    "infra.settings:load_settings": Parser(
        st.dictionaries(
            st.sampled_from(
                (
                    "STORELET_PORT",
                    "DATABASE_URL",
                    "REDIS_URL",
                    "STORELET_PUBLIC_URL",
                    "STORELET_SECRET_KEY_FILE",
                )
            ),
            text_of("postgresql://a:b@[::1/x", "https://shop.example", "8000"),
        ),
        lambda environ: load_settings(
            {"STORELET_DATA": "nowhere", "STORELET_SECRET_KEY": "k1" * 20 + "xyzabcdef"}
            | {k: v.replace("\0", "") for k, v in environ.items()}
        ),
        (SettingsError,),
    ),
    "infra.statement_files.signed:read_signed_file": Parser(
        damaged(_STATEMENT, b"%PDF-1.4\nx\n%storelet\n", b"a,b\r\n# signature"),
        read_signed_file,
        (NotAStatement,),
    ),
    "services.bookkeeping.closed_month:read_month": Parser(
        text_of("2026-03", "0000-00", "９９９９-０１"), read_month, (InvalidInput,)
    ),
    "services.cards.open_landing:search_words": Parser(
        text_of("https://www.baidu.com/s?wd=coat", "https://www.google.com:99999/?q=x", "https://[baidu.com"),
        lambda text: search_words(text, {"kw": text}),
    ),
    "services.catalogue.product_csv:read_product_file": Parser(
        text_of(_PRODUCTS), read_product_file, (InvalidInput,)
    ),
    "services.imports.online_retail.read_lines:read_lines": Parser(
        damaged(_RETAIL, _DATES),
        _from_file(".csv", lambda file, _: list(read_lines(file, ZoneInfo("Asia/Shanghai")))),
        (InvalidInput,),
    ),
    "services.imports.online_retail.read_lines:read_lines (xz)": Parser(
        damaged(lzma.compress(_RETAIL, preset=0)),
        _from_file(".csv.xz", lambda file, _: list(read_lines(file, ZoneInfo("Europe/London")))),
        (InvalidInput,),
    ),
    "services.people.bearer_secret:read_bearer_secret": Parser(
        text_of(make_bearer_secret(SCOPE.brand_id)[0], "é.é"), read_bearer_secret
    ),
    "services.people.invite_many:_read": Parser(
        text_of(_INVITED), _csv_rows(INVITED, lambda line: read_invited(SCOPE, line, "CN")), (InvalidInput,)
    ),
    "services.pictures.draw:draw": Parser(
        damaged(photo(), photo(kind="PNG"), photo(kind="WEBP"), photo(kind="GIF")), draw, (PictureRefused,)
    ),
    "services.sharing.links_from_csv:_link": Parser(
        text_of(_LINKS), _csv_rows(OF_LINKS, _link_line), (InvalidInput,)
    ),
    "services.sharing.visitor_cookie:visitor_of": Parser(
        text_of("0198f0c2a1b37c33a0f1c2d3e4f50617"), visitor_of
    ),
    "services.sharing.waiting_touches:read_line": Parser(damaged(b"[]", b"\x91\x92"), read_line),
}
_INNER = "called by a parser that is listed, with the faults it collects"
_OURS = "reads what we wrote ourselves: a column, a file of the package"
NOT_FROM_OUTSIDE = {
    "api.docs:_read": _OURS,
    "api.visitor:visitor_of_request": "visitor_of, which is listed, over a request",
    "cli.lint_plan:read_text": "the command is fed whole: test_parsers.py",
    "infra.caps:read_caps": "by load_settings, which is listed",
    "cli.lint_plan:parse": "the command is fed whole: test_parsers.py",
    "cli.replay:read_json": "the command is fed whole: test_parsers.py",
    "commission.attribution.policy:read_attribution_policy": _INNER,
    "commission.fraud.policy:read_review_policy": _INNER,
    "commission.money.versions:parse_versions": _INNER,
    "commission.plans.plan:read_commission_plan": _INNER,
    "commission.replay.read_corrections:read_credit_corrected": _INNER,
    "commission.replay.read_corrections:read_customers_merged": _INNER,
    "commission.replay.read_events:read_events": _INNER,
    "infra.json_text:from_json": _OURS,
    "services.imports.online_retail.import_online_retail:read_file": _INNER,
    "services.posters.draw_poster:draw_poster": "draws pictures that draw made, and words that a struct checked",
    "services.posters.draw_qr:draw_qr": "draws an address of ours",
    "services.sharing.carts:read_cart": _OURS,
}
