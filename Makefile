# make setup   the command at .venv/bin/tocsin      make demo    the whole way, on this machine
# make test    the tests                            make check   lint, types, import contract
# make bench   the performance goals, as ratios     make lock    the hashed requirements, anew
# make awscli  the AWS CLI that tests drive, in an environment of its own outside the clone
# make pulumi  the Pulumi CLI that tests drive, built from Go modules outside the clone (nine minutes at first)
# make crossguard   the environment of the policy pack (pulumi preview --policy-pack engine/tocsin/provision/crossguard)
# make workflows   actionlint, zizmor and shellcheck on the GitHub workflows and actions (make linters fetches them)
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
TESTS ?= $(if $(CI),,-m "not slow")
CACHE := $(or $(TOCSIN_CACHE),$(or $(XDG_CACHE_HOME),$(HOME)/.cache)/tocsin)
LINTERS = $(CACHE)/linters-$(shell cat requirements-lint.txt .ci/actionlint/go.sum | cksum | cut -d' ' -f1)
PULUMI = $(CACHE)/pulumi-$(shell cat .ci/pulumi/cli/go.sum .ci/pulumi/language/go.sum | cksum | cut -d' ' -f1)
PULUMI_SDK := github.com/pulumi/pulumi/sdk/v3
CROSSGUARD := .venv-crossguard
AWSCLI = $(CACHE)/awscli-$(shell sed -n 's/^awscli==\([0-9.]*\).*/\1/p' requirements-awscli.txt)

.PHONY: setup setup-dev awscli linters pulumi crossguard demo test check workflows bench lock picture wheel clean
.DELETE_ON_ERROR:

setup: $(VENV)/.installed
setup-dev: $(VENV)/.installed-dev

$(VENV)/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "tocsin needs Python 3.11 or newer; name one: make PYTHON=python3.11 $(MAKECMDGOALS)" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.installed: $(VENV)/.python requirements-engine.txt pyproject.toml
	$(PIP) install --require-hashes --requirement requirements-engine.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed requirements-dev.txt
	$(PIP) install --require-hashes --requirement requirements-dev.txt
	@touch $@

demo: setup
	@PATH="$(CURDIR)/$(BIN):$$PATH" sh samples/demo.sh

# What is there is kept if it was made from the same requirements and still runs (tests/aws_cli.py looks for it there).
awscli:
	@cmp -s requirements-awscli.txt $(AWSCLI)/requirements.txt && $(AWSCLI)/bin/python -c 'import awscli' 2>/dev/null || { \
	  $(PYTHON) -m venv --clear $(AWSCLI) \
	  && $(AWSCLI)/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes -r requirements-awscli.txt \
	  && cp requirements-awscli.txt $(AWSCLI)/requirements.txt; }

# Kept as long as what they are made from is the same (tests/linters.py looks for them there).
linters:
	@test -e $(LINTERS)/.complete || { \
	  $(PYTHON) -m venv --clear $(LINTERS) \
	  && $(LINTERS)/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes -r requirements-lint.txt \
	  && (cd .ci/actionlint && go build -o $(abspath $(LINTERS))/bin/actionlint github.com/rhysd/actionlint/cmd/actionlint) \
	  && touch $(LINTERS)/.complete; }

# Kept as long as what it is made from is the same (tests/pulumi_cli.py looks for it there). The language host looks for
# its shim beside itself, and programs of a current SDK need the shim of a current one.
pulumi:
	@test -e $(PULUMI)/.complete || { \
	  (cd .ci/pulumi/cli \
	    && CGO_ENABLED=0 go build -trimpath -tags osusergo,grpcnotrace \
	      -ldflags "-s -w -X $(PULUMI_SDK)/go/common/version.Version=$$(go list -m -f '{{.Version}}' $(PULUMI_SDK))" \
	      -o $(abspath $(PULUMI))/bin/pulumi github.com/pulumi/pulumi/pkg/v3/cmd/pulumi \
	    && install -m 755 "$$(go list -m -f '{{.Dir}}' $(PULUMI_SDK))/python/cmd/pulumi-language-python-exec" \
	      $(abspath $(PULUMI))/bin/) \
	  && (cd .ci/pulumi/language && CGO_ENABLED=0 go build -trimpath -ldflags "-s -w" \
	    -o $(abspath $(PULUMI))/bin/ $(PULUMI_SDK)/python/cmd/pulumi-language-python) \
	  && touch $(PULUMI)/.complete; }

# Here and not outside the clone: the pack's PulumiPolicy.yaml names it by a relative path.
crossguard:
	@cmp -s requirements-crossguard.txt $(CROSSGUARD)/requirements.txt || { \
	  $(PYTHON) -m venv --clear $(CROSSGUARD) \
	  && $(CROSSGUARD)/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes -r requirements-crossguard.txt \
	  && cp requirements-crossguard.txt $(CROSSGUARD)/requirements.txt; }

# Tests marked slow (they take long, or need Java, Chromium, the AWS CLI, the linters or Pulumi) run where CI is set:
# make test CI=true
test: setup-dev $(if $(CI),awscli linters pulumi crossguard)
	$(BIN)/python -m pytest -n 2 $(TESTS)

check: setup-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

workflows: linters
	$(LINTERS)/bin/actionlint
	$(LINTERS)/bin/zizmor --offline --quiet --persona auditor --strict-collection .
	shellcheck .ci/run samples/demo.sh .github/action/*.sh

bench: setup-dev
	$(BIN)/python -m benchmarks

picture: setup
	$(BIN)/python docs/images/draw.py

wheel: setup
	$(PIP) wheel --no-deps --no-build-isolation --wheel-dir dist .

# uv resolves; what is installed from the result is checked hash by hash.
COMPILE := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
  --no-emit-find-links --custom-compile-command "make lock"

lock:
	$(COMPILE) requirements-engine.in -o requirements-engine.txt
	$(COMPILE) requirements.in -o requirements.txt
	$(COMPILE) requirements-dev.in -o requirements-dev.txt
	$(COMPILE) requirements-awscli.in -o requirements-awscli.txt
	$(COMPILE) requirements-crossguard.in -o requirements-crossguard.txt
	$(COMPILE) requirements-lint.in -o requirements-lint.txt

clean:
	rm -rf $(VENV) $(CROSSGUARD) build dist .tocsin .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
