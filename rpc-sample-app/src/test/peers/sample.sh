#!/usr/bin/env bash
# Runs the sample in a network namespace of its own, with its endpoint mapper on port 135, which is free there:
#
#   sample.sh JAVA CLASSPATH
#
# Prints "ready" when the sample is up, and runs until its standard input ends. Needs root, or the right to make
# network namespaces.
set -euo pipefail

[ -n "${in_namespace:-}" ] || in_namespace=yes exec unshare --net "$0" "$@"
ip link set lo up

"$1" -cp "$2" io.opnum.rpc.sample.OpnumSampleApplication --rpc.endpoint-mapper.port=135 </dev/null >&2 &
sample=$!
trap 'kill $sample 2>/dev/null || true; wait $sample || true' EXIT
trap 'exit 143' INT TERM

for _ in {1..300}; do
  (exec 3<>/dev/tcp/127.0.0.1/135 4<>/dev/tcp/127.0.0.1/8080) 2>/dev/null && break
  kill -0 $sample
  sleep 0.2
done
echo ready
while read -r _; do :; done
