#!/bin/sh
# The service's own log-in. The first migration makes the role storelet_service, whose rights it serves with, and lets the
# owner hand that role on.
set -eu
psql -v ON_ERROR_STOP=1 -v password="$SERVICE_PASSWORD" -U "$POSTGRES_USER" -d "$POSTGRES_DB" <<'SQL'
CREATE ROLE storelet_service NOLOGIN NOBYPASSRLS;
CREATE ROLE storelet_app LOGIN NOBYPASSRLS PASSWORD :'password';
GRANT storelet_service TO storelet_app;
SQL
