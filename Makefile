# Two commands set everything up: `make demo` shows the program at work, `make test` runs all checks and tests.
SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test check docs templates clean office

demo: $(VENV)/.installed
	$(BIN)/recon demo -o out --overwrite

test: $(VENV)/.tested office check
	$(BIN)/pytest --numprocesses auto --dist worksteal

check: $(VENV)/.tested
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Pages that are made from the data.
docs: $(VENV)/.installed
	$(BIN)/python -m toolkit.report.catalogue > docs/catalogue.md
	test ! -d ../shared/seeds || $(BIN)/python benchmarks/coverage.py > docs/.coverage.md
	test ! -s docs/.coverage.md || mv docs/.coverage.md docs/coverage.md

# The blank workbooks of all form sets.
templates: $(VENV)/.installed
	$(BIN)/python -m toolkit.units.shipped

$(VENV)/.installed: pyproject.toml
	sh .ci/venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(VENV)/.tested: $(VENV)/.installed
	$(BIN)/pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[parquet,ocr]' --group dev
	touch $@

# LibreOffice recalculates the workbooks in the tests; where it cannot be installed those tests skip and say so.
office:
	sh .ci/office

clean:
	rm -rf $(VENV) out build dist
