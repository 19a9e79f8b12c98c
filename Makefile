# What users and CI call. `make demo` and `make test` do everything on a new machine with Python 3.11 or newer.
PYTHON ?= python3
export PYTHON
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/installed
TESTABLE := $(VENV)/testable
# The ledger, and what is proved by it.
LEDGER := events_store/transparency/merkle_tree.py,events_store/transparency/merkle_proofs.py,events_store/transparency/checkpoint.py,events_store/transparency/signed_note.py,events_store/transparency/keys.py,events_store/transparency/witness.py,events_store/verify/log.py,events_store/verify/result.py,events_store/verify/fast_path.py,events_store/verify/raw_tables.py
FUZZ_SECONDS ?= 60
# A lock names every package and its hash. Nothing is resolved and nothing is built, so no later release changes it. What
# pip's configuration says of mirrors, proxies and certificates counts; what would install elsewhere does not.
PIP := env -u PIP_TARGET -u PIP_PREFIX -u PIP_CONSTRAINT PIP_USER=0 PIP_REQUIRE_HASHES=0 $(BIN)/python -m pip --disable-pip-version-check
INSTALL_LOCK := $(PIP) install --quiet --no-deps --require-hashes --only-binary :all: --requirement
# What is asked of the Python that makes the environment, and of an environment that is there.
RECENT := import sys; sys.exit("Inspectrail needs Python 3.11 or newer, and this is " + sys.version.split()[0] + ".") if sys.version_info < (3, 11) else None
WHOLE := import pip, sys; sys.exit(sys.prefix == sys.base_prefix)

# An environment notes the folder that it was made in: one that was moved or copied runs another folder's code.
ifneq ($(shell cat $(INSTALLED) 2>/dev/null),$(shell pwd))
.PHONY: $(INSTALLED)
endif

.NOTPARALLEL:
.PHONY: demo test system check lint types imports tests test-fast dated fuzz fresh tomorrow torture bench bench-quick docs picture lock release audit mutants format clean

demo: $(INSTALLED)
	@$(BIN)/inspectrail demo newcastle

# Everything. `make fresh` runs it as a new user would, `make tomorrow` on other days.
test: system check tests dated fuzz

# The programs that tests use and pip does not install: a browser, a PostgreSQL server, a clock that can be set.
system:
	@sh tests/system-programs.sh

check: lint types imports

lint: $(TESTABLE)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

# What `make lint` only checks.
format: $(TESTABLE)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: $(TESTABLE)
	$(BIN)/mypy

imports: $(TESTABLE)
	$(BIN)/lint-imports

# The whole suite, in random order, then the floors: everything in the domain, the projections and the ledger, 95%
# of all lines and branches.
tests: $(TESTABLE)
	$(BIN)/coverage erase
	$(BIN)/pytest --numprocesses=auto --dist=worksteal --cov --cov-report=
	$(BIN)/coverage report --include='domain/*,projections/*,$(LEDGER)' --fail-under=100
	$(BIN)/coverage report --fail-under=95

# While you work, in less than a minute: the domain, the projections and the commands in process, with few examples.
test-fast: $(TESTABLE)
	$(BIN)/pytest --numprocesses=auto --dist=worksteal -m 'not processes' --hypothesis-profile=light \
		tests/domain tests/projections tests/cli

# The documents and everything about days, 400 days from now, where the date is another than in London.
dated: $(TESTABLE)
	$(BIN)/python -m tests.another_day kiritimati los-angeles -- --numprocesses=auto --dist=worksteal -m dated

# The whole suite on other days and in other time zones, with new examples each time. Before a release.
tomorrow: system $(TESTABLE)
	$(BIN)/python -m tests.another_day kiritimati los-angeles leap-day clocks-go-back -- --numprocesses=auto --dist=worksteal \
		--hypothesis-profile=searching

# Every decoder of what others wrote, with inputs nobody thought of. What is found is kept as a seed.
fuzz: $(TESTABLE)
	$(BIN)/python -m tests.fuzz --seconds $(FUZZ_SECONDS)

# What a new user gets: a clean clone in a path with a space, an empty cache, the oldest pip, the README's two commands.
fresh:
	@bash .ci/fresh

