.PHONY: demo pictures test py314 lint types bench browser-tests coverage docs release-check moto-tests client-tests clean

PYTHON := .venv/bin/python
INSTALLED := .venv/.installed
FOLDERS ?= tests/unit tests/handle

demo: $(INSTALLED)
	@$(PYTHON) -m mockvpce.cli demo

# The pictures of README.md and the documentation, drawn by Graphviz; tests/test_docs.py says when they are out of date.
pictures: $(INSTALLED)
	$(PYTHON) -m mockvpce.cli demo --picture docs/pages/images/two-accounts.svg > /dev/null
	dot -Tsvg docs/architecture.dot -o docs/pages/images/architecture.svg

test: $(INSTALLED)
	$(PYTHON) -m pytest -n auto

# Tests on CPython 3.14, compiled to WebAssembly, but for those that need a process, thread or socket. FOLDERS=tests/network runs others.
py314: .venvs/py314/.installed
	node .ci/py314/run.mjs $(<D) -q $(FOLDERS)

# Wheels built for the platform, and two whose compiled halves are optional.
.venvs/py314/.installed: $(wildcard .ci/py314/*.json .ci/py314/*.txt) | $(INSTALLED)
	rm -rf $(@D) && mkdir -p $(@D) && cp .ci/py314/package.json $(@D)
	npm install --silent --no-audit --no-fund --prefix $(@D)
	$(PYTHON) -m pip install --quiet --quiet --disable-pip-version-check --no-deps --no-compile --target $(@D)/site \
	  --platform pyemscripten_2026_0_wasm32 --python-version 3.14 --abi cp314 --only-binary :all: -r .ci/py314/requirements.txt
	$(PYTHON) -m pip install --quiet --quiet --disable-pip-version-check --no-deps --no-compile --target $(@D)/site \
	  --only-binary :all: -r .ci/py314/requirements-optional-speed.txt
	find $(@D)/site -name '*.so' ! -name '*emscripten.so' -delete
	@touch $@

lint: $(INSTALLED)
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .

types: $(INSTALLED)
	$(PYTHON) -m mypy

bench: $(INSTALLED)
	$(PYTHON) -m pip install --quiet --quiet --group bench
	@$(PYTHON) -m bench

coverage: $(INSTALLED)
	@$(PYTHON) -m mockvpce.cli coverage

# The site goes to .site; two of its pages are written from the code.
docs: $(INSTALLED)
	$(PYTHON) -m pip install --quiet --quiet --group docs
	$(PYTHON) docs/generate.py
	$(PYTHON) -m zensical build --clean --strict

# What has to hold before a release: both archives build, are well-formed, and the wheel runs a test in an environment of its own.
release-check: $(INSTALLED)
	$(PYTHON) -m pip install --quiet --quiet --group release
	PYTHON=$(PYTHON) .ci/release-check

# The page of `mockvpce serve` in headless Chromium: Playwright's own, or one that is installed (MOCKVPCE_CHROMIUM names another).
browser-tests: $(INSTALLED)
	$(PYTHON) -m pip install --quiet --quiet --group browser
	command -v "$${MOCKVPCE_CHROMIUM:-chromium}" > /dev/null || $(PYTHON) -m playwright install chromium
	$(PYTHON) -m pytest tests/browser

# moto's own tests, without and with mockvpce; SERVICES="elbv2 sts" for others than EC2.
moto-tests: $(INSTALLED)
	$(PYTHON) -m pip install --quiet --quiet --group moto-tests
	$(PYTHON) tests/moto/upstream.py $(SERVICES)

# Real clients: aiobotocore in environments of its own, as it pins botocore, with aioboto3 and in the newest release, which
# aioboto3 does not allow; AWS's CLI and, with node, its JavaScript SDK.
client-tests: $(INSTALLED) .venvs/aiobotocore/.installed .venvs/aiobotocore-newest/.installed .venvs/awscli/.installed .venvs/javascript/.installed
	.venvs/aiobotocore/bin/python -m pytest tests/clients/test_aiobotocore.py conftest_examples/asynchronous
	.venvs/aiobotocore-newest/bin/python -m pytest tests/clients/test_aiobotocore.py
	$(PYTHON) -m pytest -n 2 tests/clients

.venvs/aiobotocore/.installed: GROUP := async
.venvs/aiobotocore-newest/.installed: GROUP := async-newest
.venvs/aiobotocore/.installed .venvs/aiobotocore-newest/.installed: pyproject.toml
	$(PYTHON) -m venv --clear $(@D)
	$(@D)/bin/python -m pip install --quiet --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	$(@D)/bin/python -m pip install --quiet --quiet --editable . --group test --group $(GROUP)
	@touch $@

.venvs/awscli/.installed:
	$(PYTHON) -m venv --clear .venvs/awscli
	.venvs/awscli/bin/python -m pip install --quiet --quiet --disable-pip-version-check awscli
	@touch $@

.venvs/javascript/.installed:
	mkdir -p $(@D)
	if command -v npm; then npm install --silent --no-audit --no-fund --prefix $(@D) @aws-sdk/client-ec2; fi
	@touch $@

clean:
	rm -rf .venv .venvs .moto-tests .site dist

# Dependency groups need pip 25.1.
$(INSTALLED): pyproject.toml .ci/find-python
	@echo "setting up .venv, which takes a minute"
	@"$$(.ci/find-python)" -m venv --clear .venv
	@$(PYTHON) -m pip install --quiet --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	@$(PYTHON) -m pip install --quiet --quiet --editable '.[cedar,cloudformation,diagram,server]' --group test --group lint
	@touch $@
