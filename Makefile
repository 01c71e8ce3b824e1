# One command each. `make` alone lists them.
.DEFAULT_GOAL := help
SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
STAMPS := .make
JOBS ?= 2

help:  ## List these commands
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 12

run: $(STAMPS)/run $(STAMPS)/assets  ## Set up, do the main job, serve the first page at http://127.0.0.1:8000
	@$(BIN)/upheld demo
	@$(BIN)/upheld serve

demo: $(STAMPS)/run $(STAMPS)/assets  ## Build the demonstration and the real edition, without serving them
	@$(BIN)/upheld demo

install: $(STAMPS)/run $(STAMPS)/assets  ## Set up what the site and the commands need, and nothing more

test: $(STAMPS)/test $(STAMPS)/test-assets $(STAMPS)/debian  ## Set up what the tests need and run them all
	OPENBLAS_NUM_THREADS=1 $(BIN)/pytest -n $(JOBS) --dist loadgroup

check: $(STAMPS)/test  ## Lint, types, import contracts
	$(BIN)/ruff check src tests benchmarks docs
	$(BIN)/ruff format --check src tests benchmarks docs
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/upheld measures check

fix: $(STAMPS)/test  ## Put right what can be put right by machine
	$(BIN)/ruff check --fix src tests benchmarks docs
	$(BIN)/ruff format src tests benchmarks docs

bench: $(STAMPS)/run  ## Measure speed and memory; keeps benchmarks/history.csv
	$(BIN)/upheld bench

mutants: $(STAMPS)/test  ## Apply each committed one-line change and name the test that catches it
	$(BIN)/python -m tests.mutants

docs: $(STAMPS)/run  ## Write the reference pages again from the code and the rules
	$(BIN)/python docs/make_reference.py
	$(BIN)/python docs/make_openapi.py

lock: $(STAMPS)/bootstrap  ## Resolve the requirements again, with hashes and without a host
	@for name in bootstrap run test node; do \
	  $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes \
	    --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" \
	    requirements/$$name.in -o requirements/$$name.txt || exit 1; done

clean:  ## Remove everything that these commands made
	rm -rf $(VENV) $(STAMPS) node_modules var build

$(STAMPS)/bootstrap: requirements/bootstrap.txt
	@mkdir -p $(STAMPS)
	@test -x $(BIN)/python || (echo "Making the virtual environment $(VENV)" && python3 -m venv $(VENV))
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bootstrap.txt
	@touch $@

$(STAMPS)/run: $(STAMPS)/bootstrap requirements/run.txt pyproject.toml
	@echo "Installing what Upheld runs on"
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/run.txt
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

$(STAMPS)/test: $(STAMPS)/run requirements/test.txt
	@echo "Installing what the tests need"
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/test.txt
	@touch $@

# npm where there is one, else the one that comes as a Python package.
$(STAMPS)/assets: $(STAMPS)/bootstrap package.json package-lock.json
	@echo "Fetching the front-end assets"
	@command -v npm >/dev/null || $(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/node.txt
	@PATH="$$PATH:$(CURDIR)/$(BIN)" npm ci --omit=dev --silent --ignore-scripts --no-audit --no-fund
	@touch $@

$(STAMPS)/test-assets: $(STAMPS)/assets
	@echo "Fetching what looks at pages: axe, the Nu checker, Lighthouse"
	@PATH="$$PATH:$(CURDIR)/$(BIN)" npm ci --silent --ignore-scripts --no-audit --no-fund
	@touch $@

$(STAMPS)/debian: tests/debian-packages.txt
	@bash tests/install-debian-packages.sh
	@touch $@

.PHONY: help run demo install test check fix bench mutants docs lock clean
