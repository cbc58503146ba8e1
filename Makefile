# make demo   Tandem with a demonstration company on http://127.0.0.1:8000
# make test   everything CI runs
# make quick  what to run before a commit: lint, types, contracts, the tests of what you changed
#
# make quick BIN=/path/to/another/venv/bin   uses that environment as it is

PYTHON ?= $(firstword $(foreach name,python3 python3.13 python3.12 python3.11,\
	$(if $(shell $(name) -c 'import sys; print(1 if sys.version_info >= (3, 11) else "")' 2>/dev/null),$(name))))
VENV ?= .venv
BIN ?= $(VENV)/bin
DEMO_OPTIONS ?=
PYTEST = $(BIN)/python -m pytest

export PYTHONPATH = src:.
export PIP_DISABLE_PIP_VERSION_CHECK = 1
# Some images forbid to keep byte code. Compiling it again costs each process a second and more.
export PYTHONDONTWRITEBYTECODE =

ifeq ($(origin BIN),file)
RUN_STAMP = $(VENV)/.installed
DEV_STAMP = $(VENV)/.installed-dev
endif

ASSETS = src/tandem/frontend/static/.built
ASSET_SOURCES = $(wildcard package.json package-lock.json src/tandem/frontend/build.mjs) build_assets.py $(shell find src/tandem \
	\( -path '*/static_src/*' -o -path '*/templates/*' -o -path '*/templatetags/*.py' \) -type f 2>/dev/null)

.PHONY: demo test quick checks lint types contracts migrations test-sqlite test-postgres test-browser assets \
	reference pictures lock wheel clean help

help:
	@sed -n 's/^# \{0,1\}//p' Makefile | head -6

demo: $(RUN_STAMP) $(ASSETS)
	@exec $(BIN)/tandem demo $(DEMO_OPTIONS)

# The checks run beside the first tests.
test: $(DEV_STAMP)
	@$(MAKE) --no-print-directory -j 2 lint contracts migrations types test-sqlite
	@$(MAKE) --no-print-directory test-browser test-postgres

checks: $(DEV_STAMP)
	@$(MAKE) --no-print-directory -j 2 --output-sync types assets lint contracts migrations

lint: $(DEV_STAMP)
	@echo "── lint"
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(DEV_STAMP)
	@echo "── types"
	@$(BIN)/mypy

contracts: $(DEV_STAMP)
	@echo "── import contracts"
	@$(BIN)/lint-imports

migrations: $(DEV_STAMP)
	@echo "── migrations match the models"
	@$(BIN)/python -m django makemigrations --check --dry-run --settings tandem.config.settings_test

test-sqlite: $(DEV_STAMP) $(ASSETS)
	@echo "── tests on SQLite"
	@$(PYTEST) -q -n 2 --dist worksteal -m "not browser"

test-browser: $(DEV_STAMP) $(ASSETS)
	@echo "── journeys in a browser"
	@TANDEM_TEST_DATABASE=file $(BIN)/python -m tests.chromium $(PYTEST) -q -n 2 --dist loadgroup --no-loadscope-reorder -m browser

test-postgres: $(DEV_STAMP) $(ASSETS)
	@echo "── tests on PostgreSQL"
	@$(BIN)/python -m tests.postgres $(PYTEST) -q -n 2 --dist worksteal -m "not browser"

# Packages with changes since origin/main, committed or not.
CHANGED = $(shell { git diff --name-only origin/main -- src/tandem; git ls-files -o --exclude-standard src/tandem; } \
	2>/dev/null | cut -d/ -f1-3 | sort -u | while read -r package; do [ -d "$$package" ] && echo "$$package"; done)

quick: lint types contracts
	@$(if $(CHANGED),echo "── tests of $(CHANGED)"; \
		$(PYTEST) -x -q -m "not browser" $(CHANGED) || [ $$? -eq 5 ],echo "── no package changed")

assets: $(DEV_STAMP) $(ASSETS)

$(ASSETS): $(ASSET_SOURCES) | $(RUN_STAMP)
	@if [ -f package.json ]; then echo "Building styles and scripts …"; $(BIN)/python build_assets.py; fi
	@mkdir -p $(@D) && touch $@

$(VENV)/bin/python:
	@[ -n "$(PYTHON)" ] || { echo "Tandem needs Python 3.11 or newer, and none was found on PATH. \
	Install it, or name one: make demo PYTHON=/path/to/python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Tandem needs Python 3.11 or newer; \
	$(PYTHON) is older. Name a newer one: make demo PYTHON=/path/to/python3.12" >&2; exit 1; }
	@echo "Creating the environment in $(VENV) …"
	@# Debian ships venv without ensurepip; the system's own pip can fill such an environment too.
	@$(PYTHON) -m venv $(VENV) >/dev/null 2>&1 \
	|| { rm -rf $(VENV); $(PYTHON) -m venv --without-pip $(VENV) \
	     && $(PYTHON) -m pip --python $(VENV)/bin/python install --quiet pip; } >/dev/null 2>&1 \
	|| { rm -rf $(VENV); echo "This Python cannot make an environment: ensurepip is missing. \
	On Debian or Ubuntu: sudo apt install python3-venv" >&2; exit 1; }

# Libraries are compiled where they are imported first; compiling all of them takes longer than that.
PIP_INSTALL = $(BIN)/python -m pip install --quiet --no-compile

$(VENV)/.installed: requirements.lock pyproject.toml | $(VENV)/bin/python
	@echo "Installing libraries …"
	@$(PIP_INSTALL) --require-hashes --requirement requirements.lock
	@$(PIP_INSTALL) --no-deps --editable .
	@touch $@

# The second lock holds all of the first, in the same versions.
$(VENV)/.installed-dev: requirements-dev.lock pyproject.toml | $(VENV)/bin/python
	@echo "Installing libraries and what the checks need …"
	@$(PIP_INSTALL) --require-hashes --requirement requirements-dev.lock
	@$(PIP_INSTALL) --no-deps --editable .
	@touch $(VENV)/.installed $@

# docs/pictures are taken from the demonstration company, in a browser.
pictures: $(DEV_STAMP) $(ASSETS)
	@$(BIN)/python -m tests.pictures docs/pictures

# docs/reference is written by the program; a test compares.
reference: $(DEV_STAMP)
	@$(BIN)/python -m tandem reference docs/reference

lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--group dev --all-extras pyproject.toml -o requirements-dev.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		pyproject.toml -o requirements.lock -c requirements-dev.lock

wheel: $(DEV_STAMP)
	@$(BIN)/python -m build --wheel

clean:
	rm -rf $(VENV) node_modules dist build src/tandem/frontend/static .mypy_cache .ruff_cache .pytest_cache
