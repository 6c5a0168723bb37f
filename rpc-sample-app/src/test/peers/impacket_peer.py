#!/usr/bin/env python3
"""impacket as a client of the sample: impacket_peer.py HOST MAPPER_PORT CHECK prints what came back, as JSON."""
import json
import os
import signal
import struct
import sys
import threading
from enum import Enum

from impacket.dcerpc.v5 import epm, mgmt, transport
from impacket.dcerpc.v5.dtypes import GUID, LONG, LONGLONG, LPWSTR, NULL, ULONG
from impacket.dcerpc.v5.ndr import NDRCALL, NDRENUM, NDRPOINTER, NDRSTRUCT, NDRUniConformantArray
from impacket.dcerpc.v5.rpcrt import DCERPCException
from impacket.uuid import bin_to_string, uuidtup_to_bin

ORDER_DESK = uuidtup_to_bin(("0c5b3b0e-2f4d-4a52-9d0a-7be5b1a6e8f1", "1.0"))
BASKETS = uuidtup_to_bin(("b1f0a7c4-5d7e-4a39-8c54-2f8f0f6c7d21", "1.0"))
RPC_ECHO = uuidtup_to_bin(("60a15ec5-4de8-11d7-a637-005056a20182", "1.0"))
NDR = ("8a885d04-1ceb-11c9-9fe8-08002b104860", "2.0")
NDR64 = ("71710533-beba-4937-8319-b5dbef9ccc36", "1.0")
NOBODYS = uuidtup_to_bin(("deadbeef-0000-4000-8000-000000000001", "1.0"))

host, mapper_port = sys.argv[1:3]


def connect(string_binding):
    dce = transport.DCERPCTransportFactory(string_binding).get_dce_rpc()
    dce.connect()
    return dce


def mapper():
    return connect(f"ncacn_ip_tcp:{host}[{mapper_port}]")


def resolve(interface):
    return epm.hept_map(host, interface, protocol="ncacn_ip_tcp", dce=mapper())


def bound(interface):
    dce = connect(resolve(interface))
    dce.bind(interface)
    return dce


def call(dce, opnum, stub=b""):
    dce.call(opnum, stub)
    return dce.recv()


def refusal(action):
    try:
        return {"answered": repr(action())}
    except DCERPCException as ex:
        return {"text": str(ex)}


def wide(text):
    units = text.encode("utf-16le") + b"\0\0"
    count = len(units) // 2
    return struct.pack("<LLL", count, 0, count) + units


# The order desk's types, as someone would write them down from its IDL

class ENUM16(NDRENUM):
    class enumItems(Enum):
        FIRST, SECOND, THIRD = 0, 1, 2


class ARTICLE(NDRSTRUCT):
    structure = (("sku", LPWSTR), ("name", LPWSTR), ("category", ENUM16), ("priceInCents", LONGLONG),
                 ("inStock", LONG), ("handling", LPWSTR))


class ARTICLE_ARRAY(NDRUniConformantArray):
    item = ARTICLE


class PARTICLE_ARRAY(NDRPOINTER):
    referent = (("Data", ARTICLE_ARRAY),)


class ORDER_LINE(NDRSTRUCT):
    structure = (("sku", LPWSTR), ("quantity", LONG))


class ORDER_LINE_ARRAY(NDRUniConformantArray):
    item = ORDER_LINE


class PORDER_LINE_ARRAY(NDRPOINTER):
    referent = (("Data", ORDER_LINE_ARRAY),)


class ORDER(NDRSTRUCT):
    structure = (("id", GUID), ("customer", GUID), ("status", ENUM16), ("count", ULONG),
                 ("lines", PORDER_LINE_ARRAY), ("totalInCents", LONGLONG))


class Articles(NDRCALL):
    opnum = 1
    structure = (("category", ENUM16),)


class ArticlesResponse(NDRCALL):
    structure = (("count", ULONG), ("articles", PARTICLE_ARRAY))


