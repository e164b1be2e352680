"""The files and statements that set an embedded PostgreSQL up: text only, to be read at a glance."""

from pathlib import Path

# No "host" line at all: there is no way in over the network, with or without a password.
LOGIN_RULES = """\
local all postgres peer map=administrator
local all all scram-sha-256
"""

IDENTITY_MAP = "administrator {name} postgres\n"

# Neither role may pass row level security by. The owner migrates; the service does what it was granted.
# The owner may step down to the service's rights, which is how every pool is opened, but not the other way.
ROLES_AND_DATABASE = """\
SELECT format('CREATE ROLE %I', name) FROM unnest(ARRAY[:'owner', :'service']) AS name
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \\gexec
ALTER ROLE :"owner" LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB PASSWORD :'owner_password';
ALTER ROLE :"service" LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB PASSWORD :'service_password';
GRANT :"service" TO :"owner";
SELECT format('CREATE DATABASE %I OWNER %I TEMPLATE template0', :'database', :'owner')
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database') \\gexec
REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE :"database" TO :"service";
"""

_CONFIGURATION = """\
# Written at each start. Your own settings go into site.conf beside this file; they win.
listen_addresses = ''
port = 5432
unix_socket_directories = '{sockets}'
unix_socket_permissions = 0700
max_connections = 200
shared_buffers = 128MB
work_mem = 8MB
maintenance_work_mem = 64MB
effective_cache_size = 512MB
random_page_cost = 1.1
max_wal_size = 512MB
min_wal_size = 64MB
wal_level = minimal
max_wal_senders = 0
wal_compression = on
fsync = {durable}
synchronous_commit = {durable}
full_page_writes = {durable}
timezone = 'UTC'
log_timezone = 'UTC'
lc_messages = 'C'
password_encryption = scram-sha-256
idle_in_transaction_session_timeout = '10min'
log_line_prefix = '%m [%p] %q%u@%d '
log_min_duration_statement = '2s'
# Values may be phone numbers or passwords: neither parameters, nor the row a constraint refused, nor failed statements.
log_parameter_max_length = 0
log_error_verbosity = terse
log_min_error_statement = panic
include_if_exists = 'site.conf'
"""


def configuration(sockets: Path, *, durable: bool) -> str:
    """storelet.conf for a small site; `durable=False` is for tests only."""
    # The setting is a list: inner quotes keep a comma in the path together, doubled quotes are themselves.
    quoted = '"' + str(sockets).replace('"', '""') + '"'
    return _CONFIGURATION.format(sockets=quoted.replace("'", "''"), durable="on" if durable else "off")
