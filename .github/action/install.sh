#!/usr/bin/env bash
# Installs tocsin from the revision of the action, never from the pull request, with the locked and hashed requirements.
# Reads PYTHON and what GitHub sets; makes the environment $RUNNER_TEMP/tocsin.
set -euo pipefail
cd "$RUNNER_TEMP" # Python looks for modules where it is started, and the workspace holds the files of a stranger

"$PYTHON" -I -m venv --clear tocsin
pip=(tocsin/bin/python -I -m pip --disable-pip-version-check --no-input --quiet)
"${pip[@]}" install --require-hashes --only-binary :all: --requirement "$GITHUB_ACTION_PATH/requirements-engine.txt"
"${pip[@]}" install --no-deps --no-index --no-build-isolation "$GITHUB_ACTION_PATH"
