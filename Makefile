# `make demo` and `make test` do all of their own set-up. They need python3 >= 3.11 with venv; uv is used when it is there.

PYTHON ?= python3
RUN := .venv/bin/python
DIGEST := $(RUN) -m generator
READY := .venv/.ready
READY_DEV := .venv/.ready-dev
LOCKED := $(wildcard uv.lock)
DATA ?= ../shared/data
PAPERS ?= 1500 6000
BENCH ?= .bench
FEED := $(if $(CONFIG),--config "$(CONFIG)")

.DEFAULT_GOAL := help
.PHONY: help demo test serve render build bench clean

help: ## say what there is
	@sed -n 's/^\([a-z]*\):.*## /make \1	/p' Makefile

demo: $(READY) ## all of it on recorded days, no network and no key (SERVE=1 serves the site)
	@$(DIGEST) demo $(FEED) $(if $(SERVE),--serve)

test: $(READY_DEV) ## all gates: ruff, mypy --strict, pytest, branch coverage
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m mypy
	$(RUN) -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder --cov

serve: $(READY) ## build the site from archive/ and serve it
	@$(DIGEST) serve $(FEED)

render: $(READY) ## draw docs/ from archive/
	@$(DIGEST) render $(FEED)

build: $(READY) ## render, then the site into site/
	@$(DIGEST) build $(FEED)

bench: $(READY_DEV) ## cost and search by size of the archive (DATA=folder of papers, PAPERS="1500 6000", 20000 and 50000 take long)
	@for papers in $(PAPERS); do \
	  test -d $(BENCH)/$$papers/archive || PYTHONPATH=. $(RUN) benchmarks/scale/archive.py "$(DATA)" $(BENCH)/$$papers --papers $$papers || exit 1; \
	done
	@PYTHONPATH=. $(RUN) benchmarks/scale/build.py $(addprefix $(BENCH)/,$(PAPERS))
	@for papers in $(PAPERS); do \
	  PYTHONPATH=. $(RUN) benchmarks/scale/parts.py $(BENCH)/$$papers && PYTHONPATH=. $(RUN) benchmarks/search/run.py $(BENCH)/$$papers/archive --plain || exit 1; \
	done

clean: ## remove all that can be made again; archive/ stays
	@rm -rf .demo .bench .cache site build *.egg-info .coverage .mypy_cache .pytest_cache .ruff_cache .hypothesis .venv
	@git clean -fdXq -- docs 2>/dev/null || true
	@find generator tests -name __pycache__ -prune -exec rm -rf {} +

# Set-up runs once, and again when what it installs has changed. In a function, since the two differ in the extra only.
$(READY): pyproject.toml $(LOCKED)
	@$(call set-up,--inexact,.)
	@touch $@

$(READY_DEV): pyproject.toml $(LOCKED)
	@$(call set-up,--extra dev,.[dev])
	@touch $@ $(READY)

# $(1): what uv sync is told. $(2): what pip installs. uv may lack what the lock names (a closed network); then pip has its try.
define set-up
echo "Setting up .venv (once, a minute or two) ..." >&2; \
if command -v uv >/dev/null; then \
	UV_PROJECT_ENVIRONMENT=.venv uv sync --quiet $(if $(LOCKED),--frozen) $(1) && exit 0; \
	echo "make: uv could not; trying pip" >&2; \
fi; \
stop() { echo "make: $$1" >&2; exit 1; }; \
command -v "$(PYTHON)" >/dev/null || stop "no $(PYTHON): install Python 3.11 or newer, or name one: make PYTHON=python3.12"; \
"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || stop "$(PYTHON) is older than 3.11: name a newer one: make PYTHON=python3.12"; \
"$(PYTHON)" -c 'import venv, ensurepip' 2>/dev/null || stop "$(PYTHON) has no venv: on Debian and Ubuntu, sudo apt-get install python3-venv"; \
test -x .venv/bin/pip || "$(PYTHON)" -m venv --clear .venv || stop "no virtual environment in .venv, see above"; \
$(RUN) -m pip install --quiet --disable-pip-version-check --editable '$(2)' || stop "pip could not install, see above: is the network there?"
endef
