"""A backup is one file: what PostgreSQL holds, the secret that some of it is encrypted with, and a manifest."""
