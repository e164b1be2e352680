"""A naive, independent replay, written from the two spec pages alone, to fuzz the real one against.

It shares no code with `commission/`, not even arithmetic, and recomputes from the facts wherever it can:
slow and obvious on purpose.
"""
