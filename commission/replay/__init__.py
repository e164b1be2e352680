"""The same law over a scenario file: no database, no clock (scenario.md).

`replay.replay(document)` answers the outcome as plain JSON or raises ScenarioRefused; `compare.compare_plans`
says what another commission plan would have paid.
"""
