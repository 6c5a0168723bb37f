#!/usr/bin/env python3
"""What Samba makes of calls of rpcecho, srvsvc and lsa: prints for each its stub in NDR, big-endian and NDR64, as JSON."""
import json

from samba.dcerpc import echo, lsa, misc, srvsvc
from samba.ndr import ndr_pack_in, ndr_pack_out

stubs = {}


def add(name, call, pack):
    stubs[name] = {
        "ndr": pack(call).hex(),
        "big_endian": pack(call, bigendian=True).hex(),
        "ndr64": pack(call, ndr64=True).hex(),
    }


def build(kind, **values):
    built = kind()
    for name, value in values.items():
        setattr(built, name, value)
    return built


data = list(range(250, 256)) + list(range(5))
add("echoData.in", build(echo.EchoData, in_len=len(data), in_in_data=data), ndr_pack_in)
add("echoData.out", build(echo.EchoData, in_len=len(data), in_in_data=data, out_out_data=data), ndr_pack_out)
add("testCall.in", build(echo.TestCall, in_s1="Grüße €"), ndr_pack_in)
add("testCall.out", build(echo.TestCall, in_s1="", out_s2="Grüße €"), ndr_pack_out)
infos = [
    7,
    0x1234,
    0x12345678,
    0x123456789ABCDEF0,
    build(echo.info5, v1=9, v2=0x0FEDCBA987654321),
    build(echo.info6, v1=9, info1=build(echo.info1, v=8)),
    build(echo.info7, v1=9, info4=build(echo.info4, v=0x0102030405060708)),
]
for level, info in enumerate(infos, 1):
    if level <= 4:
        info = build(getattr(echo, f"info{level}"), v=info)
    add(f"testCall2-{level}.out", build(echo.TestCall2, in_level=level, out_info=info, result=0x7b), ndr_pack_out)
add("testSurrounding.in", build(echo.TestSurrounding,
    in_data=build(echo.Surrounding, x=5, surrounding=[1, 2, 3, 4, 0xFFFF])), ndr_pack_in)

handle = misc.policy_handle()
handle.uuid = misc.GUID("6f9619ff-8b86-4011-b42d-00c04fc964ff")
names = [build(lsa.String, string=text) for text in ("Administrator", "", "krbtgt")]
add("lookupNames.in", build(lsa.LookupNames, in_handle=handle, in_num_names=len(names), in_names=names,
    in_sids=lsa.TransSidArray(), in_level=1, in_count=7), ndr_pack_in)

shares = [build(srvsvc.NetShareInfo1, name=name, type=kind, comment=comment)
          for name, kind, comment in (("IPC$", 0x80000003, "IPC Service"), ("data", 0, None), ("Ünïcode", 1, ""))]
container = build(srvsvc.NetShareCtr1, count=len(shares), array=shares)
info_ctr = build(srvsvc.NetShareInfoCtr, level=1, ctr=container)
add("shares.out", build(srvsvc.NetShareEnumAll, in_info_ctr=info_ctr, in_max_buffer=0, out_info_ctr=info_ctr,
    out_totalentries=3, out_resume_handle=5, result=0), ndr_pack_out)

print(json.dumps(stubs))
