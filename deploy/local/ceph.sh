#!/usr/bin/env bash
# Usage: ceph.sh FOLDER PORT MONITOR_PORT ACCESS_KEY SECRET_KEY
# A private S3 server: one monitor, one store in memory, one gateway of Ceph, reachable from this machine only. Prints "ready" when requests
# may come, and ends, with its three processes and the folder, when its standard input is closed.
set -eu
D=$1 P=$2 M=$3 AK=$4 SK=$5
pids=()
stop() {
  [ "${#pids[@]}" -eq 0 ] || kill -9 "${pids[@]}" 2>/dev/null || true
  rm -rf "$D"
}
trap stop EXIT
trap 'exit 1' TERM INT HUP

mkdir -p "$D"/{mon,osd,run,log,rgw}
FSID=$(cat /proc/sys/kernel/random/uuid) OSD=$(cat /proc/sys/kernel/random/uuid)
cat >"$D/ceph.conf" <<C
[global]
fsid = $FSID
mon host = [v2:127.0.0.1:$M/0]
public addr = 127.0.0.1
cluster addr = 127.0.0.1
auth cluster required = cephx
auth service required = cephx
auth client required = cephx
keyring = $D/keyring
run dir = $D/run
admin socket = $D/run/\$name.\$pid.asok
pid file = $D/run/\$name.pid
log file = $D/log/\$name.log
crash dir = $D/log
ms bind ipv6 = false
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 4
osd pool default pgp num = 4
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
mon max pg per osd = 1000
mon osd min down reporters = 0
mon data avail crit = 1
mon data avail warn = 2
osd class dir = $(dirname "$(find /usr/lib -name 'libcls_rgw.so*' -print -quit)")
osd objectstore = memstore
memstore device bytes = 4294967296
[mon.a]
mon data = $D/mon
mon initial members = a
[osd.0]
osd data = $D/osd
[client.rgw]
rgw frontends = beast endpoint=127.0.0.1:$P
rgw data = $D/rgw
rgw enable usage log = false
rgw run sync thread = false
rgw dynamic resharding = false
rgw thread pool size = 32
C
export CEPH_CONF=$D/ceph.conf
{
  ceph-authtool --create-keyring "$D/keyring" --gen-key -n mon. --cap mon 'allow *'
  ceph-authtool "$D/keyring" --gen-key -n client.admin --cap mon 'allow *' --cap osd 'allow *' --cap mgr 'allow *'
  ceph-authtool "$D/keyring" --gen-key -n client.rgw --cap mon 'allow rw' --cap osd 'allow rwx'
  ceph-authtool "$D/keyring" --gen-key -n osd.0 --cap mon 'allow profile osd' --cap osd 'allow *'
  monmaptool --create --addv a "[v2:127.0.0.1:$M]" --fsid "$FSID" "$D/monmap"
  ceph-mon -i a --mkfs --monmap "$D/monmap" --keyring "$D/keyring"
} >"$D/log/setup.out" 2>&1 || { cat "$D/log/setup.out"; exit 1; }

# Daemons do not inherit standard input: nothing but this script may hold it open.
daemon() {
  local name=$1
  shift
  "$@" </dev/null >"$D/log/$name.out" 2>&1 &
  pids+=($!)
  disown
}
alive() { kill -0 "${pids[-1]}" 2>/dev/null || { cat "$D/log/"*.out; exit 1; }; }

daemon mon ceph-mon -i a -f
ceph osd new "$OSD" >/dev/null 2>>"$D/log/setup.out"
ceph-osd -i 0 --mkfs --osd-uuid "$OSD" >>"$D/log/setup.out" 2>&1
daemon osd ceph-osd -i 0 -f
until ceph osd stat 2>/dev/null | grep -q '1 up'; do alive; sleep 0.2; done
daemon rgw radosgw -n client.rgw -f
until (exec 3<>"/dev/tcp/127.0.0.1/$P") 2>/dev/null; do alive; sleep 0.2; done
radosgw-admin -n client.rgw user create --uid=tests --display-name=tests --access-key="$AK" --secret-key="$SK" >/dev/null 2>>"$D/log/setup.out"
echo ready
cat >/dev/null
