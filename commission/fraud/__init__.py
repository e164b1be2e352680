"""Signals that a commission should be looked at by a person before it is paid: pure rules over given facts.

A signal accuses nobody and decides nothing: it holds, and somebody reviews (money-rules.md, Commission: States).
"""
