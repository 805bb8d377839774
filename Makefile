# Jiban 即办. `make` lists the targets; every one says what it does.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ORACLES := .cache/oracles
INTEROP := .cache/interop
CHAIN := .cache/chain
READERS := .cache/readers
READERS_PYTHON ?= $$(tools/newer_python.sh)
LIGHTHOUSE := .cache/lighthouse
CONTRACT := src/jiban/ledger/anchors/contract/CheckpointAnchor

##@ Run
demo: $(VENV)/.demo  ## set everything up, fill an invented county, run web and worker, print log-ins
	$(BIN)/jiban demo

cities: $(VENV)/.demo  ## three invented cities and two departments that watch each other's logs, as processes of this machine
	$(BIN)/jiban node demo

dev: setup  ## run web and worker on what the demo made, reloading on change
	JIBAN_DEBUG=1 JIBAN_DEMO=1 $(BIN)/jiban serve --reload

fsck: setup  ## rebuild the log from raw lines and compare with the published checkpoint
	$(BIN)/jiban ledger fsck

##@ Set up
setup: $(VENV)/.runtime  ## make .venv with the jiban command in it
setup-dev: $(VENV)/.dev  ## add what tests and checks need
system-packages:  ## install the Debian packages that tests need (says which)
	tools/system_packages.sh

$(VENV)/.runtime: requirements/runtime.lock pyproject.toml
	PYTHON=$(PYTHON) tools/setup.sh requirements/runtime.lock
	touch $@

$(VENV)/.demo: requirements/demo.lock $(VENV)/.runtime
	PYTHON=$(PYTHON) tools/setup.sh requirements/demo.lock
	touch $@

# Every runtime package is in dev.lock too, in the same version (tests/guards): one installation, not two.
$(VENV)/.dev: requirements/dev.lock requirements/runtime.lock pyproject.toml
	PYTHON=$(PYTHON) tools/setup.sh requirements/dev.lock
	touch $(VENV)/.runtime $@

$(ORACLES)/.ready: requirements/oracles.lock
	PYTHON=$(PYTHON) VENV=$(ORACLES) tools/setup.sh requirements/oracles.lock --bare
	touch $@

$(READERS)/.ready: requirements/readers.lock
	PYTHON=$(READERS_PYTHON) VENV=$(READERS) tools/setup.sh requirements/readers.lock --bare
	touch $@

$(INTEROP)/.ready: tests/interop/node/package-lock.json
	tools/interop.sh $(INTEROP)
	touch $@

$(CHAIN)/.ready: tests/interop/chain/package-lock.json
	tools/interop.sh $(CHAIN) tests/interop/chain
	touch $@

$(LIGHTHOUSE)/.ready: tests/interop/lighthouse/package-lock.json
	tools/interop.sh $(LIGHTHOUSE) tests/interop/lighthouse
	touch $@

##@ Test and check
test: system-packages  ## everything: checks, all tests on SQLite and PostgreSQL, browser stories
	$(MAKE) --no-print-directory -j 4 --output-sync=target setup-tests
	$(MAKE) --no-print-directory -j 2 --output-sync=target check-only
	$(BIN)/python tools/run_tests.py

setup-tests: setup-dev $(ORACLES)/.ready $(READERS)/.ready $(INTEROP)/.ready $(CHAIN)/.ready

test-fast: setup-dev $(CHAIN)/.ready  ## tests on SQLite without browser stories
	$(BIN)/pytest -m "not story" -n 2 --dist=loadgroup -q

story: system-packages setup-dev  ## only the stories from phone to certificate, in a browser
	$(BIN)/pytest -m story -q

test-postgres: system-packages setup-dev $(CHAIN)/.ready  ## the database tests on a throw-away PostgreSQL cluster
	$(BIN)/python tools/run_tests.py --only postgres

vectors: system-packages setup-dev $(ORACLES)/.ready $(READERS)/.ready $(INTEROP)/.ready  ## the published vectors and interoperability of the standards
	$(BIN)/pytest tests/standards tests/interop -q -n 2

lighthouse: system-packages setup-dev $(LIGHTHOUSE)/.ready  ## let Lighthouse judge the five main pages of residents
	$(BIN)/pytest tests/interop/lighthouse/judged.py -q -s

check: system-packages setup-dev check-only  ## lint, format, types, layers, templates, migrations, translations, sizes

# The longest first: with -j 2 the others run beside it.
check-only: check-types check-templates check-migrations check-style check-layers check-tree check-translations

check-types:
	$(BIN)/mypy

check-templates:
	$(BIN)/djlint src/jiban/web/templates --check --lint --quiet

check-migrations:
	DJANGO_SETTINGS_MODULE=jiban.settings $(BIN)/django-admin makemigrations --check --dry-run

check-style:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

check-layers:
	$(BIN)/lint-imports --config pyproject.toml

check-tree:
	$(BIN)/python tools/check_shape.py
	$(BIN)/python tools/check_text.py

check-translations:
	$(BIN)/python tools/check_translations.py

fix: setup-dev  ## mend everything a machine can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/djlint src/jiban/web/templates --reformat --quiet || true

##@ Maintain
messages: setup-dev  ## collect interface texts into the translation files and compile them
	$(BIN)/python tools/check_translations.py --update

shots: system-packages setup-dev  ## take the screenshots of docs/pictures from the demo
	$(BIN)/python tools/make_shots.py

contract: $(CHAIN)/.ready  ## compile the anchor's contract again
	cp tests/interop/chain/compile.mjs $(CHAIN)/
	node $(CHAIN)/compile.mjs < $(CONTRACT).sol > $(CONTRACT).json.new
	mv $(CONTRACT).json.new $(CONTRACT).json

fonts: setup-dev  ## remake the vendored fonts from Debian's fonts-noto-cjk
	$(BIN)/python tools/make_fonts.py

lock:  ## pin every dependency again, with hashes (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --upgrade pyproject.toml requirements/build.in -o requirements/runtime.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --upgrade --extra demo pyproject.toml requirements/build.in -o requirements/demo.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --upgrade --extra anchors pyproject.toml requirements/build.in -o requirements/anchors.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --upgrade --extra dev pyproject.toml requirements/build.in -o requirements/dev.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --upgrade requirements/oracles.in -o requirements/oracles.lock
	uv pip compile --universal --python-version 3.12 --generate-hashes --no-emit-index-url --no-header --upgrade requirements/readers.in -o requirements/readers.lock

clean:  ## remove what was built or made by the demo
	rm -rf var build dist .cache $(VENV)

help:  ## show this list
	@awk 'BEGIN {FS = ":.*##"} /^##@/ {printf "\n%s\n", substr($$0, 5)} /^[a-zA-Z_-]+:.*##/ {printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: demo cities dev fsck setup setup-dev system-packages test setup-tests test-fast story test-postgres vectors lighthouse check check-only check-types check-templates check-migrations check-style check-layers check-tree check-translations fix messages shots contract fonts lock clean help
