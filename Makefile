# Everything a contributor, a host and CI run. `make help` lists it.

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
export HOST PORT

BIN := .venv/bin
FLASK := $(BIN)/flask --app app
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run build test check bench format lock catalogues names addresses font pyz sbom licences mutants clean

help: ## List these commands
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 20

run: build ## Set up, then serve on http://127.0.0.1:8000 (HOST and PORT change that)
	@exec $(BIN)/gunicorn --config gunicorn.conf.py app:app

build: .venv/.stamp-run ## Set up all that serving needs, so that nothing has to be written afterwards
	@$(FLASK) catalogues compile
	@$(BIN)/python -m compileall -q offswitch app.py

test: .venv/.stamp-test ## Set up, the browser included, then run all tests
	@tests/browser/install
	@tests/catalogues/install
	@$(FLASK) catalogues compile
	@$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder

check: .venv/.stamp-test ## Format, lint, types, direction of imports, secrets, content, catalogues
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	git ls-files -z | xargs -0 -n 30 -P 2 $(BIN)/detect-secrets-hook --baseline .secrets.baseline
	$(FLASK) catalogues compile
	$(FLASK) content check
	$(FLASK) catalogues check

bench: .venv/.stamp-test ## Measure the server and print a table; QUICK=1 for a first look
	@$(FLASK) catalogues compile >&2
	@$(BIN)/python -m benchmarks.speed $(if $(QUICK),--quick)

format: .venv/.stamp-test ## Format the code and mend what lint can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: .venv/.stamp-test ## Lock the requirements anew, with hashes
	@set -eu; \
	lock="$(BIN)/uv pip compile pyproject.toml --quiet --upgrade --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-emit-find-links"; \
	$$lock --custom-compile-command 'make lock' --output-file requirements.txt; \
	$$lock --custom-compile-command 'make lock' --output-file requirements-dev.txt \
	  --group dev --constraints requirements.txt

catalogues: .venv/.stamp-test ## Carry changed words into the template and every catalogue
	$(FLASK) catalogues update

names: .venv/.stamp-test ## Write the countries' names, their order and the forms of dates, from CLDR
	$(FLASK) catalogues names

addresses: .venv/.stamp-run ## Put new addresses into the ledger of every address ever released
	@$(FLASK) catalogues compile
	@$(FLASK) addresses record

font: .venv/.stamp-test ## Cut the cards' font anew from NotoSans-Regular.ttf and NotoSans-Bold.ttf in the folder FROM
	@set -eu; \
	for weight in Regular Bold; do \
	  $(BIN)/pyftsubset "$(FROM)/NotoSans-$$weight.ttf" --output-file=offswitch/fonts/NotoSans-$$weight.ttf \
	    --unicodes-file=offswitch/fonts/characters.txt --layout-features= --no-hinting --name-IDs+=7,13,14 \
	    --drop-tables+=GDEF,GPOS,GSUB,gasp --notdef-outline; \
	done

pyz: .venv/.stamp-run ## Make build/offswitch.pyz: the site in one file, for machines with nothing but Python
	@$(FLASK) catalogues compile
	@$(BIN)/python deploy/pyz/build.py

sbom: .venv/.stamp-test ## Write what the site is made of into build/sbom.json, as CycloneDX
	@mkdir -p build
	@$(BIN)/python -m supply.bill > build/sbom.json

licences: .venv/.stamp-test ## List the licences of what the site is made of, and why they go together
	@$(BIN)/python -m supply.licences

mutants: .venv/.stamp-test ## Spoil the code place by place and see whether a test notices: takes an hour
	@$(FLASK) catalogues compile
	$(BIN)/mutmut run --max-children 1
	$(BIN)/mutmut results

clean: ## Remove what these commands made
	rm -rf .venv build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache mutants
	find offswitch tests -name __pycache__ -type d -prune -exec rm -rf {} +
	find translations -name '*.mo' -delete
	rm -rf prepared

# Looks before it makes, so that nothing half-made stays behind.
.venv/bin/pip:
	@command -v $(PYTHON) >/dev/null 2>&1 || { \
	  echo "Offswitch needs Python 3.11 or newer; $(PYTHON) is not there." >&2; \
	  echo "Debian and Ubuntu: apt install python3 python3-venv" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Offswitch needs Python 3.11 or newer; this is $$($(PYTHON) --version 2>&1)." >&2; \
	  echo "If a newer one is installed, name it: make run PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "This Python cannot make a virtual environment: its venv package is missing." >&2; \
	  echo "Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv .venv

.venv/.stamp-run: requirements.txt | .venv/bin/pip
	@echo "Installing what Offswitch needs into .venv"
	@$(PIP_INSTALL) --requirement requirements.txt
	@touch $@

.venv/.stamp-test: requirements-dev.txt | .venv/bin/pip
	@echo "Installing what Offswitch and its tests need into .venv"
	@$(PIP_INSTALL) --requirement requirements-dev.txt
	@touch $@ .venv/.stamp-run
