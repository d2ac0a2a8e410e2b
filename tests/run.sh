#!/usr/bin/env bash
# Runs every test and prints the counts. Needs nothing but the .NET 10 SDK; packages come by restore.
# Usage: tests/run.sh [further arguments of dotnet test, such as --filter NAME]
set -uo pipefail
cd "$(dirname "$0")/.."

if ! command -v dotnet >/dev/null || ! dotnet --list-sdks | grep -q '^10\.'; then
  echo "The .NET 10 SDK is missing: install the package dotnet-sdk-10.0 of your system, then run this again." >&2
  exit 3
fi

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
dotnet test SuperResFarm.sln -c Release --logger "trx" --results-directory "$results" "$@"
status=$?

# The counters of all result files, added up.
count() { grep -ho "<Counters [^>]*" "$results"/*.trx 2>/dev/null | grep -o " $1=\"[0-9]*\"" | tr -dc '0-9\n' | paste -sd+ | { read -r sum && echo $((sum)) || echo 0; }; }
total=$(count total) passed=$(count passed) failed=$(( $(count failed) + $(count error) + $(count timeout) + $(count aborted) ))
skipped=$((total - passed - failed))
[ "$failed" -gt 0 ] && status=1
[ "$passed" -eq 0 ] && { echo "No test ran." >&2; [ "$status" -eq 0 ] && status=1; }
echo "$passed passed, $failed failed, $skipped skipped"
exit "$status"
