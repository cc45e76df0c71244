# Two commands matter: `make run` and `make test`. `make help` shows the rest.
PORT ?= 8000
PYTHON ?= python3
export PYTHON
python := .venv/bin/python

.PHONY: help run setup test heavy lint types contracts check format security bench eval eval-ingest lock pictures demo-drafts

help:
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 14

run: .installed ## set up what is missing, then web, worker and the demo library (PORT=8000)
	@exec $(python) manage.py run --port $(PORT)

setup: .installed ## everything but starting: requirements, models, database
	@$(python) manage.py prepare

.PHONY: .installed .installed-dev
.installed:
	@bin/install
.installed-dev:
	@bin/install dev

test: .installed-dev ## the fast tests, on the embedded default
	$(python) -m pytest -m "not heavy" -n auto

heavy: .installed-dev ## tests with real models, processes and a browser
	$(python) -m pytest -m heavy

check: lint types contracts ## everything that reads the code without running it

lint: .installed-dev
	$(python) -m ruff check .
	$(python) -m ruff format --check .
	$(python) manage.py makemigrations --check --dry-run

types: .installed-dev
	$(python) -m mypy .

contracts: .installed-dev
	.venv/bin/lint-imports

format: .installed-dev ## put the code in the house's form
	$(python) -m ruff check --fix .
	$(python) -m ruff format .

security: .installed-dev ## matrix of addresses, numbered cases, fuzzers, pip-audit; figures at the end (STEPMARK_FUZZ_MINUTES=10: long)
	@$(python) bin/security

bench: .installed-dev ## start-up, ingest and search times, written to benchmarks/results.json
	$(python) -m benchmarks.run

eval: .installed ## relevance of search on the measured sets, written to docs/search.md
	$(python) -m benchmarks.search_eval

eval-ingest: .installed ## quality of drafts on the measured recordings, written to docs/ingest.md
	$(python) -m benchmarks.eval_ingest

demo-drafts: .installed ## make the demo library's drafts again from its recordings
	$(python) manage.py make_demo_drafts

pictures: .installed-dev ## photographs of every page of a running site: make pictures URL=… EMAIL=… PASSWORD=… OUT=…
	$(python) docs/pictures/take.py --help

lock: .installed-dev ## requirements with versions and hashes, from the .in files
	bin/lock