# Every fault in full, with an oracle: some ten minutes on two cores, and one table. `make test` runs them in small.
torture: system $(TESTABLE)
	$(BIN)/python -m tests.torture

# Every contender on the same data, in turns: one table, in about ten minutes; then the page is made of it.
bench: system $(TESTABLE)
	$(BIN)/python -m benchmarks --json benchmarks/results.json
	$(BIN)/python -m benchmarks.page

# A short one, on smaller data.
bench-quick: system $(TESTABLE)
	@$(BIN)/python -m benchmarks --quick

# Pages that are made from the code: help, events, the excerpts in the README and the tutorial.
docs: $(TESTABLE)
	$(BIN)/python -m docs.pages

# The picture of the replay page in the README. It depends on the fonts of the machine, so it is taken by hand.
picture: system $(TESTABLE)
	$(BIN)/python -m docs.picture

# Sdist and wheel in dist/: the one builds the other, and the wheel runs the example in an empty environment.
release: $(TESTABLE)
	@$(BIN)/python -m tests.release

# Looks the locked versions up in a service on the internet. pip-audit has an environment and a lock of its own.
audit: $(VENV)/audit/installed
	@$(BIN)/python -m tests.release.audit $(VENV)/audit/bin/pip-audit

# Changes the code in 500 small ways and lists what no test notices, in about half an hour. Cosmic Ray, which makes the
# changes, has an environment and a lock of its own.
mutants: $(TESTABLE) $(VENV)/mutants/installed
	@$(BIN)/python -m tests.mutants $(VENV)/mutants/bin/python

# An environment of earlier locks is made again, because packages that are no longer in them would stay; so is one that
# was interrupted before it had pip.
$(INSTALLED): requirements.lock tests/requirements.lock benchmarks/requirements.lock pyproject.toml domain/__init__.py
	@"$(PYTHON)" -c '$(RECENT)'
	@if test -e $(INSTALLED) || ! $(BIN)/python -c '$(WHOLE)' 2>/dev/null; then \
		rm -rf $(VENV) && "$(PYTHON)" -m venv $(VENV); fi
	@$(BIN)/python -c '$(RECENT)'
	$(INSTALL_LOCK) requirements.lock
	$(PIP) install --quiet --no-build-isolation --no-deps --editable .
	@$(PIP) check >$(VENV)/checked || { cat $(VENV)/checked; exit 1; }
	@pwd >$(INSTALLED)

# What the tests and the benchmarks need beyond it.
$(TESTABLE): $(INSTALLED)
	$(INSTALL_LOCK) tests/requirements.lock
	$(INSTALL_LOCK) benchmarks/requirements.lock
	@$(PIP) check >$(VENV)/checked || { cat $(VENV)/checked; exit 1; }
	@touch $(TESTABLE)

$(VENV)/audit/installed: $(INSTALLED) tests/release/audit.lock
	$(BIN)/python -m venv --clear $(VENV)/audit
	$(subst $(BIN),$(VENV)/audit/bin,$(INSTALL_LOCK)) tests/release/audit.lock
	@$(subst $(BIN),$(VENV)/audit/bin,$(PIP)) check >$(VENV)/checked || { cat $(VENV)/checked; exit 1; }
	@touch $@

$(VENV)/mutants/installed: $(INSTALLED) tests/mutants/mutants.lock
	$(BIN)/python -m venv --clear $(VENV)/mutants
	$(subst $(BIN),$(VENV)/mutants/bin,$(INSTALL_LOCK)) tests/mutants/mutants.lock
	@$(subst $(BIN),$(VENV)/mutants/bin,$(PIP)) check >$(VENV)/checked || { cat $(VENV)/checked; exit 1; }
	@touch $@

# Needs uv, only when a dependency changes. The three locks agree: each is held to those before it.
LOCK := uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --quiet
lock:
	$(LOCK) pyproject.toml --extra postgres --group build --output-file requirements.lock
	$(LOCK) --group test --constraint requirements.lock --output-file tests/requirements.lock
	$(LOCK) --group bench --constraint requirements.lock --constraint tests/requirements.lock --output-file benchmarks/requirements.lock
	echo pip-audit | $(LOCK) - --output-file tests/release/audit.lock
	echo cosmic-ray | $(LOCK) - --output-file tests/mutants/mutants.lock

clean:
	rm -rf $(VENV) .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache
