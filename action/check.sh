#!/usr/bin/env bash
# Says what a pull request does to the policies: validate, test, diff. The engine is that of the action's own revision; the
# files of the pull request are data to it, and nothing in them is executed.
#
# Reads   TOCSIN_DIRECTORY, TOCSIN_BASE, TOCSIN_HEAD, TOCSIN_FAIL_ON, TOCSIN_FAIL_UNDER, and what GitHub sets.
# Writes  annotations, the step summary, $RUNNER_TEMP/tocsin-results/comment.md, and the outputs `changed` and `comment`.
# Ends    with 1 where something has to be mended, 2 where it cannot run.
set -euo pipefail

results="$RUNNER_TEMP/tocsin-results"
comment="$results/comment.md"

main() {
  refuse_privileges
  rm -rf "$results"
  mkdir "$results"
  local failed=0
  if run validate --fail-on "$TOCSIN_FAIL_ON"; then
    run test ${TOCSIN_FAIL_UNDER:+--coverage --fail-under "$TOCSIN_FAIL_UNDER"} || failed=1
    compare || failed=1
  else
    failed=1
  fi
  write_comment
  return "$failed"
}

# Those events come with a token that may write and with secrets, and a stranger's files do not belong beside either.
refuse_privileges() {
  case "$GITHUB_EVENT_NAME" in
    pull_request_target | workflow_run) stop "tocsin checks strangers' files: run it on pull_request, not on $GITHUB_EVENT_NAME" ;;
  esac
}

stop() {
  echo "::error title=tocsin::$1"
  exit 2
}

# run NAME ARGUMENT...: one command, with its log, annotations and summary; its exit code.
run() {
  local name=$1 code=0
  echo "::group::tocsin $name"
  inert tocsin "$@" --output human --output "github=$results/$name.github" --output "markdown=$results/$name.md" || code=$?
  echo "::endgroup::"
  cat "$results/$name.github" 2>/dev/null || true
  cat "$results/$name.md" >>"$GITHUB_STEP_SUMMARY" 2>/dev/null || true
  return "$code"
}

# The log is searched for workflow commands, and the texts of a pull request may hold some. This makes them plain text.
inert() {
  local token code=0
  token=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  echo "::stop-commands::$token"
  "$@" 2>&1 || code=$?
  echo
  echo "::$token::"
  return "$code"
}

# Annotations and summary are written here, so the command need not know where it runs.
tocsin() {
  env -u GITHUB_ACTIONS "$RUNNER_TEMP/tocsin/bin/python" -I -m tocsin -C "$TOCSIN_DIRECTORY" "$@"
}

# Who would be paged otherwise than before. Sets the output `changed`.
compare() {
  local base code=0
  if ! base=$(base_revision); then
    [ "$GITHUB_EVENT_NAME" != pull_request ] || stop "no revision to compare with: check out the pull request with fetch-depth: 2"
    echo "nothing to compare with on $GITHUB_EVENT_NAME: give the input base if there is"
    return 0
  fi
  run diff --base "$base" --detailed-exitcode || code=$?
  case "$code" in
    0) echo "changed=false" >>"$GITHUB_OUTPUT" ;;
    2) echo "changed=true" >>"$GITHUB_OUTPUT" ;;
    *) is_broken "$base" && echo "::warning title=tocsin::the policies that this changes are not valid: nothing to compare with" ;;
  esac
}

# The first parent of the merge that GitHub made of the pull request: its target as it is now. Or what the job asks for.
base_revision() {
  if [ -n "$TOCSIN_BASE" ]; then
    echo "$TOCSIN_BASE"
  elif [ -n "$TOCSIN_HEAD" ] && [ "$(git -C "$TOCSIN_DIRECTORY" rev-parse --quiet --verify HEAD^2)" = "$TOCSIN_HEAD" ]; then
    git -C "$TOCSIN_DIRECTORY" rev-parse --quiet --verify HEAD^1
  else
    return 1
  fi
}

# Whether a revision is invalid by itself: whoever mends it must be able to.
is_broken() {
  local before="$results/base"
  mkdir "$before"
  git -C "$TOCSIN_DIRECTORY" archive "$1" . | tar -x -C "$before"
  ! TOCSIN_DIRECTORY=$before tocsin validate --quiet >/dev/null 2>&1
}

# What a reviewer should read: the changes and failing tests; where the policies are not valid, why.
write_comment() {
  ...
}

main
