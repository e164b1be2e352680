"""Rows of the access matrix about the books, payouts and statements."""

from tests.api.matrix_row import KEY, NAMES_NOTHING, Row
from tests.api.payout_ids import PAYEE

SELLER_MONEY = {
    "GET /statements": Row(foreign=NAMES_NOTHING),
    "GET /statements/{month}/{form}": Row(foreign=NAMES_NOTHING),
    "GET /balances": Row(foreign=NAMES_NOTHING),
    "GET /payouts": Row(foreign=NAMES_NOTHING),
    "GET /payee": Row(foreign=NAMES_NOTHING),
    "PUT /payee": Row(body=lambda _: PAYEE, foreign=NAMES_NOTHING),
    "GET /payout-preview": Row(foreign=NAMES_NOTHING),
    "POST /payout-request": Row(foreign=NAMES_NOTHING),
    "GET /earnings/safe-to-spend": Row(foreign=NAMES_NOTHING),
}
BRAND_MONEY = {
    "GET /statements": Row(foreign=NAMES_NOTHING),
    "POST /statements/verification": Row(foreign=NAMES_NOTHING),
    "POST /statements/closings": Row(foreign=NAMES_NOTHING),
    "GET /statements/{month}/{form}": Row(foreign=NAMES_NOTHING),
    "GET /statements/{month}/{form}/archive": Row(foreign=NAMES_NOTHING),
    "GET /sellers/{seller_id}/statements": Row(),
    "GET /sellers/{seller_id}/statements/{month}/{form}": Row(),
    "GET /statement-keys": Row(foreign=NAMES_NOTHING),
    "POST /statement-keys": Row(foreign=NAMES_NOTHING),
    "GET /books/trial-balance": Row(foreign=NAMES_NOTHING),
    "GET /books/entries": Row(foreign=NAMES_NOTHING),
    "GET /books/postings": Row(foreign=NAMES_NOTHING),
    "GET /books/entries/{entry_id}": Row(),
    "POST /books/proof": Row(foreign=NAMES_NOTHING),
    "GET /payout-batches": Row(query="q=marker", foreign=NAMES_NOTHING),
    "GET /payout-batches/{batch_id}": Row(),
    "GET /payout-batches/{batch_id}/items": Row(),
    "POST /payout-batches": Row(
        body=lambda _: {"rail": "csv", "currency": "CNY"}, headers=KEY, foreign=NAMES_NOTHING
    ),
    "GET /payout-requests": Row(query="q=marker&count=true", foreign=NAMES_NOTHING),
    "POST /payout-batches/{batch_id}/approval": Row(headers=KEY),
    "POST /payout-batches/{batch_id}/sending": Row(headers=KEY),
    "POST /payout-batches/{batch_id}/cancellation": Row(headers=KEY),
    "POST /payout-batches/{batch_id}/file": Row(),
    "POST /payout-items/{item_id}/settlement": Row(body=lambda _: {"outcome": "failed"}, headers=KEY),
    "GET /payout-terms": Row(foreign=NAMES_NOTHING),
    "PUT /payout-terms": Row(body=lambda _: {"instalment_share": "0.5"}, foreign=NAMES_NOTHING),
    "POST /payout-items/asking": Row(foreign=NAMES_NOTHING),
    "POST /sellers/{seller_id}/payee-verification": Row(body=lambda _: {"verified_name": "Li Mei"}),
}
