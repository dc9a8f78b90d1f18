# make demo    build this repository's store and serve it
# make earnings-demo    statements of an invented November, in statements/2026-11/
# make bench    builds beside Hugo, Eleventy, Pelican and cp; writes docs/benchmarks.md
# make bench-large    up to a million pages; 45 GB of disk
# make bench-pictures    bytes and seconds of pictures, against others
# make structured-data    Adobe's validator on what the demo tells search engines
# make theme-gallery    the pictures of docs/themes-gallery.md
# make test    everything that must hold
# make fuzz    hostile texts by the ten thousand, MINUTES=5
# make crash, make storm    builds killed hundreds of times; the dev server under a thousand edits
# make audit    Lighthouse, axe and the rest on the demo's pages; writes docs/audit.md
# make editors    a product edited in a real browser with Sveltia CMS and Decap CMS; needs Node
# make man    the manual page, build/sitegen.1
# make lock, make holes    fix the versions that tests run with; look for known holes in them
# Both set up .venv by themselves; nothing else is needed but Python >= 3.11.

# Some machines forbid Python to keep what it compiled; then every start compiles all of sitegen anew.
unexport PYTHONDONTWRITEBYTECODE

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready-$(shell cat pyproject.toml requirements.lock | cksum | cut -d' ' -f1)

.PHONY: demo build earnings-demo test lint bench bench-large bench-pictures theme-gallery structured-data audit lock holes fuzz crash storm editors man clean

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

# As people have it: what tests and editing need makes every start slower.
.PHONY: installed
installed: $(READY)
	$(PYTHON) -m venv .venv-installed
	.venv-installed/bin/python -m pip install --quiet .

# All tables in docs/benchmarks.md but the last; needs Node.
bench: installed
	$(PYTHON) -m venv .venv-peers
	.venv-peers/bin/python -m pip install --quiet --requirement bench/builds/peers/requirements.txt
	cp bench/builds/peers/package.json .venv-peers/
	npm install --silent --no-package-lock --ignore-scripts --prefix .venv-peers
	$(BIN)/python bench/builds/builds.py
	$(BIN)/python bench/builds/starting.py
	$(BIN)/python bench/builds/serving.py

bench-large: installed
	$(BIN)/python bench/builds/large.py

# The table in docs/pictures.md; needs Node and takes ten minutes.
bench-pictures: $(READY)
	$(BIN)/python -m venv .venv-bench
	.venv-bench/bin/python -m pip install --quiet --requirement bench/requirements.txt --editable .
	cd bench && npm install --silent --no-package-lock --ignore-scripts
	.venv-bench/bin/python bench/pictures.py

# What it finds belongs into tests/test_hostile.py.
MINUTES ?= 5
fuzz: $(READY)
	tests/chromium.sh
	$(BIN)/python -m tests.fuzz --minutes $(MINUTES)

# What the demo tells search engines, read by a validator that is not ours; needs Node.
structured-data: $(READY)
	mkdir -p .venv-structured-data
	cp bench/structured_data/package.json .venv-structured-data/
	npm install --silent --no-package-lock --ignore-scripts --prefix .venv-structured-data
	$(BIN)/python bench/structured_data/structured_data.py .venv-structured-data

# What /admin/ is for: both editors as npm has them, a browser, and a file that is different afterwards.
EDITORS := @sveltia/cms@0.221.1 decap-cms@3.16.3 decap-server@3.11.3
editors: $(READY)
	tests/chromium.sh chromium
	npm install --silent --no-audit --no-fund --ignore-scripts --prefix .venv-editors $(EDITORS)
	$(BIN)/python bench/editors.py

man: $(READY)
	mkdir -p build
	$(BIN)/python -m sitegen.cli.manual > build/sitegen.1

theme-gallery: $(READY)
	tests/chromium.sh chromium
	$(BIN)/python bench/theme_gallery.py

# The pages as Lighthouse, axe, the Nu HTML checker and old phones see them; needs Node and Java.
audit: $(READY)
	tests/chromium.sh chromium
	mkdir -p .venv-pages
	cp bench/audit/package.json .venv-pages/
	npm install --silent --no-package-lock --ignore-scripts --prefix .venv-pages
	$(BIN)/python bench/audit/audit.py

clean:
	rm -rf $(VENV) output .sitegen

# Which versions the tests run with, by the hashes of their files, on any machine.
lock:
	$(PYTHON) -m venv .venv-lock
	.venv-lock/bin/python -m pip install --quiet 'uv>=0.5'
	.venv-lock/bin/uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --generate-hashes \
	  --no-annotate --no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock' --quiet $(LOCK) \
	  --output-file requirements.lock

# Known holes in what we depend on; asks a public database, so it is no part of the tests.
holes: $(READY)
	$(PYTHON) -m venv .venv-audit
	.venv-audit/bin/python -m pip install --quiet 'pip-audit>=2.7'
	.venv-audit/bin/pip-audit --requirement requirements.lock --require-hashes --disable-pip --strict

# Hundreds of builds killed, starved and meddled with, while somebody reads.
crash: $(READY)
	$(BIN)/python -m tests.crashing --rounds 300

# A thousand random edits under the dev server, and two hundred readers at once.
storm: $(READY)
	$(BIN)/python -m tests.storming --edits 1000 --readers 200

$(READY): pyproject.toml requirements.lock
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "sitegen needs Python 3.11 or newer")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --no-build-isolation --editable '.[dev]'
	rm -f $(VENV)/.ready-*
	touch $@
