# What users and CI call. `make demo` and `make test` do everything on a new machine with Python 3.11 or newer.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/installed
CONTENDERS := $(VENV)/contenders
# The ledger, and what is proved by it.
LEDGER := events_store/ledger.py,events_store/proofs.py,events_store/checkpoints.py,events_store/signed_notes.py,events_store/signing_keys.py,events_store/witnessing.py,events_store/verifying.py,events_store/verified.py,events_store/plainly_right.py,events_store/kept_tables.py
FUZZ_SECONDS ?= 60
PACKAGES := cli domain events_store frameworks projections reports

.PHONY: demo test check lint types imports tests fuzz torture bench bench-quick docs lock clean

demo: $(INSTALLED)
	@$(BIN)/inspectrail demo newcastle

test: check tests fuzz

check: lint types imports

lint: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(INSTALLED)
	$(BIN)/mypy

imports: $(INSTALLED)
	$(BIN)/lint-imports

# The whole suite, in random order, then the floors: everything in the domain, the projections and the ledger, 95%
# of all lines and branches.
tests: $(INSTALLED) $(CONTENDERS)
	$(BIN)/coverage erase
	$(BIN)/pytest --numprocesses=auto --cov --cov-report=
	$(BIN)/coverage report --include='domain/*,projections/*,$(LEDGER)' --fail-under=100
	$(BIN)/coverage report --fail-under=95

# Every decoder of what others wrote, with inputs nobody thought of. What is found is kept as a seed.
fuzz: $(INSTALLED)
	$(BIN)/python -m tests.fuzz --seconds $(FUZZ_SECONDS)

# Every fault in full, with an oracle: some ten minutes on two cores, and one table. `make test` runs them in small.
torture: $(INSTALLED)
	$(BIN)/python -m tests.torture

# Every contender on the same data, in turns: one table, in about ten minutes; then the page is made of it.
bench: $(INSTALLED) $(CONTENDERS)
	$(BIN)/python -m benchmarks --json benchmarks/results.json
	$(BIN)/python -m benchmarks.page

# A short one, on smaller data.
bench-quick: $(INSTALLED) $(CONTENDERS)
	@$(BIN)/python -m benchmarks --quick

# Pages that are made from the code: help, events, the excerpts in the README and the tutorial.
docs: $(INSTALLED)
	$(BIN)/python -m docs.pages

$(INSTALLED): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Inspectrail needs Python 3.11 or newer." if sys.version_info < (3, 11) else 0)'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
	@touch $(INSTALLED)

# What the benchmarks compare us with.
$(CONTENDERS): $(INSTALLED) benchmarks/requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --requirement benchmarks/requirements.lock
	@touch $(CONTENDERS)

# Needs uv, only when a dependency changes.
lock:
	uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-annotate --no-header --output-file requirements.lock
	uv pip compile pyproject.toml --group bench --constraint requirements.lock --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-annotate --no-header --output-file benchmarks/requirements.lock

clean:
	rm -rf $(VENV) .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache
