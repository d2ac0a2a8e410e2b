#!/usr/bin/env bash
# Usage: tests/bulk/run.sh [ROWS]
# A tenant hands in a list of ROWS images (default 10 000), 3 % of which are bad, to a farm of real processes with real servers, and accounts for every
# row with the command line alone: quota, report, retry, webhooks verified by the library of the Standard Webhooks project, cancel, audit log.
# Prints a transcript; ends with 1 when something is not as it must be. Needs node, npm and Python; deploy/local/servers.sh installs the rest.
set -uo pipefail
repository=$(cd "$(dirname "$0")/../.." && pwd)
rows=${1:-10000}
D=$(mktemp -d)
chmod 755 "$D"   # PostgreSQL runs as another user
declare -a pids=()
# Only what was started here is ended, the services before the servers.
stop() { for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null; wait "$pid" 2>/dev/null; done; rm -rf "$D"; }
trap stop EXIT
say() { printf '\n# %s\n' "$*"; }
must() { [ "$1" = "$2" ] || { echo "NOT AS IT MUST BE: '$1', not '$2' ($3)"; wrong=1; }; }
wrong=0

cd "$repository"
[ "${BUILT:-}" = yes ] || dotnet build SuperResFarm.sln -c Release -v q --nologo || exit 1
(cd tests/bulk && npm install --silent --no-audit --no-fund) || exit 1
bin=src/SuperResFarm
superres() { "$repository/$bin.Cli/bin/Release/net10.0/linux-x64/superres" "$@"; }
shown() { printf '$ superres %s\n' "$*"; superres "$@"; }

touch "$D/servers.log"
deploy/local/servers.sh "$D/farm" >"$D/servers.log" 2>&1 &
servers=$!
until grep -q '^ready' "$D/servers.log"; do kill -0 $servers || { cat "$D/servers.log"; exit 1; }; sleep 0.3; done
. "$D/farm/farm.env"
s3() { curl -sSf --noproxy '*' -H 'x-amz-content-sha256: UNSIGNED-PAYLOAD' --aws-sigv4 aws:amz:us-east-1:s3 --user superresfarm:superresfarmsecret "$@"; }
put() { s3 -T "$1" "$Storage__S3__Endpoint/$2"; }
for bucket in acme-in acme-out; do s3 -X PUT "$Storage__S3__Endpoint/$bucket"; done
python3 tests/bulk/images.py "$D/images"
for file in "$D"/images/*.png; do put "$file" "acme-in/${file##*/}"; done
head -c 300 samples/landscape.jpg >"$D/broken.png"
put "$D/broken.png" acme-in/broken.png

openssl rand -base64 48 >"$D/pepper"
superres keys generate >"$D/admin.key"
export Api__Keys__Required=true Api__Keys__PepperFile=$D/pepper Api__Keys__BootstrapFile=$D/admin.key Webhooks__AllowPrivate__0=127.0.0.0/8 Webhooks__AllowHttp=true
export Logging__LogLevel__Default=Debug Worker__DeviceHourPrice=2 SUPERRES_FARM=http://127.0.0.1:8080
"$bin.Api/bin/Release/net10.0/linux-x64/superres-api" >"$D/api.log" 2>&1 &
pids+=($!)
for worker in 1 2; do
  "$bin.Worker/bin/Release/net10.0/linux-x64/superres-worker" --Urls=http://127.0.0.1:808$worker --Worker:Name=worker-$worker --Worker:Images=4 --Worker:Scratch="$D/scratch-$worker" >"$D/worker-$worker.log" 2>&1 &
  pids+=($!)
done
pids+=($servers)
until curl -sf --noproxy '*' http://127.0.0.1:8080/health/ready >/dev/null; do sleep 0.5; done

say "The operator makes a tenant with quotas and places, and a key"
shown tenants set acme --queued-items $((rows + rows / 10)) --open-jobs 3 --read s3://acme-in/ --write s3://acme-out/ --key-file "$D/admin.key"
superres keys create acme --label archive --key-file "$D/admin.key" >"$D/acme.key"
export SUPERRES_KEY
SUPERRES_KEY=$(cat "$D/acme.key")

