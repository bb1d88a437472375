# Everything runs in .venv, which is made on first use from the pinned requirements.
# make serve · make test · make build · make packs · make export · make check · make bench · make deep

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
FETCH := $(BIN)/python -m pip install --disable-pip-version-check --no-compile --require-hashes -r
# pip compiles what it installs in one process; what only some of the tests import is compiled when they do
COMPILE := $(BIN)/python -m compileall -q -j 0

.PHONY: serve build packs export check test bench deep schemas pictures changelog pins clean
.DEFAULT_GOAL := serve

serve: $(VENV)/site.done  ## build the handbook and serve it with live reload
	$(BIN)/kb serve --port $(PORT)

build: $(VENV)/site.done  ## build the handbook into site/, everything anew
	$(BIN)/kb build --cold

packs: $(VENV)/packs.done  ## print each programme's pack to a PDF in packs/
	$(BIN)/kb packs

export: $(VENV)/export.done  ## write the handbook as data, in every format, into export/
	$(BIN)/kb export all --out export

check: $(VENV)/site.done  ## find what does not hold
	$(BIN)/kb check

test: $(VENV)/test.done  ## set up all that tests need, and run every test; TESTS="tests/test_rules.py -k ACT001" runs these alone
ifdef TESTS
	$(BIN)/python -m pytest $(TESTS)
else
	@# without bytecode on disk each process compiles all tests, and much that they import, again
	built=$$($(BIN)/python scripts/scratch.py) && trap "rm -rf $$built" EXIT && export TMPDIR=$$built TESTED_SITE=$$built/site && unset PYTHONDONTWRITEBYTECODE && \
	$(BIN)/python -m pytest -n 2 --dist worksteal tests/browser && \
	$(BIN)/python -m pytest -n 2 --dist loadfile --ignore tests/browser
endif

bench: $(VENV)/bench.done  ## timings, side by side in one run; how soon a save is told of; what the search finds; what pages weigh, and what Lighthouse says
	$(BIN)/python -m benchmarks
	$(BIN)/python -m benchmarks.check
	$(BIN)/python -m benchmarks.watching
	$(BIN)/python -m benchmarks.search
	$(BIN)/python -m benchmarks.finder
	$(BIN)/python -m benchmarks.lighthouse

deep: $(VENV)/test.done  ## what takes too long for every run: fuzzing, mutants, every page in a browser
	$(BIN)/python -m pytest -m deep tests
	$(FETCH) requirements/deep.txt
	for reader in bibtex yaml markdown; do $(BIN)/python scripts/fuzz.py $$reader -max_total_time=600 -timeout=20 || exit 1; done
	$(BIN)/python scripts/mutants.py

schemas: $(VENV)/site.done  ## write the JSON Schemas of the records anew
	$(BIN)/kb schema

pictures: $(VENV)/test.done  ## take the pictures of the README anew
	$(BIN)/python scripts/screenshots.py

changelog: $(VENV)/test.done  ## put changes/ into CHANGELOG.md under the version of pyproject.toml; DRAFT=--draft only shows it
	$(BIN)/towncrier build --yes $(DRAFT) --version "$$($(BIN)/python -c 'from importlib.metadata import version; print(version("tongban"))')"

$(VENV)/venv.done:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed; this is " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "python3 has no venv here: install it (Debian: apt-get install python3-venv)" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/site.done: $(VENV)/venv.done requirements/site.txt pyproject.toml
	@echo "Fetching what the tools need into $(VENV): once, in one to five minutes"
	$(FETCH) requirements/site.txt
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation -e .
	$(COMPILE) $(VENV)/lib || true  # as pip, which goes on past a file that is for another version of Python
	$(COMPILE) kb_tools
	@touch $@

$(VENV)/packs.done: $(VENV)/site.done requirements/packs.txt
	$(FETCH) requirements/packs.txt
	@touch $@

$(VENV)/export.done: $(VENV)/site.done requirements/export.txt
	$(FETCH) requirements/export.txt
	@touch $@

$(VENV)/test.done: $(VENV)/site.done requirements/test.txt scripts/test_tools.py package-lock.json
	@echo "Fetching what the tests need, about a gigabyte: once"
	$(FETCH) requirements/test.txt
	$(BIN)/python scripts/test_tools.py
	@touch $@

$(VENV)/bench.done: $(VENV)/test.done requirements/bench.txt
	$(FETCH) requirements/bench.txt
	$(COMPILE) $(VENV)/lib || true  # else those we are held against would compile themselves while they are timed
	@touch $@

pins: $(VENV)/venv.done  ## write requirements/*.txt anew from pyproject.toml
	$(BIN)/python -m pip install --disable-pip-version-check --quiet pip-tools
	$(BIN)/python -m piptools compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-header --no-emit-index-url --no-emit-find-links --no-emit-trusted-host -o requirements/kb.txt pyproject.toml
	$(BIN)/python -m piptools compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-header --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --extra bench -o requirements/bench.txt pyproject.toml
	$(BIN)/python -m piptools compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-header --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --extra site --extra net --extra reading -o requirements/site.txt pyproject.toml
	$(BIN)/python -m piptools compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-header --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --extra site --extra net --extra reading --extra packs -o requirements/packs.txt pyproject.toml
	$(BIN)/python -m piptools compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-header --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --extra site --extra net --extra reading --extra export -o requirements/export.txt pyproject.toml
	$(BIN)/python -m piptools compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-header --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --extra site --extra net --extra reading --extra packs --extra export --extra test -o requirements/test.txt pyproject.toml
	$(BIN)/python -m piptools compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-header --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --extra site --extra net --extra reading --extra packs --extra export --extra test --extra deep -o requirements/deep.txt pyproject.toml

clean:  ## remove what was built and installed here
	rm -rf $(VENV) .tools site node_modules
