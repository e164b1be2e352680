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

.PHONY: help demo up migrate reset test lint format types imports bench hooks clean

help: ## Show this
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile
	@printf '\n  More words for a command go into ARGS: make up ARGS=--logs\n'

demo: $(RUN) ## Start the whole site with the demo brand in it, and stay up until Ctrl-C
	@$(STORELET) demo $(ARGS)

up: $(RUN) ## Start the whole site as it is, and stay up until Ctrl-C
	@$(STORELET) up $(ARGS)

migrate: $(RUN) ## Bring the schema up to date (down: make migrate ARGS='down zero')
	@$(STORELET) migrate $(ARGS)

reset: $(RUN) ## Destroy the embedded data and begin afresh; asks first
	@$(STORELET) reset $(ARGS)

test: $(DEV) ## Run all tests in random order on WORKERS=2 processes, with coverage
	@$(PY) -m pytest -n $(WORKERS) --cov --cov-report=term:skip-covered $(ARGS)

lint: $(DEV) ## Check format and lint
	@$(PY) -m ruff format --check .
	@$(PY) -m ruff check .

format: $(DEV) ## Format, and mend what lint can mend
	@$(PY) -m ruff check --fix .
	@$(PY) -m ruff format .

types: $(DEV) ## Check types, strictly
	@$(PY) -m mypy

imports: $(DEV) ## Check who imports whom
	@$(PY) -c 'from importlinter.cli import lint_imports_command; lint_imports_command()'

bench: $(DEV) ## Measure the speed of import, tiers, attribution and the rest
	@$(PY) -m bench $(ARGS)

hooks: $(DEV) ## Run format, lint, types and imports before each commit from now on
	@$(PY) -m pre_commit install

clean: ## Remove environment and caches; the data folder stays (that is what reset is for)
	@rm -rf .venv .tools .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage htmlcov

$(RUN): $(ENVIRONMENT)
	@sh deploy/environment/setup.sh run

$(DEV): $(ENVIRONMENT)
	@sh deploy/environment/setup.sh dev
