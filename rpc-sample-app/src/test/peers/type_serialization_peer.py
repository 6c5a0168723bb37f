"""Reads a stream of type serialization, given in hexadecimal, and writes it again.

Prints JSON: what was read, and the octets written anew.
"""
import json
import sys


def samba(octets):
    """The credentials of a PAC, by Samba."""
    from samba import ndr
    from samba.dcerpc import krb5pac

    pac = ndr.ndr_unpack(krb5pac.PAC_CREDENTIAL_DATA_NDR, octets)
    credentials = [[each.package_name.string, bytes(each.credential).hex()] for each in pac.ctr.data.credentials]
    return credentials, ndr.ndr_pack(pac)


def impacket(octets):
    """The delegation information of a PAC, by impacket."""
    from impacket.dcerpc.v5.ndr import NDRPOINTER
    from impacket.dcerpc.v5.rpcrt import TypeSerialization1
    from impacket.krb5.pac import S4U_DELEGATION_INFO

    class Pointer(NDRPOINTER):
        referent = (("Data", S4U_DELEGATION_INFO),)

    class Serialized(TypeSerialization1):
        structure = (("Data", Pointer),)

    stream = Serialized()
    stream.fromString(octets)
    stream.fromStringReferents(octets, len(stream.getData()))
    info = stream["Data"]
    services = [service["Data"] for service in info["S4UTransitedServices"]]
    return [info["S4U2proxyTarget"], services], stream.getData() + stream.getDataReferents()


if __name__ == "__main__":
    read, written = {"samba": samba, "impacket": impacket}[sys.argv[1]](bytes.fromhex(sys.argv[2]))
    print(json.dumps({"read": read, "written": written.hex()}))
