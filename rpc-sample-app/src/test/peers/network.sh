#!/usr/bin/env bash
# Makes a network namespace and a cable to it, a pair of virtual Ethernet interfaces:
#
#   network.sh INTERFACE HOST_ADDRESS PEER_ADDRESS
#
# INTERFACE has HOST_ADDRESS on this side, "cable" has PEER_ADDRESS in the namespace, which is the one of this process.
# Prints "ready", and runs until its standard input ends: namespace and cable go with it. Needs root.
set -euo pipefail

if [ -z "${in_namespace:-}" ]; then
  in_namespace=yes exec unshare --net "$0" "$@"
fi
ip link set lo up
ip link add cable type veth peer name "$1" netns $PPID
nsenter --target $PPID --net ip address add "$2/30" dev "$1"
nsenter --target $PPID --net ip link set "$1" up
ip address add "$3/30" dev cable
ip link set cable up
echo ready
while read -r _; do :; done
