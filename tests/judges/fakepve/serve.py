"""Serves fakepve on loopback until standard input ends, and prints its port.

usage: python serve.py CERTIFICATE KEY TOKENID TEMPLATE, with the token's secret as the first line of standard input.
Later lines are commands: `lock VMID KIND` and `unlock VMID`, each answered with a line.
"""

import asyncio
import sys

from fakepve import FakePve


async def main(certificate, key, token, template):
    lines = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(lines), sys.stdin
    )
    pve = FakePve(host="127.0.0.1", port=0)
    pve.apitokens[token] = (await lines.readline()).decode().strip()
    # With rights on, a token of root@pam is not root@pam; without, everybody may do anything.
    pve.grant("nobody@pve", "/", "VM.Audit")
    pve.storages["local"]["volumes"] = {"vztmpl/" + template: {"size": 1}}
    pve.storages["local-zfs"] = {
        "type": "zfspool",
        "active": 1,
        "content": "images,rootdir",
        "files": set(),
        "pool": "rpool/data",
    }
    await pve.start(certificate, key)
    print(pve.port, flush=True)
    async for line in lines:
        command, vmid, *rest = line.decode().split()
        pve.ct(int(vmid)).lock = rest[0] if command == "lock" else None
        print("done", flush=True)
    await pve.stop()


asyncio.run(main(*sys.argv[1:]))