class Place(NDRCALL):
    opnum = 2
    structure = (("customer", GUID), ("count", ULONG), ("lines", PORDER_LINE_ARRAY))


class PlaceResponse(NDRCALL):
    structure = (("order", ORDER),)


def text(value):
    return None if value == NULL or value == b"" else value[:-1]


def basket_of(dce):
    return call(dce, 0, bytes(range(16)))


def put(dce, basket, sku, quantity):
    return struct.unpack("<q", call(dce, 1, basket + struct.pack("<LL", 0x20000, quantity) + wide(sku)))[0]


def baskets():
    dce, other = bound(BASKETS), bound(BASKETS)
    basket = basket_of(dce)
    result = {"attributes": basket[:4].hex(), "length": len(basket), "total": [put(dce, basket, "NUT-M8", 10),
                                                                            put(dce, basket, "BOLT-M8-40", 10)]}
    result["elsewhere"] = refusal(lambda: put(other, basket, "NUT-M8", 1))
    result["null"] = refusal(lambda: put(dce, bytes(20), "NUT-M8", 1))
    result["unknown"] = refusal(lambda: put(dce, bytes(4) + bytes(range(16)), "NUT-M8", 1))
    result["placed"] = call(dce, 2, basket)[:20].hex()
    result["afterwards"] = refusal(lambda: put(dce, basket, "NUT-M8", 1))
    result["discarded"] = call(dce, 3, basket_of(dce)).hex()
    return result


def baskets_left_behind():
    dce = bound(BASKETS)
    put(dce, basket_of(dce), "NUT-M8", 1)
    basket_of(dce)
    os.kill(os.getpid(), signal.SIGKILL)


def endpoint_map():
    return [{"interface": bin_to_string(entry["tower"]["Floors"][0]["InterfaceUUID"]).lower(),
             "binding": epm.PrintStringBinding(entry["tower"]["Floors"]),
             "annotation": entry["annotation"][:-1].decode()}
            for entry in epm.hept_lookup(host, dce=mapper())]


def articles():
    request = Articles()
    request["category"] = 0
    response = bound(ORDER_DESK).request(request, checkError=False)
    return [{"sku": text(article["sku"]), "name": text(article["name"]), "category": article["category"],
             "priceInCents": article["priceInCents"], "inStock": article["inStock"],
             "handling": text(article["handling"])}
            for article in response["articles"]]


def place():
    request = Place()
    request["customer"] = uuidtup_to_bin(("6f9619ff-8b86-4011-b42d-00c04fc964ff", "0.0"))[:16]
    request["count"] = 2
    for sku, quantity in (("BOLT-M8-40", 100), ("NUT-M8", 200)):
        line = ORDER_LINE()
        line["sku"] = sku + "\0"
        line["quantity"] = quantity
        request["lines"].append(line)
    order = bound(ORDER_DESK).request(request, checkError=False)["order"]
    return {"customer": bin_to_string(order["customer"]).lower(), "status": order["status"],
            "lines": [[text(line["sku"]), line["quantity"]] for line in order["lines"]],
            "totalInCents": order["totalInCents"]}


def echo():
    dce = bound(RPC_ECHO)
    large = bytes(i * 7 % 256 for i in range(100_000))
    source = call(dce, 3, struct.pack("<L", 100_000))
    return {
        "addOne": struct.unpack("<L", call(dce, 0, struct.pack("<L", 0xffffffff)))[0],
        "echoData": call(dce, 1, struct.pack("<LL", len(large), len(large)) + large)[4:] == large,
        "sinkData": len(call(dce, 2, struct.pack("<LL", len(large), len(large)) + large)),
        "sourceData": source[4:] == bytes(i % 256 for i in range(100_000)),
        "testCall": call(dce, 4, wide("abc")).hex(),
        "testCall2": [call(dce, 5, struct.pack("<H", level)).hex() for level in range(1, 8)],
        "testEnum": call(dce, 7, bytes.fromhex("010000004c0000000100000001000200")).hex(),
        "testSurrounding": call(dce, 8, bytes.fromhex("020000000200000007000800")).hex(),
        "testDoublePointer": call(dce, 9, bytes.fromhex("00000200040002000c00")).hex(),
        "testDoublePointerToNull": call(dce, 9, bytes.fromhex("0000020000000000")).hex(),
    }


