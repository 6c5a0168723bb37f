#!/usr/bin/env bash
# Runs the sample with its endpoint mapper on port 135, and where the system permits it in a network namespace of its
# own, in which that port is free:
#
#   sample.sh JAVA CLASSPATH
#
# Prints "ready" when the sample is up, and runs until its standard input ends. Needs root.
set -euo pipefail

if [ -z "${in_namespace:-}" ] && unshare --net true; then
  in_namespace=yes exec unshare --net "$0" "$@"
fi
[ -z "${in_namespace:-}" ] || ip link set lo up

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
