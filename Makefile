# What one does with this repository. `make help` lists it.
VENV ?= .venv
PY := $(VENV)/bin/python
PORT ?= 8000
STAMP := $(VENV)/.installed
STAMP_DEV := $(VENV)/.installed-dev
BASE_PYTHON ?= $(shell for each in python3.13 python3.12 python3.11 python3; do \
	command -v $$each >/dev/null 2>&1 && $$each -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null && echo $$each && break; done)

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev demo demo-reset test test-long test-versions lint bench compose-check lock dist messages pictures clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

$(STAMP): requirements/base.txt
	@test -n "$(BASE_PYTHON)" || { echo "需要 Python 3.11、3.12 或 3.13。" >&2; exit 1; }
	@test -x $(PY) || { echo "  · 虚拟环境 $(VENV)"; $(BASE_PYTHON) -m venv $(VENV); }
	@echo "  · 软件包（版本已锁定）"
	@$(PY) -m pip install --disable-pip-version-check --progress-bar on -q --require-hashes -r requirements/base.txt
	@touch $@

$(STAMP_DEV): $(STAMP) requirements/dev.txt
	@echo "· packages for development (locked)"
	@$(PY) -m pip install --disable-pip-version-check -q --require-hashes -r requirements/dev.txt
	@touch $@

setup: $(STAMP) ## virtual environment with the locked packages

setup-dev: $(STAMP_DEV) ## the same with what tests and checks need

demo: $(STAMP) ## set up and run the site with demonstration data (PORT=8000, DEMO_PASSWORD=…)
	@exec env SITE_URL=http://127.0.0.1:$(PORT) $(PY) manage.py demo serve --port $(PORT) --with-parent

demo-reset: $(STAMP) ## delete the demonstration's data and set it up afresh
	@$(PY) manage.py demo reset

test: $(STAMP_DEV) ## set up and run all tests, browsers and servers included
	@$(PY) -m pytest -n $${TEST_WORKERS:-2} --dist loadfile --no-loadscope-reorder $(TESTS)

test-long: $(STAMP_DEV) ## a hundred thousand random steps (STEPS=100000), the attacks as everybody, thousands of questions and of hostile requests
	@STATEFUL_WALKS=$${TEST_WORKERS:-2} STATEFUL_STEPS=$${STEPS:-100000} \
		$(PY) -m pytest -n $${TEST_WORKERS:-2} --dist load -rP tests/workflows/test_stateful.py
	@ATTACKED_BY=everybody LEAK_QUESTIONS=3000 HOSTILE_REQUESTS=10000 HOSTILE_QUESTIONS=10000 \
		$(PY) -m pytest -n $${TEST_WORKERS:-2} --dist load tests/attacks tests/search/test_leaks.py \
		tests/search/test_hostile_questions.py tests/security/test_hostile.py tests/postgresql

test-versions: $(STAMP_DEV) ## the fast tests on each Python and Django (VERSIONS="3.13:6.0", FAST="tests/workflows -k marks")
	@$(PY) -m tests.versions $(FAST)

lint: $(STAMP_DEV) ## style, types, migrations, dependencies between rooms, templates
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(PY) -m mypy cms search disclosure_plugins
	DJANGO_SETTINGS_MODULE=cms.settings.test $(PY) manage.py makemigrations --check --dry-run
	$(VENV)/bin/lint-imports --no-cache
	$(VENV)/bin/djlint cms search --lint --quiet

bench: $(STAMP_DEV) ## compare with a stock Wagtail in one run, through the production server too
	@$(PY) -m tests.benchmarks

compose-check: $(STAMP_DEV) ## run what compose.yaml runs, as processes (PostgreSQL, redis-server, a JDK and Maven)
	@$(PY) -m tests.servers.composed

pictures: $(STAMP_DEV) ## the pictures of the README, from the demonstration
	@$(PY) -m tests.browser.pictures

LOCKED := --constraint requirements/constraints.txt --generate-hashes --no-emit-index-url --universal --python-version 3.11 -q --custom-compile-command "make lock"
lock: $(STAMP_DEV) ## resolve the dependencies anew
	$(VENV)/bin/uv pip compile pyproject.toml --extra all $(LOCKED) -o requirements/base.txt
	$(VENV)/bin/uv pip compile pyproject.toml --extra dev $(LOCKED) -o requirements/dev.txt

dist: $(STAMP_DEV) ## build the sdist and, from it, the wheel into dist/
	$(VENV)/bin/uv build --quiet --out-dir dist

messages: $(STAMP_DEV) ## compile the Chinese catalogues
	@for each in cms/*/locale search/locale cms/locale; do \
		for po in $$each/zh_Hans/LC_MESSAGES/*.po; do test -f $$po && msgfmt --check -o $${po%.po}.mo $$po; done; done

clean: ## delete the virtual environment and caches, not the demonstration's data
	rm -rf $(VENV) .venv-3.* dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
