# Two commands: `make run` shows Konsens, `make test` proves it. `make help` lists the rest.
SHELL := /bin/bash
PY ?= python3
VENV := .venv
B := $(VENV)/bin
PORT ?= 8000
PGBIN ?= $(firstword $(wildcard /usr/lib/postgresql/*/bin) $(dir $(shell command -v pg_ctl 2>/dev/null)))
CATALOGUES := $(wildcard src/konsens/locale/*/LC_MESSAGES/django.po)
export PORT

.DEFAULT_GOAL := help
.PHONY: help setup run dev test test-fast check lint types storeys migrations templates messages translate docs \
        format lock bench-web bench-likeness bench-consensus reference rights released pictures clean

help: ## what can be done here
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 20

define INSTALL
	@$(PY) -c 'import sys, venv, ensurepip; assert sys.version_info >= (3, 11)' 2>/dev/null || \
	  { echo "Konsens needs Python 3.11 or newer with venv (Debian, Ubuntu: apt install git make python3-venv)"; exit 1; }
	@test -x $(B)/python || $(PY) -m venv $(VENV)
	@echo "installing $(1) …"
	@$(B)/python -m pip install -q --disable-pip-version-check --no-deps --only-binary :all: --require-hashes -r $(1)
endef

$(VENV)/.runtime: requirements/runtime.txt pyproject.toml
	$(call INSTALL,requirements/runtime.txt)
	@$(B)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.runtime
	$(call INSTALL,requirements/dev.txt)
	@touch $@

%.mo: %.po $(VENV)/.runtime
	@$(B)/pybabel -q compile -i $< -o $@

setup: $(VENV)/.runtime $(CATALOGUES:.po=.mo) ## make .venv and compile the translations, nothing else

run: setup ## show Konsens on http://localhost:8000 (PORT is honoured)
	@exec $(B)/konsens run --port $(PORT)

dev: $(VENV)/.dev setup

test: dev ## the whole suite: checks, both databases, browser
	@scripts/test

test-fast: dev ## pure and database tests on SQLite, in two minutes
	@$(B)/python -m pytest -n 2 -m "not journey and not thorough" tests

check: dev lint types storeys migrations templates messages docs ## everything that can be checked without running

lint:
	@$(B)/ruff check src tests bench scripts/*.py
	@$(B)/ruff format --check -q src tests bench
	@scripts/guard

types:
	@$(B)/mypy src/konsens

storeys:
	@$(B)/lint-imports --no-cache --no-logo

migrations:
	@KONSENS_DATA=build/check $(B)/python -m django makemigrations --check --dry-run --settings konsens.conf.settings

templates:
	@KONSENS_DATA=build/check $(B)/python -m scripts.templates

messages:
	@KONSENS_DATA=build/check $(B)/python -m scripts.messages

translate: dev ## take new sentences into the catalogues (src/konsens/locale)
	@KONSENS_DATA=build/check $(B)/python -m scripts.messages update

docs:
	@$(B)/python -m pytest -n 0 tests/docs

format: dev ## put the code into its usual form
	@$(B)/ruff check -q --fix src tests bench || true
	@$(B)/ruff format -q src tests bench

lock: ## compile requirements/*.in (needs uv, a developer's tool)
	@for each in runtime dev; do uv pip compile -q --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-header --no-annotate \
	  -o requirements/$$each.txt requirements/$$each.in || exit 1; done

bench-web: dev ## speed of the web at 100,000 contributions, on both databases
	@$(B)/python -m bench.web

bench-likeness: dev ## speed and aptness of "similar contributions"
	@$(B)/python -m bench.likeness

bench-consensus: dev ## speed of the consensus engine
	@$(B)/python -m bench.consensus

reference: dev ## write the pages of docs/reference that are read off the program
	@KONSENS_DATA=build/check $(B)/python -m scripts.reference

rights: dev ## print the table of rights to docs/reference/rights.md
	@$(B)/python -m scripts.rights

released: dev ## when a version is released: keep its migrations and its demo, for the test of later ones
	@rm -rf build/released && mkdir -p build/released
	@KONSENS_DATA=build/released $(B)/python -m django migrate -v0 --settings konsens.conf.settings
	@KONSENS_DATA=build/released DJANGO_SETTINGS_MODULE=konsens.conf.settings $(B)/python -m tests.released.rows write

pictures: dev ## take the pictures of the docs from the demo
	@$(B)/python -m scripts.pictures

clean: ## remove what can be made again (never var/, which holds data)
	rm -rf build $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis
