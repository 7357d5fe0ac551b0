.PHONY: demo test lint types bench coverage clean

PYTHON := .venv/bin/python
INSTALLED := .venv/.installed

demo: $(INSTALLED)
	@$(PYTHON) -m mockvpce.cli demo

test: $(INSTALLED)
	$(PYTHON) -m pytest -n auto

lint: $(INSTALLED)
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .

types: $(INSTALLED)
	$(PYTHON) -m mypy

bench: $(INSTALLED)
	@$(PYTHON) -m bench

coverage: $(INSTALLED)
	@$(PYTHON) -m mockvpce.cli coverage

clean:
	rm -rf .venv .venvs

# Dependency groups need pip 25.1.
$(INSTALLED): pyproject.toml .ci/find-python
	"$$(.ci/find-python)" -m venv --clear .venv
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	$(PYTHON) -m pip install --quiet --editable '.[server]' --group test --group lint
	@touch $@
