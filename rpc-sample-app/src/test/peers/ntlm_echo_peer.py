#!/usr/bin/env python3
"""impacket as an authenticated caller of rpcecho: ntlm_echo_peer.py PORT LEVEL PASSWORD [MAX_FRAGMENT]."""
import struct
import sys

from impacket.dcerpc.v5 import transport
from impacket.dcerpc.v5.rpcrt import DCERPCException
from impacket.uuid import uuidtup_to_bin

RPC_ECHO = uuidtup_to_bin(("60a15ec5-4de8-11d7-a637-005056a20182", "1.0"))
LENGTH = 20000

port, level, password = sys.argv[1:4]
string_binding = transport.DCERPCTransportFactory(f"ncacn_ip_tcp:127.0.0.1[{port}]")
string_binding.set_credentials("alice", password, "OFFICE")
dce = string_binding.get_dce_rpc()
dce.set_auth_level(int(level))
dce.connect()
if len(sys.argv) > 4:
    dce.set_max_fragment_size(int(sys.argv[4]))
dce.bind(RPC_ECHO)
try:
    dce.call(0, struct.pack("<I", 41))
    print(struct.unpack("<I", dce.recv()[:4])[0])
    data = bytes(i % 251 for i in range(LENGTH))
    dce.call(1, struct.pack("<II", LENGTH, LENGTH) + data)
    print(dce.recv()[4:4 + LENGTH] == data)
except DCERPCException as ex:
    print(f"refused: {ex}")
