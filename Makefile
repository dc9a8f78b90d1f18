# make demo    build this repository's store and serve it
# make earnings-demo    statements of an invented November, in statements/2026-11/
# make bench    builds beside Hugo, Eleventy, Pelican and cp; writes docs/benchmarks.md
# make bench-large    up to a million pages; 45 GB of disk
# make bench-pictures    bytes and seconds of pictures, against others
# make test    everything that must hold
# Both set up .venv by themselves; nothing else is needed but Python >= 3.11.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready-$(shell cksum < pyproject.toml | cut -d' ' -f1)

.PHONY: demo build earnings-demo test lint bench bench-large bench-pictures clean

demo: $(READY)
	$(BIN)/sitegen serve

build: $(READY)
	$(BIN)/sitegen build

earnings-demo: $(READY)
	$(BIN)/sitegen earnings tests/exports/demo/*.csv --month 2026-11 --clock 2026-12-03T09:00+08:00

test: $(READY) lint
	tests/chromium.sh
	tests/servers.sh
	$(BIN)/python -m pytest -n 2 --dist worksteal

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/mypy

# All tables in docs/benchmarks.md but the last; needs Node.
bench: $(READY)
	$(PYTHON) -m venv .venv-peers
	.venv-peers/bin/python -m pip install --quiet --requirement bench/builds/peers/requirements.txt
	cp bench/builds/peers/package.json .venv-peers/
	npm install --silent --no-package-lock --ignore-scripts --prefix .venv-peers
	$(BIN)/python bench/builds/builds.py
	$(BIN)/python bench/builds/starting.py
	$(BIN)/python bench/builds/serving.py

bench-large: $(READY)
	$(BIN)/python bench/builds/large.py

# The table in docs/pictures.md; needs Node and takes ten minutes.
bench-pictures: $(READY)
	$(BIN)/python -m venv .venv-bench
	.venv-bench/bin/python -m pip install --quiet --requirement bench/requirements.txt --editable .
	cd bench && npm install --silent --no-package-lock --ignore-scripts
	.venv-bench/bin/python bench/pictures.py

clean:
	rm -rf $(VENV) output .sitegen

$(READY): pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "sitegen needs Python 3.11 or newer")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	rm -f $(VENV)/.ready-*
	touch $@
