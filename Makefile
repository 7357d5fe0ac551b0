.PHONY: demo test lint types bench coverage moto-tests clean

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

# moto's own tests, without and with mockvpce; SERVICES="elbv2 sts" for others than EC2.
moto-tests: $(INSTALLED)
	$(PYTHON) -m pip install --quiet --group moto-tests
	$(PYTHON) tests/moto/upstream.py $(SERVICES)

clean:
	rm -rf .venv .venvs .moto-tests

# Dependency groups need pip 25.1.
$(INSTALLED): pyproject.toml .ci/find-python
	"$$(.ci/find-python)" -m venv --clear .venv
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	$(PYTHON) -m pip install --quiet --editable '.[server]' --group test --group lint
	@touch $@
