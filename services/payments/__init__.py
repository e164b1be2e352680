"""Payments and refunds asked of gateways, for retail and stock orders alike: what was asked, and where it stands.

What a payment means to its order is the flows' business (services/callbacks brings the two together).
"""
