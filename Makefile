# `make run` and `make test` need python3 (3.11 or newer, with venv) and make, nothing else.
PYTHON ?= python3
BIN = .venv/bin

.PHONY: run test check messages lock screens bench packages packages-dev

run: packages ## starts everything in this terminal
	@$(BIN)/python manage.py start

test: packages-dev ## the suite on SQLite, and on PostgreSQL and Redis where they answer
	@$(BIN)/python scripts/suite.py

check: packages-dev ## style, types, settings, migrations, translations
	@$(BIN)/python scripts/check.py

messages: packages-dev ## updates locale/*/LC_MESSAGES/django.po (needs GNU gettext)
	@$(BIN)/python scripts/messages.py --write

screens: packages-dev ## photographs every page into screens/ and runs axe on it
	@PYTHONPATH=scripts $(BIN)/python -m screens $(if $(ONLY),--only "$(ONLY)") $(if $(LANGUAGE_CODE),--language $(LANGUAGE_CODE))

bench: packages-dev ## measures the live room against a raw server
	@PYTHONPATH=scripts $(BIN)/python -m bench $(BENCH)

lock: ## pins every package and its hash, from pyproject.toml
	@rm -rf var/lock && $(PYTHON) -m venv var/lock && var/lock/bin/pip install --quiet uv
	@var/lock/bin/uv $(PIN) -o requirements.lock
	@var/lock/bin/uv $(PIN) --group dev -c requirements.lock -o requirements-dev.lock

PIN = pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --extra print pyproject.toml

packages:
	@$(call install,requirements.lock)

packages-dev:
	@$(call install,requirements-dev.lock)

# Installs a lock file into .venv, unless that very file is installed already.
define install
test -x $(BIN)/pip || { \
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Ten Doors needs Python 3.11 or newer. If you have one: make PYTHON=python3.12 …"; exit 1; }; \
	$(PYTHON) -m venv .venv \
		|| { echo "Ten Doors needs Python's venv module. On Debian: apt install python3-venv"; exit 1; }; }; \
cmp -s $(1) .venv/$(1) || { \
	echo "Installing $(1) into .venv …"; \
	$(BIN)/pip install --quiet --disable-pip-version-check --no-input --only-binary :all: --require-hashes -r $(1) \
		&& cp $(1) .venv/$(1); }
endef
