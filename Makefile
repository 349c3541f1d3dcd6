# `make demo` and `make test` need make, Python 3.10 or later and the package registry.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# The directories tell when a file was removed.
SOURCES := setup.cfg pyproject.toml README.md LICENSE py.typed indexer indexer/data search \
	$(wildcard *.py indexer/*.py indexer/data/* search/*.py)
DEMO_INDEX = $${TMPDIR:-/tmp}/jianbao-demo.$$$$

.PHONY: demo test test-long test-whoosh3 check clean

demo: $(VENV)/installed
	@index="$(DEMO_INDEX)"; trap 'rm -rf "$$index"' EXIT; set -e; \
	echo '$$ jianbao index sample_docs'; \
	$(BIN)/jianbao index sample_docs -i "$$index" --exclude expected.json --exclude README.md; \
	echo; echo '$$ jianbao search "氢能 项目" --facet region --facet date --limit 3'; \
	$(BIN)/jianbao search "氢能 项目" -i "$$index" --facet region --facet date --limit 3 --no-pager

test: check
	$(BIN)/pytest -n 2 -m "not long"

test-long: check test-whoosh3
	$(BIN)/pytest -n 2

# ruff reads the sources; mypy and pytest meet the package as it is installed, not this folder.
check: $(VENV)/tested
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy -p jianbao

# The same tests on another distribution of Whoosh, in an environment of its own.
test-whoosh3: $(VENV)-whoosh3/tested
	$(VENV)-whoosh3/bin/pytest -n 2 tests/test_whoosh.py tests/test_analysis.py tests/test_index.py

$(VENV)/bin/python $(VENV)-whoosh3/bin/python: %/bin/python:
	$(PYTHON) -m venv $*

# `build` would bring modules into the wheel that the sources no longer have.
$(VENV)/installed: $(SOURCES) | $(VENV)/bin/python
	rm -rf build
	$(PIP) install '.[office]'
	touch $@

$(VENV)/tested: $(SOURCES) | $(VENV)/bin/python
	rm -rf build
	$(PIP) install '.[test]'
	touch $(VENV)/installed $@

$(VENV)-whoosh3/tested: $(SOURCES) | $(VENV)-whoosh3/bin/python
	rm -rf build
	$(PIP:$(VENV)/%=$(VENV)-whoosh3/%) install '.[test]'
	$(PIP:$(VENV)/%=$(VENV)-whoosh3/%) uninstall --yes whoosh-reloaded
	$(PIP:$(VENV)/%=$(VENV)-whoosh3/%) install --force-reinstall --no-deps whoosh3==3.54.0
	touch $@

clean:
	rm -rf $(VENV) $(VENV)-whoosh3 build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
