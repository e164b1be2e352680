"""Faults on purpose: real load over HTTP against the real supervised site, while what it stands on is killed, cut off,
filled up and lied to.

`site` is the site on a small disk of its own, `shops` what the brands in it have, `load` who uses it, `promises` what
they were promised, `faults` what goes wrong, `afterwards` what must hold when it is over, `run` one run of all of it.
By hand: `make chaos`. The short run of every test run is `test_short_run.py`.
"""
