# Everything is done from here. Needed: make, git and Python 3.11–3.13; all else comes from the two locks, into .venv.
PYTHON ?= python3
WORKERS ?= 2
BIN := .venv/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input --no-deps --no-compile --require-hashes
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header
OURS := models workflows schema server tests

.PHONY: help run explorer setup test test-browser check proof bench render format upgrade lock lock-check clean
.DELETE_ON_ERROR:

help: ## Tell what can be done.
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

# The explorer is built beside: it waits until the server answers, then takes what processors are left, and ends with the server.
run: $(BIN)/kinerja ## Migrate, load the demo into an empty database, serve on 127.0.0.1:8000.
	@(sleep 3; exec $(BIN)/python -m server.explorer.building --beside $$$$) & KINERJA_DEV_ISSUER=1 exec $(BIN)/kinerja serve --demo

explorer: $(BIN)/kinerja ## Build the explorer at `/` if something of it changed.
	@$(BIN)/python -m server.explorer.building

setup: $(BIN)/kinerja .venv/dev.stamp ## Make .venv with all that running, testing and checking need.

test: setup ## Run all tests on both engines.
	@$(BIN)/python -m pytest -q -n $(WORKERS)

test-browser: setup explorer ## Try the explorer in a real Chromium, from KINERJA_CHROMIUM or PATH.
	@$(BIN)/python -m pytest -q -m browser tests/browser

check: setup ## Check format, lint, types, imports, architecture and rendered files; change nothing.
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy $(OURS)
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/python -m pytest -q tests/architecture
	@$(BIN)/kinerja render --check

proof: setup ## Run the long runs whole, of which `make test` runs a fiftieth.
	@KINERJA_PROOF=1 $(BIN)/python -m pytest -m proof

bench: setup ## Measure commands and a page on both engines; write docs/benchmarks.
	@$(BIN)/python -m tests.benchmarks

render: setup ## Write all rendered files anew.
	@$(BIN)/kinerja render

format: setup ## Format the code and mend what can be mended by itself.
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

upgrade: setup ## Raise every locked version to the newest that pyproject.toml allows, and check the wheels.
	@$(COMPILE) --upgrade pyproject.toml -o requirements.lock
	@$(COMPILE) --upgrade --group dev -c requirements.lock -o requirements-dev.lock
	@$(MAKE) --no-print-directory lock-check

lock: setup ## Lock what pyproject.toml newly names; leave every other version as it is.
	@$(COMPILE) pyproject.toml -o requirements.lock
	@$(COMPILE) --group dev -c requirements.lock -o requirements-dev.lock

# Asks the package index, so it isn't part of `make check`; .ci/run runs it.
lock-check: setup ## Check that a wheel of each locked version exists for CPython 3.11–3.13 on x86-64 and arm64 Linux.
	@for python in 3.11 3.12 3.13; do for machine in x86_64 aarch64; do \
	  $(BIN)/uv pip compile --quiet --no-deps --only-binary :all: --no-header --python-version $$python \
	    --python-platform $$machine-manylinux_2_28 requirements.lock requirements-dev.lock -o /dev/null >/dev/null \
	    || { echo "no wheel for CPython $$python on $$machine (above)"; exit 1; }; \
	done; done; echo "wheels: all there"

clean: ## Remove .venv and caches; the database in var/ stays.
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

# The command line as a script of two lines instead of an installed package: nothing to build, and the code runs from where it stands.
$(BIN)/kinerja: .venv/run.stamp Makefile
	@printf '#!%s\nimport sys\nsys.path.insert(0, "%s")\nfrom server import main\nsys.exit(main())\n' "$(CURDIR)/$(BIN)/python" "$(CURDIR)" >$@
	@chmod +x $@

.venv/run.stamp: requirements.lock | $(BIN)/python
	@$(INSTALL) -r requirements.lock
	@touch $@

.venv/dev.stamp: requirements-dev.lock .venv/run.stamp
	@$(INSTALL) -r requirements-dev.lock
	@touch $@

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(None if (3, 11) <= sys.version_info < (3, 14) else f"Python 3.11, 3.12 or 3.13 is needed, this is {sys.version.split()[0]}: make PYTHON=python3.12 …")'
	@$(PYTHON) -m venv .venv
