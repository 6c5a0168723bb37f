#!/usr/bin/env bash
# A TLS server in front of a plain one, on 127.0.0.1. Says "ready", and ends with its standard input.
#
#   stunnel.sh STATE PORT HOST:PORT CERTIFICATES-AND-KEY
set -euo pipefail
state=$1 port=$2 plain=$3 pem=$4
PATH=$PATH:/usr/sbin

cat >"$state/stunnel.conf" <<EOF
foreground = yes
pid =
[rpc]
accept = 127.0.0.1:$port
connect = $plain
cert = $pem
EOF
stunnel "$state/stunnel.conf" >&2 &
stunnel=$!
trap 'kill $stunnel 2>/dev/null || true; wait $stunnel || true' EXIT
trap 'exit 143' INT TERM

until (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do
  kill -0 $stunnel
  sleep 0.1
done
echo ready
while read -r _; do :; done
