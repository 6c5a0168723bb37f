#!/usr/bin/env bash
# Builds a Windows program of printed IDL.
#
#   build.sh PROGRAM DIRECTORY IDL...     PROGRAM.c here, linked with the client or server stubs of the interfaces, is
#                                         DIRECTORY/PROGRAM.exe then
set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
program=$1 directory=$2
shift 2
case $program in *_client) side=c ;; *) side=s ;; esac
target=x86_64-w64-mingw32
sources=()
for idl in "$@"; do
  name=$(basename "$idl" .idl)
  # What MIDL reads from a configuration file of its own
  sed "s/pointer_default(unique)/&, implicit_handle(handle_t ${name}_Binding)/" "$idl" >"$directory/$name.idl"
  (cd "$directory" && $target-widl -Oif -m64 -h -$side --prefix-client=c_ --prefix-server=s_ "$name.idl")
  awk -f "$here/correct-stubs.awk" "$directory/${name}_$side.c" "$directory/${name}_$side.c" \
    >"$directory/${name}_${side}_corrected.c"
  sources+=("$directory/${name}_${side}_corrected.c")
done
$target-gcc -O1 -w -I"$here" -I"$directory" -include "$here/stubs.h" "$here/$program.c" "$here/guard.s" "${sources[@]}" \
  -o "$directory/$program.exe" -lrpcrt4
