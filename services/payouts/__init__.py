"""Paying sellers: build_batch → approve_batch → send_batch → pay_item → settle_item."""
