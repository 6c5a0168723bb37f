#!/usr/bin/env python3
"""impacket as an authenticated caller of rpcecho: echo_peer.py PORT LEVEL PASSWORD [MAX_FRAGMENT].

With NTLM, or, where the environment has KRB5CCNAME, with the tickets of that cache, which are for TARGET_HOSTNAME.
"""
import os
import struct
import sys

from impacket.dcerpc.v5 import rpcrt, transport
from impacket.krb5.gssapi import GSSAPI_AES
from impacket.uuid import uuidtup_to_bin

RPC_ECHO = uuidtup_to_bin(("60a15ec5-4de8-11d7-a637-005056a20182", "1.0"))
LENGTH = 20000


class Octets(bytes):
    """impacket 0.10 appends the padding of what it signs as text, even where there is none to append."""

    def __add__(self, other):
        return bytes(self) + (other.encode() if isinstance(other, str) else other)


get_mic = GSSAPI_AES.GSS_GetMIC
GSSAPI_AES.GSS_GetMIC = lambda self, key, data, *rest: get_mic(self, key, Octets(data), *rest)

port, level, password = sys.argv[1:4]
string_binding = transport.DCERPCTransportFactory(f"ncacn_ip_tcp:127.0.0.1[{port}]")
kerberos = "KRB5CCNAME" in os.environ
if kerberos:
    string_binding.set_credentials("", "", "")
    string_binding.set_kerberos(True)
    string_binding.setRemoteName(os.environ["TARGET_HOSTNAME"])
else:
    string_binding.set_credentials("alice", password, "OFFICE")
dce = string_binding.get_dce_rpc()
if kerberos:
    dce.set_auth_type(rpcrt.RPC_C_AUTHN_GSS_NEGOTIATE)
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
except rpcrt.DCERPCException as ex:
    print(f"refused: {ex}")
