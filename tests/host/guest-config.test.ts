import { createHash } from "node:crypto";
import { parseGuestConfig } from "../../host/guest-config";
import { recordedFile, testWithShared } from "../shared";

const text = `#tools%3A 100%25
#second line
arch: amd64
hostname: CT950
memory: 1024
net0: name=eth0,bridge=vmbr0,hwaddr=BC:24:11:00:00:01,ip=dhcp,type=veth
tags: a;b
lxc.cap.drop: sys_time
lxc.mount.auto: sys:rw

[pve:pending]
nameserver: 10.0.0.1
delete: mp1,!mp2

[first]
#why
memory: 512
snaptime: 1795293974
`;

test("the current section, what is pending and the snapshots are told apart", () => {
  const config = parseGuestConfig(text);
  expect(config.current.values["memory"]).toBe("1024");
  expect(config.pending.values).toEqual({ nameserver: "10.0.0.1" });
  expect(config.pending.deleted).toEqual(["mp1", "mp2"]);
  expect(config.snapshots["first"]?.values["memory"]).toBe("512");
  expect(config.snapshots["first"]?.description).toBe("why");
});

test("a description is decoded, and raw lines keep their order", () => {
  const { current } = parseGuestConfig(text);
  expect(current.description).toBe("tools: 100%\nsecond line");
  expect(current.raw).toEqual(["lxc.cap.drop: sys_time", "lxc.mount.auto: sys:rw"]);
});

test("the digest is the file's SHA-1, as the API has it", () => {
  expect(parseGuestConfig(text).digest).toBe(createHash("sha1").update(text).digest("hex"));
});

testWithShared("a real file with pending changes and snapshots is read", () => {
  const config = parseGuestConfig(recordedFile("etc__pve__lxc__403.conf@pending-and-snapshots"));
  expect(config.pending.values).toEqual({ features: "nesting=1", nameserver: "10.99.0.9" });
  expect(Object.keys(config.snapshots)).toEqual(["a2", "p1"]);
  expect(config.snapshots["p1"]?.description).toBe("with é");
});
