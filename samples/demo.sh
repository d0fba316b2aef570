#!/bin/sh
# make demo: from a CloudWatch alarm to a message on a phone, all of it on this machine.
# Needs `tocsin` on PATH; talks to the emulator on loopback only and ends it again.
set -eu
cd "$(dirname "$0")/.."
# What somebody has set for their own AWS account would send the demo there, or nowhere.
unset AWS_PROFILE AWS_DEFAULT_PROFILE AWS_REGION AWS_IGNORE_CONFIGURED_ENDPOINT_URLS TOCSIN_ACCOUNT TOCSIN_REGION
export AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null
work=$(mktemp -d)
emulator=""
finish() {
  [ -z "$emulator" ] || kill "$emulator" 2>/dev/null || true
  rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT TERM

say() { printf '\n\033[1m%s\033[0m\n' "$*"; }
run() {
  printf '\033[2m$\033[0m %s\n\n' "$*"
  "$@"
}

say "1. The policies in policies/ say which alert pages whom. Are they right?"
run tocsin validate

say "2. The dry run: what would a CloudWatch alarm and a group of Alertmanager alerts send? (Nothing is sent.)"
run tocsin render samples/cloudwatch-alarm.json samples/alertmanager-group.json

say "3. Why these people?"
run tocsin explain samples/alertmanager-group.json

say "4. An emulator of AWS Incident Manager contacts starts, and the people of policies/ exist in it."
tocsin emulator --seed --port 0 2>"$work/emulator.log" &
emulator=$!
url=""
tries=0
while [ -z "$url" ] && [ "$tries" -lt 100 ]; do
  sleep 0.1
  tries=$((tries + 1))
  url=$(sed -n 's/^export AWS_ENDPOINT_URL_SSM_CONTACTS=//p' "$work/emulator.log")
done
[ -n "$url" ] || { cat "$work/emulator.log" >&2; echo "demo: the emulator did not start" >&2; exit 1; }
export AWS_ENDPOINT_URL_SSM_CONTACTS="$url"
export NO_PROXY=127.0.0.1 no_proxy=127.0.0.1
export AWS_ACCESS_KEY_ID=demo AWS_SECRET_ACCESS_KEY=demo AWS_EC2_METADATA_DISABLED=true
echo "$url"

say "5. The same requests, executed. A second run pages nobody twice."
run tocsin page --journal "$work/journal.jsonl" samples/cloudwatch-alarm.json samples/alertmanager-group.json
echo
run tocsin page --journal "$work/journal.jsonl" samples/cloudwatch-alarm.json samples/alertmanager-group.json

say "6. The inbox: what reached whom. SMS carries the public text only."
run python3 samples/inbox.py "$url"

say "Done. Next: README.md, docs/quickstart.md"
