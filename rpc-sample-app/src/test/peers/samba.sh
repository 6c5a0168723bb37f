#!/usr/bin/env bash
# Runs Samba's RPC services as a standalone server, for the integration tests:
#
#   samba.sh DIRECTORY ADDRESS [OPTION]...
#
# OPTIONs are further lines of the global section of smb.conf, for example "rpc big endian = yes".
# smbd answers on ADDRESS port 445, with named pipes for everybody and for the user "daemon" with the password
# "Peer.Passw0rd". The endpoint mapper answers on ADDRESS port 135; samr, srvsvc, wkssvc, winreg and others on dynamic ports, and
# so does rpcecho where gcc is there to offer it (see rpcecho-offer.c). All state is below DIRECTORY. Prints
# "ready" when the endpoint mapper listens, and runs until its standard input ends: when the test that started it
# is gone, so is the server. Needs root, for port 135 and because Samba changes to the user of a call.
set -euo pipefail

directory=$1 address=$2
shift 2
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)

fail() {
  echo "samba.sh: $*" >&2
  exit 1
}

[ "$(id -u)" = 0 ] || fail "must be root"
for libexec in /usr/libexec/samba /usr/lib/*/samba /usr/lib/samba none; do
  [ -x "$libexec/samba-dcerpcd" ] && break
done
[ "$libexec" != none ] || fail "samba-dcerpcd is missing (Debian package samba)"
export PATH=$PATH:/usr/sbin:/sbin

rm -rf "$directory"
mkdir -p "$directory"/{private,lock,state,cache,pid,ncalrpc,log}
directory=$(cd "$directory" && pwd)
# A Unix socket's path has at most 107 octets, and the longest name below ncalrpc has 21
[ ${#directory} -le 75 ] || fail "$directory is too long a path for Unix sockets"
chmod 700 "$directory/private"

cat >"$directory/smb.conf" <<CONFIG
[global]
  netbios name = OPNUMPEER
  workgroup = OPNUMTEST
  server role = standalone server
  interfaces = $address/8
  bind interfaces only = yes
  disable netbios = yes
  passdb backend = tdbsam:$directory/private/passdb.tdb
  server min protocol = SMB2
  map to guest = never
  private dir = $directory/private
  lock directory = $directory/lock
  state directory = $directory/state
  cache directory = $directory/cache
  pid directory = $directory/pid
  ncalrpc dir = $directory/ncalrpc
  log file = $directory/log/log.%m
  max log size = 0
  rpc start on demand helpers = no
  rpc server port = 0
  rpc server dynamic port range = 49700-49799
  registry shares = no
  load printers = no
  printcap name = /dev/null
  printing = bsd
$(printf '  %s\n' "$@")
[files]
  comment = What a share enumeration finds
  path = $directory/state
CONFIG

services=("$libexec"/rpcd_*)
if command -v gcc >/dev/null && gcc -shared -fPIC -O2 -o "$directory/rpcecho-offer.so" "$here/rpcecho-offer.c" -ldl; then
  printf '#!/bin/sh\nLD_PRELOAD=%q exec %q "$@"\n' "$directory/rpcecho-offer.so" "$libexec/rpcd_classic" \
    >"$directory/rpcd_rpcecho"
  chmod 755 "$directory/rpcd_rpcecho"
  services+=("$directory/rpcd_rpcecho")
fi

listening() {
  (exec 3<>"/dev/tcp/$address/135" 4<>"/dev/tcp/$address/445") 2>/dev/null
}
! listening || fail "something else listens on $address ports 135 and 445"

printf '%s\n%s\n' Peer.Passw0rd Peer.Passw0rd |
  smbpasswd -c "$directory/smb.conf" -s -a daemon >"$directory/log/smbpasswd.out" 2>&1 ||
  fail "smbpasswd failed: $(cat "$directory/log/smbpasswd.out")"

set -m # samba-dcerpcd leads a process group of its own, which its workers stay in
"$libexec/samba-dcerpcd" --foreground --no-process-group --configfile="$directory/smb.conf" \
  --log-basename="$directory/log" "${services[@]}" </dev/null >"$directory/log/samba-dcerpcd.out" 2>&1 &
server=$!
smbd --foreground --no-process-group --configfile="$directory/smb.conf" --log-basename="$directory/log" \
  </dev/null >"$directory/log/smbd.out" 2>&1 &
files=$!

stop() {
  kill -- "-$server" "-$files" 2>/dev/null || true
  for _ in {1..50}; do
    kill -0 -- "-$server" 2>/dev/null || kill -0 -- "-$files" 2>/dev/null || return 0
    sleep 0.1
  done
  kill -KILL -- "-$server" "-$files" 2>/dev/null || true
}
trap stop EXIT
trap 'exit 143' INT TERM

for _ in {1..150}; do
  listening || ! kill -0 "$server" "$files" && break
  sleep 0.2
done
listening || {
  tail -n 5 "$directory"/log/log.* "$directory"/log/*.out >&2
  fail "there is no endpoint mapper on $address port 135, or no smbd on port 445"
}
echo ready
while read -r _; do :; done
