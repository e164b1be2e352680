"""The sandbox gateway: a bank in a few tables of its own. It never looks at our orders.

Outside: `adapter` (what Storelet calls). Inside, as at a real gateway's: `till` (the pay page, refunds), `courier`
(signed callbacks, delayed, repeated and out of order as the brand's options say).
"""
