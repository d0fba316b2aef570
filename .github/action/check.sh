#!/usr/bin/env bash
# Says what a pull request does to the policies: validate, test, diff. The engine is that of the action's own revision;
# the files of the pull request are data to it, and nothing in them is executed.
#
# Reads   TOCSIN_DIRECTORY, TOCSIN_BASE, TOCSIN_HEAD, TOCSIN_FAIL_ON, TOCSIN_FAIL_UNDER, and what GitHub sets.
# Writes  annotations, the step summary, $RUNNER_TEMP/tocsin-results/comment.md, and the outputs `changed` and `comment`.
# Ends    with 1 where something has to be mended, 2 where it cannot run.
set -euo pipefail

results="$RUNNER_TEMP/tocsin-results"

# A pull request can hold a bare repository, which is files like any others, and git would run the programs that its
# configuration names. No git that is started from here takes one for a repository.
given=${GIT_CONFIG_COUNT:-0}
export "GIT_CONFIG_KEY_$given=safe.bareRepository" "GIT_CONFIG_VALUE_$given=explicit" GIT_CONFIG_COUNT=$((given + 1))

main() {
  local failed=0
  refuse_privileges
  rm -rf "$results"
  mkdir "$results"
  if run validate --fail-on "$TOCSIN_FAIL_ON"; then
    local said=(diff)
    run test ${TOCSIN_FAIL_UNDER:+--coverage --fail-under "$TOCSIN_FAIL_UNDER"} || { failed=1 && said+=(test); }
    compare || failed=1
    [ -s "$results/diff.md" ] || said=(test)
    write_comment "${said[@]}"
  else
    failed=1
    write_comment validate
  fi
  return "$failed"
}

# These events come with secrets and a token that may write, and a stranger's files do not belong beside either.
refuse_privileges() {
  case "$GITHUB_EVENT_NAME" in
    pull_request_target | workflow_run) stop "the files of strangers are checked on pull_request, not on $GITHUB_EVENT_NAME" ;;
  esac
}

stop() {
  echo "::error title=tocsin::$1"
  exit 2
}

# run COMMAND OPTION...: one command, with its log, annotations and summary; its exit code.
run() {
  local name=$1 code=0
  echo "::group::tocsin $name"
  inert tocsin "$@" --output human --output "github=$results/$name.github" --output "markdown=$results/$name.md" || code=$?
  echo "::endgroup::"
  [ ! -e "$results/$name.github" ] || cat "$results/$name.github"
  [ ! -e "$results/$name.md" ] || cat "$results/$name.md" >>"$GITHUB_STEP_SUMMARY"
  return "$code"
}

# The log is searched for commands (::error:: and the like), and the texts of a pull request may hold some. Between these
# two lines they are text.
inert() {
  local token code=0
  token=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  echo "::stop-commands::$token"
  "$@" 2>&1 || code=$?
  echo
  echo "::$token::"
  return "$code"
}

# Annotations and summary are written here, so the command is not told where it runs. -I: the workspace is no place to
# look for Python modules.
tocsin() {
  env -u GITHUB_ACTIONS "$RUNNER_TEMP/tocsin/bin/python" -I -m tocsin -C "$TOCSIN_DIRECTORY" "$@"
}

# Who would be paged otherwise than before. Sets the output `changed`.
compare() {
  local base code=0
  if ! base=$(base_revision); then
    [ "$GITHUB_EVENT_NAME" != pull_request ] || stop "nothing to compare with: check out the pull request with fetch-depth: 2"
    echo "nothing to compare with on $GITHUB_EVENT_NAME, unless the input base says what"
    return 0
  fi
  run diff --base "$base" --detailed-exitcode || code=$?
  if [ ! -s "$results/diff.md" ]; then
    is_broken "$base" && echo "::warning title=tocsin::the policies that this changes are not valid: nothing to compare with"
  else
    echo "changed=$([ "$code" = 2 ] && echo true || echo false)" >>"$GITHUB_OUTPUT"
  fi
}

# The first parent of the merge that GitHub made of the pull request: its target as it is now. Or what the job asks for.
base_revision() {
  if [ -n "$TOCSIN_BASE" ]; then
    echo "$TOCSIN_BASE"
  elif [ -n "$TOCSIN_HEAD" ] && [ "$(revision HEAD^2)" = "$TOCSIN_HEAD" ]; then
    revision HEAD^1
  else
    return 1
  fi
}

revision() {
  git -C "$TOCSIN_DIRECTORY" rev-parse --quiet --verify "$1^{commit}"
}

# Whether a revision is invalid by itself: whoever mends it must be able to.
is_broken() {
  mkdir "$results/base"
  git -C "$TOCSIN_DIRECTORY" archive "$1" . | tar -x -C "$results/base" || return 1
  ! TOCSIN_DIRECTORY="$results/base" tocsin validate --quiet >/dev/null 2>&1
}

# write_comment COMMAND...: what a reviewer should read, gravest first: where the policies are valid, what changes and which
# tests fail; else, why they are not. What diff and test say at most fits into one comment.
write_comment() {
  local name file comment="$results/comment.md"
  for name in "$@"; do
    file="$results/$name.md"
    [ -s "$file" ] || continue
    # One marker for all of it, that of diff, so that one comment is written anew.
    [ -s "$comment" ] || head -n 1 "$file" | sed -E 's/:(validate|test) -->$/ -->/' >"$comment"
    tail -n +2 "$file" >>"$comment"
  done
  [ ! -s "$comment" ] || echo "comment=$comment" >>"$GITHUB_OUTPUT"
}

main
