#!/usr/bin/env bash
# Usage: deploy/local/servers.sh FOLDER
# RabbitMQ, PostgreSQL and an S3 server (Ceph's gateway) for trying the farm on one Debian or Ubuntu machine without containers: private
# processes, reachable from this machine only, installed by apt where they are missing. Writes FOLDER/farm.env with the farm's settings, makes the
# buckets "samples" (with the repository's samples) and "results", "uploads" and "upload-results", and stops everything when it is interrupted or terminated. What is in the
# buckets is kept in memory and gone then. Not for production: no encryption, no replicas, fixed passwords.
set -euo pipefail
[ $# -eq 1 ] || { sed -n '2,6s/^# //p' "$0"; exit 2; }
repository=$(cd "$(dirname "$0")/../.." && pwd)
mkdir -p "$1"
D=$(cd "$1" && pwd)
KEY=superresfarm SECRET=superresfarmsecret
RABBIT=15672 POSTGRES=15432 S3=18080   # away from the usual ports, where servers of the machine may be; RabbitMQ takes the three above its own too

as_root=()
[ "$(id -u)" -eq 0 ] || as_root=(sudo)
missing=()
[ -x /usr/lib/rabbitmq/bin/rabbitmq-server ] || missing+=(rabbitmq-server)
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing+=(postgresql)
for program in radosgw ceph-mon ceph-osd; do command -v $program >/dev/null || missing+=($program); done
if [ ${#missing[@]} -gt 0 ]; then
  # While this file says so, packages start no servers of their own.
  policy=/usr/sbin/policy-rc.d
  [ -e $policy ] && policy= || { printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee $policy >/dev/null; "${as_root[@]}" chmod +x $policy; }
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends curl "${missing[@]}"
  [ -z "$policy" ] || "${as_root[@]}" rm $policy
fi

pids=()
stop() {
  trap - EXIT INT TERM
  [ -n "${ceph:-}" ] && exec {ceph}>&-
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait
}
trap stop EXIT
trap 'exit 0' INT TERM
open() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
await() { # NAME PORT PID LOG
  until open "$2"; do
    kill -0 "$3" 2>/dev/null || { echo "$1 did not start:" >&2; tail -20 "$4" >&2; exit 1; }
    sleep 0.3
  done
  echo "$1 is ready"
}
for port in $RABBIT $POSTGRES $S3; do ! open $port || { echo "Port $port is taken; stop what uses it." >&2; exit 1; }; done

# RabbitMQ. The wrapper in /usr/sbin drops to another user and fixed folders; the script behind it does not.
mkdir -p "$D"/rabbit/home
{
  echo "listeners.tcp.1 = 127.0.0.1:$RABBIT"
  echo "management.tcp.ip = 127.0.0.1"
  echo "management.tcp.port = $((RABBIT + 3))"
  cat "$repository/deploy/rabbitmq/rabbitmq.conf"
} >"$D/rabbit/rabbitmq.conf"
echo '[rabbitmq_management].' >"$D/rabbit/plugins"
setsid epmd -port $((RABBIT + 2)) -address 127.0.0.1 </dev/null &
pids+=($!)
export HOME=$D/rabbit/home RABBITMQ_NODENAME=superres@localhost RABBITMQ_CONFIG_FILE=$D/rabbit/rabbitmq.conf RABBITMQ_CONF_ENV_FILE=/dev/null \
  RABBITMQ_MNESIA_BASE=$D/rabbit/data RABBITMQ_LOG_BASE=$D/rabbit/log RABBITMQ_ENABLED_PLUGINS_FILE=$D/rabbit/plugins \
  RABBITMQ_DIST_PORT=$((RABBIT + 1)) ERL_EPMD_PORT=$((RABBIT + 2)) ERL_EPMD_ADDRESS=127.0.0.1 RUNNING_UNDER_SYSTEMD=true \
  RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS='-kernel inet_dist_use_interface {127,0,0,1} -noinput'
setsid /usr/lib/rabbitmq/bin/rabbitmq-server </dev/null >"$D/rabbit/out.log" 2>&1 &
pids+=($!)
rabbit=$!

# PostgreSQL refuses to run as root.
bin=$(ls -d /usr/lib/postgresql/*/bin | tail -1)
mkdir -p "$D/postgres"
drop=()
if [ "$(id -u)" -eq 0 ]; then
  chown postgres: "$D/postgres"
  drop=(setpriv --reuid=postgres --regid=postgres --init-groups)
fi
cd "$D/postgres"
[ -d data ] || "${drop[@]}" "$bin/initdb" -D "$D/postgres/data" -U superres -A trust -E UTF8 --locale=C.UTF-8 >"$D/postgres.log"
setsid "${drop[@]}" "$bin/postgres" -D "$D/postgres/data" -p $POSTGRES -c listen_addresses=127.0.0.1 -c unix_socket_directories= </dev/null >>"$D/postgres.log" 2>&1 &
pids+=($!)
await PostgreSQL $POSTGRES $! "$D/postgres.log"

# The S3 server ends when its standard input is closed, so this script holds it open.
mkfifo "$D/ceph.in" 2>/dev/null || true
setsid bash "$repository/deploy/local/ceph.sh" "$D/ceph" $S3 $((S3 + 1)) $KEY $SECRET <"$D/ceph.in" >"$D/ceph.log" 2>&1 &
pids+=($!)
exec {ceph}>"$D/ceph.in"
until grep -q ready "$D/ceph.log"; do kill -0 $! 2>/dev/null || { cat "$D/ceph.log" >&2; exit 1; }; sleep 0.3; done
echo "S3 is ready"
await RabbitMQ $RABBIT $rabbit "$D/rabbit/out.log"
await "RabbitMQ's management" $((RABBIT + 3)) $rabbit "$D/rabbit/out.log"

s3() { curl -sSf --noproxy '*' -H 'x-amz-content-sha256: UNSIGNED-PAYLOAD' --aws-sigv4 aws:amz:us-east-1:s3 --user $KEY:$SECRET "$@"; }
s3 -X PUT "http://127.0.0.1:$S3/samples"
for bucket in results uploads upload-results; do s3 -X PUT "http://127.0.0.1:$S3/$bucket"; done
for file in "$repository"/samples/*.*; do s3 -T "$file" "http://127.0.0.1:$S3/samples/${file##*/}"; done
admin() { curl -sSf --noproxy '*' -u guest:guest -H 'content-type: application/json' "$@"; }
definitions=definitions.json
case $(admin "http://127.0.0.1:$((RABBIT + 3))/api/overview" | grep -o '"rabbitmq_version":"[0-9.]*') in *'"3.10.'* | *'"3.11.'*) definitions=definitions-3.10.json ;; esac
admin --data-binary @"$repository/deploy/rabbitmq/$definitions" "http://127.0.0.1:$((RABBIT + 3))/api/definitions/%2F"

cat >"$D/farm.env" <<ENV
export Broker__Host=127.0.0.1 Broker__Port=$RABBIT Broker__Username=guest Broker__Password=guest Broker__Management=http://127.0.0.1:$((RABBIT + 3))
export Database__Kind=Postgres Database__ConnectionString='Host=127.0.0.1;Port=$POSTGRES;Username=superres;Database=superres'
export Api__UploadPrefix=s3://uploads/ Api__ResultPrefix=s3://upload-results/
export Storage__Kind=S3 Storage__S3__Endpoint=http://127.0.0.1:$S3 Storage__S3__AccessKey=$KEY Storage__S3__SecretKey=$SECRET
ENV
echo "ready: settings are in $D/farm.env; Ctrl-C stops the servers"
wait $rabbit
