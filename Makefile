# Halqa's verbs. `make` alone lists them. Python 3.11 or newer is all they need.
HOST ?= 127.0.0.1
PORT ?= 8000
ARGS ?=
BIN := .venv/bin
# A worker on each core; what a module prepares is rarely prepared twice. ARGS=-n0 is one process, as --pdb needs.
SPREAD := -n auto --maxprocesses 8 --dist worksteal
# Wheels only: nothing is compiled, so no compiler and no system library is needed.
PIP := $(BIN)/python -m pip install --disable-pip-version-check -qq --only-binary=:all:

.PHONY: help demo test setup lint bench clean

help:
	@echo "make demo    install, load the demo elections and serve them (HOST=127.0.0.1 PORT=8000)"
	@echo "make test    run the tests (ARGS= goes to pytest)"
	@echo "make setup   prepare for working on Halqa: everything installed, settings in var/env"
	@echo "make lint    check code style"
	@echo "make bench   measure beside references (ARGS=speed, night, growth, weights, embeds, import, shapes, desk)"
	@echo "make clean   remove what these verbs made; never an election of your own"

demo: .venv/runtime.stamp
	@exec $(BIN)/python -m config.local demo "$(HOST)" "$(PORT)"

test: .venv/dev.stamp
	@$(BIN)/python -m pytest $(SPREAD) $(ARGS)

setup: .venv/dev.stamp
	@$(BIN)/python -m config.local setup

lint: .venv/dev.stamp
	@$(BIN)/python -m ruff check .
	@$(BIN)/python -m ruff format --check .

bench: .venv/dev.stamp
	@$(BIN)/python -m bench $(ARGS)

clean:
	@rm -rf .venv var/npm var/static var/static.stamp var/demo.sqlite3* .pytest_cache .ruff_cache .hypothesis bench/out
	@echo "Clean. Kept: var/halqa.sqlite3 and the key, if there are any."

.venv/runtime.stamp: requirements.txt constraints.txt | $(BIN)/python
	@echo "Installing what Halqa runs on (about half a minute, once) …"
	@$(PIP) -r requirements.txt
	@touch "$@"

.venv/dev.stamp: requirements.txt requirements-dev.txt constraints.txt | $(BIN)/python
	@echo "Installing what Halqa and its tests need (about a minute, once) …"
	@$(PIP) -r requirements-dev.txt
	@touch .venv/runtime.stamp "$@"

$(BIN)/python:
	@for python in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11; do \
	  if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    "$$python" -m venv --clear .venv && exit 0; \
	    rm -rf .venv; exit 1; \
	  fi; \
	done; \
	echo "Halqa needs Python 3.11 or newer; this machine has $$(python3 --version 2>/dev/null || echo none)." \
	  "Install one, or name it: make PYTHON=/path/to/python3.11 …" >&2; \
	exit 1
