#!/usr/bin/env bash
# Runs every test and prints the counts. Needs nothing but the .NET 10 SDK; packages come by restore. Tests against real servers install
# them from Debian's packages where that is allowed, and are skipped with the reason where it is not. SUPERRES_NO_INSTALL=1 installs nothing.
# Usage: tests/run.sh [further arguments of dotnet test, such as --filter NAME]
set -uo pipefail
cd "$(dirname "$0")/.."

if ! command -v dotnet >/dev/null || ! dotnet --list-sdks | grep -q '^10\.'; then
  echo "The .NET 10 SDK is missing: install the package dotnet-sdk-10.0 of your system, then run this again." >&2
  exit 3
fi

# The S3 tests run against Ceph's gateway, unless SUPERRES_TEST_S3_ENDPOINT names a server.
if [ -z "${SUPERRES_TEST_S3_ENDPOINT:-}" ] && ! { command -v radosgw && command -v ceph-mon && command -v ceph-osd; } >/dev/null; then
  as_root=(env DEBIAN_FRONTEND=noninteractive)
  [ "$(id -u)" -eq 0 ] || as_root=(sudo -n "${as_root[@]}")
  install=(apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 radosgw ceph-mon ceph-osd)
  if [ -n "${SUPERRES_NO_INSTALL:-}" ] || ! command -v apt-get >/dev/null ||
    ! { timeout 600 "${as_root[@]}" "${install[@]}" || { timeout 300 "${as_root[@]}" apt-get update -qq && timeout 600 "${as_root[@]}" "${install[@]}"; }; } >/dev/null 2>&1; then
    echo "Ceph's S3 gateway (radosgw, ceph-mon, ceph-osd) is not here and was not installed; the S3 tests will be skipped." >&2
  fi
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