def faults():
    echo_dce = bound(RPC_ECHO)
    return {
        "opnumOutOfRange": refusal(lambda: call(echo_dce, 10)),
        "emptyStub": refusal(lambda: call(echo_dce, 0)),
        "countThatLies": refusal(lambda: call(echo_dce, 1, struct.pack("<LL", 4, 0x7fffffff))),
        "unknownLevel": refusal(lambda: call(echo_dce, 5, struct.pack("<H", 8))),
        "tooMuchSourceData": refusal(lambda: call(echo_dce, 3, struct.pack("<L", 0xffffffff))),
        "unknownInterface": refusal(lambda: connect(resolve(RPC_ECHO)).bind(NOBODYS)),
        "notRegistered": refusal(lambda: resolve(NOBODYS)),
        "unknownSku": refusal(lambda: call(bound(ORDER_DESK), 0, wide("NO-SUCH"))),
        "stillAlive": struct.unpack("<L", call(echo_dce, 0, struct.pack("<L", 41)))[0],
    }


def management(transfer_syntax=NDR):
    dce = connect(resolve(RPC_ECHO))
    dce.bind(mgmt.MSRPC_UUID_MGMT, transfer_syntax=transfer_syntax)
    interfaces = mgmt.hinq_if_ids(dce)["if_id_vector"]["if_id"]
    statistics = mgmt.hinq_stats(dce)["statistics"]
    return {
        "interfaces": [bin_to_string(interface["Data"]["Uuid"]).lower() for interface in interfaces],
        "statistics": [value["Data"] if not isinstance(value, int) else value for value in statistics],
        "listening": mgmt.his_server_listening(dce)["status"],
        "stop": refusal(lambda: mgmt.hstop_server_listening(dce)),
    }


def management_in_ndr64():
    return management(NDR64)


def many():
    """Several connections at once, each with calls of its own."""
    binding = resolve(RPC_ECHO)
    wrong = []

    def client(number):
        dce = connect(binding)
        dce.bind(RPC_ECHO)
        for i in range(50):
            value = number * 1000 + i
            if struct.unpack("<L", call(dce, 0, struct.pack("<L", value)))[0] != value + 1:
                wrong.append(value)
        dce.disconnect()

    clients = [threading.Thread(target=client, args=(number,)) for number in range(8)]
    for thread in clients:
        thread.start()
    for thread in clients:
        thread.join()
    return {"wrong": wrong}


def cancel():
    """TestSleep given up with co_cancel and orphaned, which impacket has no words for; the connection goes on."""
    dce = bound(RPC_ECHO)

    def give_up(packet_type, call_id):
        header = struct.pack("<BBBBLHHL", 5, 0, packet_type, 3, 0x10, 16, 0, call_id)
        dce.get_rpc_transport().send(header)

    def sleep(*packet_types):
        dce.call(6, struct.pack("<L", 60))
        for packet_type in packet_types:
            # It has counted on
            give_up(packet_type, dce._DCERPC_v5__callid - 1)
        return refusal(dce.recv)

    cancelled = sleep(18)
    orphaned = sleep(19)
    both = sleep(18, 19)
    give_up(18, 1)
    give_up(19, 4711)
    return {
        "cancelled": cancelled,
        "orphaned": orphaned,
        "both": both,
        "stillAlive": struct.unpack("<L", call(dce, 0, struct.pack("<L", 41)))[0],
    }


checks = (endpoint_map, articles, place, baskets, baskets_left_behind, echo, faults, management, management_in_ndr64, many, cancel)
print(json.dumps({check.__name__: check for check in checks}[sys.argv[3]]()))