say "The tenant makes a webhook, whose receiver verifies signatures with the library of the Standard Webhooks project"
superres webhooks add http://127.0.0.1:8099/hook -e job.started -e job.completed -e item.failed --json >"$D/hook.json"
python3 -c 'import json,sys; print(json.load(sys.stdin)["secret"])' <"$D/hook.json" >"$D/secret"
hook=$(python3 -c 'import json,sys; print(json.load(sys.stdin)["id"])' <"$D/hook.json")
node tests/bulk/receiver.mjs 8099 "$D/secret" "$D/received" >"$D/receiver.log" &
pids=($! "${pids[@]}")
shown webhooks test "$hook"

say "A list of $rows rows: $(python3 tests/bulk/manifest.py "$rows" | tee "$D/list.jsonl" | wc -l) lines"
submit=(submit --manifest "$D/list.jsonl" -o s3://acme-out/ -n bicubic --priority bulk --idempotency-key archive-2026)
shown "${submit[@]}" | tee "$D/id"
job=$(grep -E '^[0-9a-f-]{36}$' "$D/id")

say "The same command again, 10 times at once, is the same job"
for _ in $(seq 10); do superres "${submit[@]}" & done | sort | uniq -c

say "A second list does not fit into the quota while the first is under way"
shown submit --manifest "$D/list.jsonl" -o s3://acme-out/ -n bicubic
must $? 3 "exit code of a submission over the quota"

say "To its end"
superres watch "$job" 2>/dev/null | tail -3
must "${PIPESTATUS[0]}" 1 "exit code of a job with failed items"
shown jobs "$job"
superres report "$job" -o "$D/first.jsonl"
python3 tests/bulk/compare.py "$D/first.jsonl"
must "$(wc -l <"$D/first.jsonl")" "$rows" "lines of the report"
superres report "$job" -o "$D/first.csv"
python3 -c 'import csv,sys; rows=list(csv.DictReader(open(sys.argv[1], newline="", encoding="utf-8"))); print(len(rows), "records in the CSV report, e.g."); [print("  ", k, "=", v) for k, v in rows[0].items() if v]' "$D/first.csv"

say "What was missing is there now; retry does the failed items again, and nothing else"
python3 tests/bulk/manifest.py "$rows" | grep -o 'acme-in/late/[0-9]*.png' | while read -r key; do put "$D/images/00.png" "$key"; done
shown retry "$job"
superres watch "$job" >/dev/null 2>&1
superres report "$job" -o "$D/second.jsonl"
python3 tests/bulk/compare.py "$D/first.jsonl" "$D/second.jsonl"

say "A job is cancelled while it runs"
sed 's#acme-out/#acme-out/again/#' "$D/list.jsonl" >"$D/again.jsonl"
shown submit --manifest "$D/again.jsonl" -o s3://acme-out/ -n bicubic -s 8 --priority bulk | tee "$D/id"
other=$(grep -E '^[0-9a-f-]{36}$' "$D/id")
shown cancel "$other"
superres jobs "$other"
superres watch "$other" >/dev/null 2>&1
must $? 1 "exit code of a cancelled job"

say "Webhooks: what the receiver got and verified"
sleep 3
cut -d' ' -f1,2 "$D/received" | sort | uniq -c
must "$(grep -c '^bad' "$D/received")" 0 "messages that did not verify"
superres webhooks deliveries "$hook" | head -4

say "Who did what"
superres audit --key-file "$D/admin.key" | tail -12

say "No secret in any line that the services logged"
grep -c . "$D"/api.log "$D"/worker-?.log
must "$(cat "$D"/*.log | grep -cE "srf_[A-Za-z0-9]+_|whsec_|X-Amz-Signature|superresfarmsecret")" 0 "lines with secrets"
[ $wrong -eq 0 ] && echo "All as it must be." || echo "NOT ALL IS AS IT MUST BE."
exit $wrong
