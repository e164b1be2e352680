# Storelet. `make demo` and `make test` work on a machine that has only Python >= 3.11 and make.
# Paths here are relative and every command is a module run by the environment's own Python, so that the checkout may
# lie in a path with a space and may be moved.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.SUFFIXES:

PY := .venv/bin/python
STORELET := $(PY) -m cli.main
WORKERS ?= 2
ARGS ?=
ENVIRONMENT := uv.lock pyproject.toml $(wildcard deploy/environment/*)
RUN := .venv/.made-run
DEV := .venv/.made-dev
WEB_PACKAGES := web/package-lock.json $(wildcard web/package.json web/*/package.json)
# What the pages are built from; a change in tests or documents builds nothing again.
WEB_SOURCES := $(shell find web -type d \( -name node_modules -o -name dist \) -prune -o -type f ! -name '*.log' ! -name openapi.json -print)
WEB := web/dist/.made
WEB_RUN := web/node_modules/.made-run
WEB_DEV := web/node_modules/.made-dev

.PHONY: help demo up web migrate reset test coverage lint sbom format types imports typings mutants chaos bench hooks clean

help: ## Show this
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile
	@printf '\n  More words for a command go into ARGS: make up ARGS=--logs\n'

demo: $(RUN) $(WEB) ## Start the whole site with the demo brand in it, and stay up until Ctrl-C
	@$(STORELET) demo $(ARGS)

up: $(RUN) $(WEB) ## Start the whole site as it is, and stay up until Ctrl-C
	@$(STORELET) up $(ARGS)

web: $(RUN) $(WEB) ## Build the pages where their sources changed (demo, up and test do it by themselves)

migrate: $(RUN) ## Bring the schema up to date (down: make migrate ARGS='down zero')
	@$(STORELET) migrate $(ARGS)

reset: $(RUN) ## Destroy the embedded data and begin afresh; asks first
	@$(STORELET) reset $(ARGS)

test: $(DEV) $(WEB_DEV) $(WEB) ## Run all tests in random order on WORKERS=2 processes
	@$(PY) -m pytest -n $(WORKERS) $(ARGS)

coverage: $(DEV) $(WEB_DEV) $(WEB) ## The same, and which lines no test ran (takes half as long again)
	@$(PY) -m pytest -n $(WORKERS) --cov --cov-report=term:skip-covered $(ARGS)

lint: $(DEV) $(WEB_DEV) ## Check format and lint; look for secrets and for known faults of what is locked
	@$(PY) -m ruff format --check .
	@$(PY) -m ruff check .
	@sh deploy/environment/web.sh npm run --silent lint
	@$(PY) -m deploy.environment.audit

sbom: $(DEV) $(WEB_DEV) ## List everything that is locked, as CycloneDX: build/sbom/*.cdx.json
	@$(PY) -m deploy.environment.audit sbom $(ARGS)

format: $(DEV) ## Format, and mend what lint can mend
	@$(PY) -m ruff check --fix .
	@$(PY) -m ruff format .

types: $(DEV) $(WEB_DEV) ## Check types, strictly
	@$(PY) -m mypy
	@sh deploy/environment/web.sh npm run --silent types

typings: $(DEV) $(WEB_DEV) ## Write the web's types anew from the OpenAPI document
	@$(PY) -m api.schema_file > web/openapi.json
	@sh deploy/environment/web.sh npm run --silent api

imports: $(DEV) ## Check who imports whom
	@$(PY) -c 'from importlinter.cli import lint_imports_command; lint_imports_command()'

mutants: $(DEV) ## Change the law in thousands of small ways: which change does no test notice? (hours; goes on where it was ended)
	@.tools/bin/uv sync --quiet --frozen --all-extras --group mutants
	@WORKERS=$(WORKERS) $(PY) tests/mutation/run.py $(ARGS)

chaos: $(DEV) ## Kill, cut off and fill up the site under load, and see what holds: ARGS='--seconds 300 --seed 7'
	@$(PY) -m tests.chaos $(ARGS)

bench: $(DEV) ## Measure the speed of import, tiers, attribution and the rest
	@$(PY) -m bench $(ARGS)

hooks: $(DEV) ## Run format, lint, types and imports before each commit from now on
	@$(PY) -m pre_commit install

clean: ## Remove environment and caches; the data folder stays (that is what reset is for)
	@rm -rf web/node_modules web/dist
	@rm -rf .venv .tools .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage htmlcov mutants

$(RUN): $(ENVIRONMENT)
	@sh deploy/environment/setup.sh run

$(DEV): $(ENVIRONMENT)
	@sh deploy/environment/setup.sh dev

$(WEB): $(WEB_SOURCES) deploy/environment/web.sh | $(RUN) $(WEB_RUN)
	@sh deploy/environment/web.sh build

$(WEB_RUN): $(WEB_PACKAGES) | $(RUN)
	@sh deploy/environment/web.sh install run

$(WEB_DEV): $(WEB_PACKAGES) | $(DEV)
	@sh deploy/environment/web.sh install dev
