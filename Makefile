# The two commands of the README are `make demo` and `make test`; `make help` lists the others.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
SERVE ?= 1
STAMP := $(VENV)/.installed
SOURCES := pyproject.toml setup.cfg $(wildcard locale/*/LC_MESSAGES/*.po)

.DEFAULT_GOAL := help
.PHONY: help demo test test-slow test-matrix lint format messages check-translations benchmark clean

help: ## Show this list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-20s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(STAMP) ## Set up the sample café, issue its vouchers and serve it (PORT=8000; SERVE=0 only issues)
	@PORT=$(PORT) $(BIN)/python sample_site/demo.py $(if $(filter 0,$(SERVE)),--no-serve)

test: $(STAMP) ## Run the tests, on SQLite alone
	$(BIN)/python -m pytest -n 2 -m "not slow"

test-slow: $(STAMP) ## Run the slow tests: PostgreSQL, Redis, kill -9, the demo
	$(BIN)/pip install --quiet --group slow
	$(BIN)/python -m pytest -m slow

test-matrix: $(STAMP) ## Run the tests on the lowest and the highest Python and Django
	$(BIN)/pip install --quiet tox
	$(BIN)/tox

lint: $(STAMP) ## Check style, imports, migrations
	$(BIN)/pip install --quiet --group lint
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports --config setup.cfg
	DJANGO_SETTINGS_MODULE=tests.settings $(BIN)/python -W ignore -m django makemigrations --check --dry-run

format: $(STAMP) ## Bring the code into shape
	$(BIN)/pip install --quiet --group lint
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

messages: $(STAMP) ## Collect the strings to translate into locale/ (needs GNU gettext)
	$(BIN)/python -m django makemessages -l uz -l zh_Hans --no-location --ignore "sample_site/*" --ignore "tests/*" --ignore "build/*" --ignore "benchmarks/*" --ignore ".tox/*"

check-translations: $(STAMP) ## Refuse catalogues with an empty, fuzzy or broken entry
	$(BIN)/python -m pytest -q tests/test_catalogues.py

benchmark: $(STAMP) ## Measure issuing, redeeming and passes (takes some minutes)
	$(BIN)/python -m benchmarks.issuing
	$(BIN)/python -m benchmarks.redeem
	$(BIN)/python -m benchmarks.passes

$(STAMP): $(SOURCES)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed: make $(MAKECMDGOALS) PYTHON=/path/to/python3.11"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || \
	  { rm -rf $(VENV); echo "Python cannot make a virtual environment. On Debian and Ubuntu: apt-get install python3-venv"; exit 1; }
	@echo "Installing into $(VENV) (about a minute the first time)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	@PYTHONWARNINGS=ignore $(BIN)/python -m pip install --quiet --disable-pip-version-check --editable . --group test
	@touch $@

clean: ## Delete the environment and all that the demo made
	rm -rf $(VENV) .tox build dist *.egg-info sample_site/var
