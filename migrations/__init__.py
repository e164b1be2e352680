"""Tortoise's migrations. What the database must be is SQL (`migrations/sql`, one folder a migration); beside it each
migration describes the models to Tortoise, so that its autodetector sees the same tables. See docs/adr/0001."""
