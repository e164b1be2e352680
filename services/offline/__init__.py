"""Offline: places with a rotating code, coupons handed out there, orders that wait in the phone."""
