#!/usr/bin/env python3
"""Asks the sample's order desk how many of an article are in stock, found through its endpoint mapper:

    call-from-python.py [SKU [HOST [PORT OF THE ENDPOINT MAPPER]]]
"""
import sys
from impacket.dcerpc.v5 import dtypes, epm, ndr, transport
from impacket.uuid import uuidtup_to_bin

ORDER_DESK = uuidtup_to_bin(("0c5b3b0e-2f4d-4a52-9d0a-7be5b1a6e8f1", "1.0"))


class InStock(ndr.NDRCALL):
    opnum, structure = 0, (("sku", dtypes.WSTR),)


class InStockResponse(ndr.NDRCALL):
    structure = (("number", dtypes.LONG),)


sku, host, mapper_port = (sys.argv[1:] + ["HAMMER-16", "127.0.0.1", "1135"][len(sys.argv) - 1:])[:3]
mapper = transport.DCERPCTransportFactory(f"ncacn_ip_tcp:{host}[{mapper_port}]").get_dce_rpc()
mapper.connect()
order_desk = transport.DCERPCTransportFactory(
    epm.hept_map(host, ORDER_DESK, protocol="ncacn_ip_tcp", dce=mapper)).get_dce_rpc()
order_desk.connect()
order_desk.bind(ORDER_DESK)
request = InStock()
request["sku"] = sku + "\0"
print(order_desk.request(request, checkError=False)["number"])
