import { parseGuestConfig } from "../../../host/guest-config";
import type { Container } from "../../../host/inspection";
import { compare } from "../../../providers/compare";
import { planChanges } from "../../../providers/container/changes";
import { observeContainer } from "../../../providers/container/observe";
import type { ContainerSpec } from "../../../providers/container/schema";

const spec: ContainerSpec = {
  vmid: 950,
  owner: "phoenix+dev",
  source: { clone: 920, snapname: "pre-configured", full: true },
  hostname: "vllm",
  memory: 2048,
  cores: 2,
  rootfs: { storage: "lxc", size: "32G" },
  net: { net0: { name: "eth0", bridge: "vmbr0", ip: "10.0.0.150/24", gw: "10.0.0.1" } },
  features: { nesting: "1" },
  unprivileged: true,
  tags: ["phoenix+dev+950"],
  mp: { "/data": { storage: "lxc", size: "10G" } },
  dev: { "/dev/nvidia0": { mode: "0666" } },
  lxc: [],
  running: true,
};

const asDeclared = `hostname: vllm
memory: 2048
cores: 2
rootfs: lxc:subvol-950-disk-0,size=32G
net0: name=eth0,bridge=vmbr0,gw=10.0.0.1,hwaddr=BC:24:11:AA:BB:CC,ip=10.0.0.150/24,type=veth
features: nesting=1
unprivileged: 1
tags: phoenix+dev+950
mp0: lxc:subvol-950-disk-1,mp=/data,size=10G
dev0: /dev/nvidia0,mode=0666
`;

test("a container that is as declared needs nothing", () => {
  expect(drifts(asDeclared)).toEqual([]);
});

test("a declared value that waits for the next start counts as done", () => {
  const nameserver = ["10.0.0.1"];
  expect(drifts(`${asDeclared}\n[pve:pending]\nnameserver: 10.0.0.1\n`, { nameserver })).toEqual(
    [],
  );
  expect(
    drifts(`${asDeclared}\n[pve:pending]\nnameserver: 10.9.9.9\n`, { nameserver }),
  ).toHaveLength(1);
});

test("an interface keeps its hardware address when it is written again", () => {
  const { config } = plan(asDeclared.replace("vmbr0", "vmbr9"));
  expect(config["net0"]).toBe(
    "name=eth0,bridge=vmbr0,gw=10.0.0.1,hwaddr=BC:24:11:AA:BB:CC,ip=10.0.0.150/24",
  );
});

test("an interface that is not declared is removed", () => {
  expect(plan(`${asDeclared}net1: name=eth1,bridge=vmbr0,type=veth\n`).config["delete"]).toBe(
    "net1",
  );
});

test("the last device is put back, and one that is not declared is taken away, by root", () => {
  expect(plan(asDeclared.replace(/dev0.*\n/, "")).rootOnly).toEqual({
    dev0: "/dev/nvidia0,mode=0666",
  });
  expect(plan(`${asDeclared}dev3: /dev/nvidia1\n`).rootOnly["delete"]).toBe("dev3");
});

test("a device keeps its number, and a new one takes a free number", () => {
  const dev = { "/dev/nvidia1": {}, "/dev/nvidia0": { mode: "0666" } };
  expect(plan(asDeclared.replace("dev0", "dev1"), { dev }).rootOnly).toEqual({
    dev0: "/dev/nvidia1",
    dev1: "/dev/nvidia0,mode=0666",
  });
});

test("a missing volume is made on its storage, under the first free number", () => {
  expect(plan(asDeclared.replace(/mp0.*\n/, "")).config["mp0"]).toBe("lxc:10,mp=/data");
});

test("a number whose deletion waits for the next start is not free", () => {
  const pending = `${asDeclared}\n[pve:pending]\ndelete: mp0\n`;
  expect(plan(pending).config["mp1"]).toBe("lxc:10,mp=/data");
});

test("a mount point that is not declared is detached, and its volume kept", () => {
  expect(plan(`${asDeclared}mp7: lxc:subvol-950-disk-9,mp=/other,size=1G\n`).config["delete"]).toBe(
    "mp7",
  );
});

test("a volume and the rootfs grow in place", () => {
  const grown = {
    rootfs: { storage: "lxc", size: "64G" },
    mp: { "/data": { storage: "lxc", size: "20G" } },
  };
  expect(plan(asDeclared, grown).resize).toEqual({ rootfs: "64G", mp0: "20G" });
});

test("equal sizes in other units are no difference", () => {
  const sized = asDeclared.replace("size=32G", "size=1T");
  expect(drifts(sized, { rootfs: { storage: "lxc", size: "1024G" } })).toEqual([]);
});

test("tags that a person added stay where the config declares none, and go where it does", () => {
  const tagged = asDeclared.replace("tags: ", "tags: mine;");
  expect(drifts(tagged)).toEqual([]);
  expect(drifts(tagged, { tags: ["ai", "phoenix+dev+950"] })).toHaveLength(1);
});

test("a person's notes stay when the owner mark is put back", () => {
  const notes = plan(`#my notes\n${asDeclared.replace(/tags.*\n/, "")}`).config["description"];
  expect(notes).toBe("my notes\n\nphoenix+dev+950");
});

test("what is taken out of the config is unset", () => {
  const named = `${asDeclared}nameserver: 10.0.0.1\n`;
  expect(plan(named, { nameserver: [] }).config["delete"]).toBe("nameserver");
});

test("raw lines are compared in their order", () => {
  const lxc = ["lxc.cap.drop: sys_time"];
  expect(plan(asDeclared, { lxc }).raw).toEqual(lxc);
  expect(drifts(`${asDeclared}lxc.cap.drop: sys_time\n`, { lxc })).toEqual([]);
});

function live(text: string): Container {
  return { vmid: 950, config: parseGuestConfig(text), running: true };
}

function drifts(text: string, changes: Partial<ContainerSpec> = {}) {
  const declared = { ...spec, ...changes };
  return compare(declared, observeContainer(live(text), declared));
}

function plan(text: string, changes: Partial<ContainerSpec> = {}) {
  return planChanges(live(text), { ...spec, ...changes }, drifts(text, changes));
}
