"""A shopper's order: place_order → pay_orders (attribute_orders → accrue_commission) → deliver_order
→ mature_commissions → refund_order. What is done to one order is done under its row's lock.
"""
