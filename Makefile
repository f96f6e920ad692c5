# Two commands on a fresh machine: `make build` compiles the catalogue here, `make test` proves gkcat.
VENV := .venv
BIN := $(VENV)/bin

.PHONY: build test lint fix docs bench clean

build: $(VENV)/run.stamp
	$(BIN)/gkcat build

test: lint $(VENV)/system.stamp $(VENV)/html.stamp
	FONTCONFIG_FILE=$(CURDIR)/tests/fonts.conf $(BIN)/pytest -n 2 --cov --cov-report=term

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

fix: $(VENV)/dev.stamp
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

docs: $(VENV)/run.stamp
	$(BIN)/gkcat schema
	$(BIN)/python docs/make.py

bench: $(VENV)/dev.stamp
	$(BIN)/python tests/bench/run.py

clean:
	rm -rf $(VENV) out .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage*

# Debian keeps venv in a package of its own.
$(VENV)/bin/python:
	python3 -m venv $(VENV) || { rm -rf $(VENV); tests/system.sh python3-venv; python3 -m venv $(VENV); }
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'

$(VENV)/run.stamp: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/dev.stamp: pyproject.toml $(VENV)/run.stamp
	$(BIN)/python -m pip install --quiet --group dev
	@touch $@

# html-validate judges the pages; it wants a newer Node than Debian has, so that comes from PyPI as a wheel.
$(VENV)/html.stamp: tests/html/package-lock.json $(VENV)/dev.stamp
	mkdir -p $(VENV)/html && cp tests/html/package.json tests/html/package-lock.json $(VENV)/html
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/npm ci --prefix $(VENV)/html --ignore-scripts --no-audit --no-fund --silent
	@touch $@

# LibreOffice, poppler, Chinese fonts and chromium: documents and pages are looked at by the tests.
$(VENV)/system.stamp: tests/system.sh | $(VENV)/bin/python
	tests/system.sh libreoffice-writer-nogui libreoffice-calc-nogui poppler-utils fonts-noto-cjk chromium git
	@touch $@
