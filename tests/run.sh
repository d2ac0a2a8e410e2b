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

# Real servers and tools that tests run against come from Debian's packages. Without them those tests are skipped and say so.
as_root=(env DEBIAN_FRONTEND=noninteractive)
[ "$(id -u)" -eq 0 ] || as_root=(sudo -n "${as_root[@]}")
policy=/usr/sbin/policy-rc.d   # while it says so, packages start no services: only the programs are wanted
install() {   # WHAT PACKAGE...
  local what=$1
  shift
  local ours=
  if [ -z "${SUPERRES_NO_INSTALL:-}" ] && [ ! -e $policy ] && printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee $policy >/dev/null 2>&1; then
    ours=1
    "${as_root[@]}" chmod +x $policy
  fi
  add "$what" "$@"
  local added=$?
  [ -z "$ours" ] || "${as_root[@]}" rm -f $policy
  return $added
}
add() {
  local what=$1 apt=(timeout 600 "${as_root[@]}" apt-get -qq -o DPkg::Lock::Timeout=300)
  shift
  if [ -n "${SUPERRES_NO_INSTALL:-}" ] || ! command -v apt-get >/dev/null ||
    ! { "${apt[@]}" install -y --no-install-recommends "$@" || { "${apt[@]}" update && "${apt[@]}" install -y --no-install-recommends "$@"; }; } >/dev/null 2>&1; then
    echo "$what ($*) is not here and was not installed; its tests will be skipped." >&2
    return 1
  fi
}

if [ -z "${SUPERRES_TEST_RABBITMQ:-}" ] && [ ! -x /usr/lib/rabbitmq/bin/rabbitmq-server ]; then
  install RabbitMQ rabbitmq-server
fi
if [ -z "${SUPERRES_TEST_S3_ENDPOINT:-}" ] && ! { command -v radosgw && command -v ceph-mon && command -v ceph-osd; } >/dev/null; then
  install "Ceph's S3 gateway" radosgw ceph-mon ceph-osd
fi
if [ -z "${SUPERRES_TEST_POSTGRES:-}" ] && ! ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then
  # No cluster is made either.
  install "PostgreSQL's tools" postgresql-common &&
    "${as_root[@]}" sed -i 's/^#* *create_main_cluster *=.*/create_main_cluster = false/' /etc/postgresql-common/createcluster.conf &&
    install PostgreSQL postgresql
fi
if ! command -v prometheus >/dev/null; then
  install Prometheus prometheus
fi
if ! command -v helm >/dev/null && ! { command -v go >/dev/null && [ -d /usr/share/gocode/src/github.com/Masterminds/sprig ]; }; then
  install "What renders the chart in Helm's place" golang-go golang-github-masterminds-sprig-dev
fi
if ! docker compose version >/dev/null 2>&1 && ! command -v docker-compose >/dev/null; then
  install "What reads the compose file" docker-compose
fi
if ! python3 -c 'import onnx.checker' 2>/dev/null && ! /usr/bin/python3 -c 'import onnx.checker' 2>/dev/null; then
  install "The ONNX checker" python3-onnx
fi

system=$(PATH=$PATH:/sbin:/usr/sbin ldconfig -p 2>/dev/null | awk '/libstdc\+\+\.so\.6 .*x86-64/ {print $NF; exit}')
if [ -n "$system" ] && ! grep -q GLIBCXX_3.4.32 "$system" && ! { command -v g++ && command -v patchelf; } >/dev/null; then
  install "What TorchSharp needs to be loaded on Debian 12" g++ libc6-dev patchelf
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
