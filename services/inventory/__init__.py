"""Stock: the brand's own by location, and the resellers' lots.

Shared by retail and wholesale, which may not import each other. Steps that take `tx` run inside the caller's
database transaction and lock rows in the order of services/locks.py.
"""
