# Everything from a fresh clone: `make demo` and `make test` set up what they need first, once.
# Written for Debian 12 and Python 3.11 or newer; elsewhere, what is missing is named in one line.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.ONESHELL:
.DELETE_ON_ERROR:
.PHONY: help setup setup-dev demo test lint bench fuzz pages lock docs clean

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Only public packages are installed, from where pip is set up to find them.
PIP := $(BIN)/python -m pip --disable-pip-version-check
BENCH_DATA ?= ../shared/bench
FUZZ_SECONDS ?= 300
UV := $(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --no-annotate \
	--custom-compile-command "make lock" --no-emit-index-url --no-emit-find-links

help: ## List what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(VENV)/.installed ## Install Dalel and what it needs into .venv

demo: setup ## Build the sample record and serve its page (Ctrl-C ends)
	@exec $(BIN)/dalel demo

test: lint ## Check the code, then run all tests
	@$(BIN)/python -c 'from dalel.extract.places.gazetteer import prepare; prepare()'
	$(BIN)/python -m pytest -n 2 --dist loadfile

lint: setup-dev ## Check style and types
	@$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy -p dalel -p tools

bench: setup-dev ## Measure reading, speed and growth (BENCH_DATA=folder of public data)
	@$(BIN)/python -m benchmarks.reading --data $(BENCH_DATA)
	$(BIN)/python -m benchmarks.growth --data $(BENCH_DATA)
	$(BIN)/python -m benchmarks.throughput --data $(BENCH_DATA)

fuzz: setup-dev ## Look for input that a reader or decoder cannot take (FUZZ_SECONDS=300 each)
	@$(PIP) install --quiet '.[fuzz]'
	for harness in tools/fuzz_*.py; do
	    $(BIN)/python -m "tools.$$(basename "$$harness" .py)" "-max_total_time=$(FUZZ_SECONDS)"
	done

pages: ## Build the scripts of bulletins and forms anew (needs Node.js)
	@cd frontend
	npm ci --silent
	npm run --silent build

docs: setup ## Write the command-line reference anew
	@$(BIN)/python tools/cli_reference.py

lock: setup ## Choose and pin the newest fitting versions of everything
	@$(PIP) install --quiet uv
	$(UV) --upgrade --output-file requirements.lock
	$(UV) --upgrade --extra dev --constraint requirements.lock --output-file requirements-dev.lock

clean: ## Remove .venv, caches and the sample record
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist demo.dalel demo.dalel-wal demo.dalel-shm
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@if ! $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
	    echo "Dalel needs Python 3.11 or newer as $(PYTHON); name another with: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2
	    exit 1
	fi
	if ! $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null; then
	    if [ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
	        echo "Python's venv module is missing; install it (Debian and Ubuntu: apt-get install python3-venv)" >&2
	        exit 1
	    fi
	    apt-get update -qq
	    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3-venv
	fi
	$(PYTHON) -m venv --clear $(VENV)

$(VENV)/.installed: requirements.lock pyproject.toml | $(BIN)/python
	@$(PIP) install --quiet --requirement requirements.lock
	$(PIP) install --quiet --no-deps --editable .
	touch $@

$(VENV)/.installed-dev: requirements-dev.lock $(VENV)/.installed
	@$(PIP) install --quiet --requirement requirements-dev.lock
	touch $@

setup-dev: $(VENV)/.installed-dev
	@if ! command -v chromium >/dev/null || ! $(BIN)/playwright --version >/dev/null 2>&1; then
	    if [ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
	        echo "The tests of the page need Chromium and libatomic; install them (Debian: apt-get install chromium libatomic1)" >&2
	        exit 1
	    fi
	    apt-get update -qq
	    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium libatomic1
	fi
