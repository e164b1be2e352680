"""Sharing and credit's raw facts: links, touches, visitors who turn out to be customers, bindings, coupons."""
