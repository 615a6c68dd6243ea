# Two commands do everything on a fresh machine: `make run` and `make test`.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: help run test check setup bench lock format clean
help: ## say what can be made
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 10

run: .venv/.run ## start the bot (the local phone when no TELEGRAM_BOT_TOKEN is set)
	@$(BIN)/jinju run

test: .venv/.dev ## the whole suite
	@$(BIN)/python -m pytest -n 2 --dist loadgroup $(ARGS)

check: .venv/.dev ## format, lint, types, import contracts, content
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m playbooks.check

setup: .venv/.run ## create .venv with what running needs

bench: .venv/.dev ## the benchmarks; ONLY=name for one, SCALE=full for full size
	@$(BIN)/python -m tests.bench $(if $(ONLY),--only $(ONLY)) --scale $(or $(SCALE),small)

format: .venv/.dev ## format and mend what can be mended
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: ## pin the dependencies anew (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --no-emit-index-url \
	  --extra dev pyproject.toml -o requirements-dev.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --no-emit-index-url \
	  -c requirements-dev.lock pyproject.toml -o requirements.lock

clean: ## remove the virtual environment and caches
	rm -rf .venv .mypy_cache .ruff_cache .import_linter_cache .pytest_cache *.egg-info

.venv/bin/python:
	@$(PYTHON) -c 'import sys; ok = (3, 11) <= sys.version_info < (3, 14); sys.exit(0 if ok else "Jinju needs Python 3.11 to 3.13; say which with make PYTHON=python3.12")'
	@$(PYTHON) -m venv .venv

.venv/.run: .venv/bin/python requirements.lock pyproject.toml
	@echo "Installing what Jinju needs (about two minutes the first time) ..."
	@test -f .venv/.dev || $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $@

.venv/.dev: .venv/bin/python requirements-dev.lock pyproject.toml
	@echo "Installing what the tests need (about two minutes the first time) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $@ .venv/.run
