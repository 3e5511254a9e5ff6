import { Lab, template } from "./lab";

let lab: Lab;

beforeEach(async () => {
  lab = await Lab.open();
});

test("a hook script has to be there", async () => {
  await lab.container(900);
  const hookscript = "local:snippets/hook.sh";
  const ask = async () => await lab.ask("PUT", "/nodes/phoenix/lxc/900/config", { hookscript });
  expect((await ask()).errors).toEqual({ hookscript: `script '${hookscript}' does not exist\n` });
  lab.host.node.files.write("/var/lib/vz/snippets/hook.sh", "#!/bin/sh\n", { mode: 0o755 });
  expect(await ask()).toMatchObject({ status: 200 });
});

test("a container is made from a template with PVE's defaults written down", async () => {
  await lab.container(900, { hostname: "base", net0: "name=eth0,bridge=vmbr0,ip=dhcp" });
  const mac = /hwaddr=(BC:24:11:[0-9A-F:]{8})/.exec(lab.file(900))?.[1] ?? "";
  expect(lab.file(900)).toBe(
    "arch: amd64\nfeatures: nesting=1\nhostname: base\nmemory: 512\n" +
      `net0: name=eth0,bridge=vmbr0,hwaddr=${mac},ip=dhcp,type=veth\n` +
      "ostype: ubuntu\nrootfs: local-zfs:subvol-900-disk-0,size=8G\nswap: 512\nunprivileged: 1\n",
  );
  expect(lab.host.node.zfs.get("rpool/data/subvol-900-disk-0", "refquota")).toBe("8589934592");
  expect(lab.host.guests.files(900).readText("/etc/hostname")).toBe("base\n");
});

test("a refused creation leaves neither a volume nor a configuration", async () => {
  lab.host.faults.fill("local-zfs");
  const params = { vmid: 900, ostemplate: template, rootfs: "local-zfs:8" };
  expect(await lab.run("POST", "/lxc", params)).toMatch(/^unable to create CT 900 - zfs error: /);
  expect(lab.file(900)).toBe("");
  expect(lab.host.node.zfs.children("rpool/data")).toEqual([]);
});

test("a volume that cannot be is refused before anything is unpacked", async () => {
  for (const [rootfs, why] of [
    ["local-zfs:8G", "unable to parse zfs volume name '8G'"],
    ["local-zfs:subvol-900-disk-7", /^zfs error: cannot open 'rpool\/data\/subvol-900-disk-7'/],
  ] as const) {
    const end = await lab.run("POST", "/lxc", { vmid: 900, ostemplate: template, rootfs });
    expect(end.replace("unable to create CT 900 - ", "").trim()).toEqual(
      typeof why === "string" ? why : expect.stringMatching(why),
    );
    expect(lab.host.node.tasks.list()[0]?.log.join("\n")).not.toContain("extracting archive");
  }
});

test("a new address begins with Proxmox's own prefix, or with datacenter.cfg's", async () => {
  const net0 = "name=eth0,bridge=vmbr0";
  await lab.container(900, { net0 });
  expect(lab.file(900)).toMatch(/hwaddr=BC:24:11(:[0-9A-F]{2}){3},/);
  lab.host.node.files.write("/etc/pve/datacenter.cfg", "keyboard: en-us\nmac_prefix: 02:ab\n");
  await lab.container(901, { net0 });
  expect(lab.file(901)).toMatch(/hwaddr=02:AB(:[0-9A-F]{2}){4},/);
});

test("a container with two interfaces of one name does not start", async () => {
  const net = "name=eth0,bridge=vmbr0";
  await lab.container(900, { net0: net, net1: net });
  expect(await lab.run("POST", "/lxc/900/status/start")).toBe("startup for container '900' failed");
  expect(lab.host.node.running.has(900)).toBe(false);
});

test("a volume mounted again is no unused one any more", async () => {
  await lab.container(900, { mp0: "local-zfs:1,mp=/data" });
  await lab.must("PUT", "/lxc/900/config", { delete: "mp0" });
  expect(lab.file(900)).toContain("unused0: local-zfs:subvol-900-disk-1\n");
  await lab.must("PUT", "/lxc/900/config", { mp1: "local-zfs:subvol-900-disk-1,mp=/again" });
  expect(lab.file(900)).toContain("mp1: local-zfs:subvol-900-disk-1,mp=/again,size=1G\n");
  expect(lab.file(900)).not.toContain("unused");
});

test("a second container with the same vmid is refused at once", async () => {
  await lab.container(900);
  const params = { vmid: 900, ostemplate: template, rootfs: "local-zfs:8" };
  const answer = await lab.ask("POST", "/nodes/phoenix/lxc", params);
  expect(answer).toMatchObject({
    status: 500,
    reason: "CT 900 already exists on node 'phoenix'",
  });
});

test("a change with an old digest is refused and changes nothing", async () => {
  await lab.container(900);
  const before = lab.file(900);
  const digest = "0".repeat(40);
  expect(await lab.refusal(900, { memory: 1024, digest })).toMatch(/detected modified config/);
  expect(lab.file(900)).toBe(before);
});

test("a hand edit of the file counts at once and changes the digest", async () => {
  await lab.container(900);
  const read = async () => await lab.must("GET", "/lxc/900/config");
  const before = await read();
  lab.host.node.files.write(
    "/etc/pve/lxc/900.conf",
    `${lab.file(900).replace("memory: 512", "memory: 4096")}lxc.apparmor.profile: unconfined\n`,
  );
  const after = await read();
  expect(after).toMatchObject({ memory: 4096, lxc: [["lxc.apparmor.profile", "unconfined"]] });
  expect(after).not.toMatchObject({ digest: (before as { digest: string }).digest });
});

test.each([
  ["memory", "1024"],
  ["swap", "0"],
  ["cores", "4"],
  ["cpulimit", "2"],
  ["hostname", "other"],
  ["description", "text"],
  ["tags", "a;b"],
  ["onboot", "1"],
  ["startup", "order=2"],
  ["net0", "name=eth0,bridge=vmbr0,hwaddr=BC:24:11:00:00:01,ip=dhcp,type=veth"],
  ["dev0", "/dev/nvidia0"],
  ["mp0", "/root,mp=/mnt/root"],
])("a running container takes over %s at once", async (key, value) => {
  await lab.container(900);
  await lab.run("POST", "/lxc/900/status/start");
  await lab.must("PUT", "/lxc/900/config", { [key]: value });
  const current = (await lab.must("GET", "/lxc/900/config", { current: 1 })) as Record<
    string,
    unknown
  >;
  expect(String(current[key]).trim()).toBe(value);
  expect(lab.file(900)).not.toContain("[pve:pending]");
});

test.each([
  ["nameserver", "10.0.0.1"],
  ["searchdomain", "lan"],
  ["features", "nesting=1,keyctl=1"],
  ["tty", "3"],
  ["cmode", "shell"],
])("%s waits for the next stop of a running container", async (key, value) => {
  await lab.container(900);
  await lab.run("POST", "/lxc/900/status/start");
  await lab.must("PUT", "/lxc/900/config", { [key]: value });
  expect(lab.file(900)).toMatch(new RegExp(`\\[pve:pending\\]\n${key}: ${value}\n$`));
  expect(await lab.must("GET", "/lxc/900/config")).toHaveProperty(key);
  expect(await lab.run("POST", "/lxc/900/status/stop")).toBe("OK");
  expect(lab.file(900)).toContain(`${key}: ${value}\n`);
  expect(lab.file(900)).not.toContain("[pve:pending]");
});

test("a deleted mount point waits too, and then its volume becomes an unused one", async () => {
  await lab.container(900, { mp0: "local-zfs:1,mp=/data" });
  await lab.run("POST", "/lxc/900/status/start");
  await lab.must("PUT", "/lxc/900/config", { delete: "mp0" });
  expect(await lab.must("GET", "/lxc/900/pending")).toContainEqual({
    key: "mp0",
    value: "local-zfs:subvol-900-disk-1,mp=/data,size=1G",
    delete: 1,
  });
  await lab.run("POST", "/lxc/900/status/shutdown");
  expect(lab.file(900)).toContain("unused0: local-zfs:subvol-900-disk-1\n");
  await lab.must("PUT", "/lxc/900/config", { delete: "unused0" });
  expect(lab.host.node.zfs.exists("rpool/data/subvol-900-disk-1")).toBe(false);
});

test.each([
  ["net1", "name=eth1,bridge=vmbr9", "bridge 'vmbr9' does not exist"],
  ["mp0", "/nonexistent,mp=/mnt/x", "directory '/nonexistent' does not exist"],
])("a refused hotplug of a new %s leaves the file as it was", async (key, value, why) => {
  await lab.container(900);
  await lab.run("POST", "/lxc/900/status/start");
  const before = lab.file(900);
  const params = { [key]: value, nameserver: "10.0.0.1", tags: "a" };
  const answer = await lab.ask("PUT", "/nodes/phoenix/lxc/900/config", params);
  expect(answer).toMatchObject({
    status: 400,
    errors: { [key]: `unable to hotplug ${key}: ${why}\n` },
  });
  expect(lab.file(900)).toBe(before);
  expect(lab.host.journal.entries().at(-1)?.what).not.toMatch(/^PUT .*900\/config/);
});

test("an interface whose exchange fails halfway is gone and stays pending", async () => {
  const [old, other] = ["name=eth0,bridge=vmbr0", "name=eth1,bridge=vmbr0"];
  await lab.container(900, { net0: old, net1: other });
  await lab.run("POST", "/lxc/900/status/start");
  const answer = await lab.ask("PUT", "/nodes/phoenix/lxc/900/config", { net1: old });
  expect(answer.errors?.["net1"]).toContain("unable to hotplug net1: command 'lxc-device -n 900");
  const [current, pending] = lab.file(900).split("[pve:pending]\n");
  expect(current).not.toMatch(/^net1:/m);
  expect(pending).toBe(`net1: ${old}\n`);
  expect(lab.host.journal.entries().at(-1)?.what).toMatch(/^PUT .*900\/config/);
});

test("an interface moved to a missing bridge is left without one", async () => {
  const hwaddr = "hwaddr=BC:24:11:00:00:01";
  await lab.container(900, { net0: `name=eth0,bridge=vmbr0,firewall=1,${hwaddr},ip=dhcp` });
  await lab.run("POST", "/lxc/900/status/start");
  const net0 = `name=eth0,bridge=vmbr9,firewall=1,${hwaddr},ip=dhcp`;
  expect(await lab.refusal(900, { net0 })).toMatch(/^400/);
  const [current, pending] = lab.file(900).split("[pve:pending]\n");
  expect(current).toMatch(new RegExp(`^net0: name=eth0,${hwaddr},ip=dhcp,type=veth$`, "m"));
  expect(pending).toBe(`net0: ${net0}\n`);
});

test("what cannot be made for a stopped container leaves the file as it was", async () => {
  await lab.container(900);
  const before = lab.file(900);
  lab.host.faults.fill("local-zfs");
  const answer = await lab.ask("PUT", "/nodes/phoenix/lxc/900/config", {
    mp0: "local-zfs:1,mp=/data",
    memory: 1024,
  });
  expect(answer.errors?.["mp0"]).toMatch(/^unable to apply pending change mp0 : zfs error/);
  expect(lab.file(900)).toBe(before);
});

test("a stopped container with a missing bridge is refused although it is written", async () => {
  await lab.container(900);
  const net0 = "name=eth0,bridge=vmbr9";
  expect(await lab.refusal(900, { net0 })).toBe("500 bridge 'vmbr9' does not exist");
  expect(lab.file(900)).toMatch(/^net0: name=eth0,bridge=vmbr9,hwaddr=/m);
  expect(lab.host.journal.entries().at(-1)?.what).toMatch(/^PUT .*900\/config/);
});

test.each([
  [{ features: "keyctl=1,nesting=1" }, "403"],
  [{ dev0: "/dev/nvidia0" }, "403"],
  [{ mp0: "/srv,mp=/srv" }, "403"],
  [{ hookscript: "local:snippets/hook.sh" }, "403"],
  [{ "lxc.idmap": "u 0 100000 65536" }, "400"],
  [{ features: "nesting=0" }, ""],
  [{ memory: 600 }, ""],
])("a token of root@pam, which is not root@pam, gets for %j: '%s'", async (params, status) => {
  await lab.container(900);
  const refusal = await lab.refusal(900, params, "root@pam!phoenix");
  expect(refusal.slice(0, 3)).toBe(status);
});

test.each(["start", "stop", "shutdown"])("%s is not idempotent", async (verb) => {
  await lab.container(900);
  if (verb === "start") await lab.run("POST", "/lxc/900/status/start");
  const answer = await lab.ask("POST", `/nodes/phoenix/lxc/900/status/${verb}`);
  expect(answer.reason).toBe(`CT 900 ${verb === "start" ? "already" : "not"} running`);
});

test("a start fails in its task when a device or a directory of the node is gone", async () => {
  await lab.container(900, { dev0: "/dev/nvidia1" });
  lab.host.node.files.remove("/dev/nvidia1");
  expect(await lab.run("POST", "/lxc/900/status/start")).toBe("Device /dev/nvidia1 does not exist");
  lab.host.node.files.mkdir("/srv/share");
  await lab.container(902, { mp0: "/srv/share,mp=/share" });
  lab.host.node.files.remove("/srv/share");
  expect(await lab.run("POST", "/lxc/902/status/start")).toBe("startup for container '902' failed");
});

test("a running container sees its devices and bind mounts, and a stopped one has no devices", async () => {
  lab.host.node.files.write("/srv/share/file", "shared\n");
  await lab.container(900, { dev0: "/dev/nvidia0,mode=0666", mp0: "/srv/share,mp=/share,ro=1" });
  await lab.run("POST", "/lxc/900/status/start");
  const files = lab.host.guests.files(900);
  expect(files.stat("/dev/nvidia0")).toMatchObject({ type: "character-device", mode: 0o666 });
  expect(files.readText("/share/file")).toBe("shared\n");
  expect(() => files.write("/share/file", "x")).toThrow(/EROFS/);
  await lab.run("POST", "/lxc/900/status/stop");
  expect(lab.host.guests.files(900).exists("/dev/nvidia0")).toBe(false);
});

test("volumes grow by an amount or to a size, and never shrink", async () => {
  await lab.container(900);
  expect(await lab.run("PUT", "/lxc/900/resize", { disk: "rootfs", size: "+2G" })).toBe("OK");
  expect(lab.file(900)).toContain("size=10G\n");
  const resize = async (size: string) =>
    (await lab.ask("PUT", "/nodes/phoenix/lxc/900/resize", { disk: "rootfs", size })).reason;
  expect(await resize("10G")).toBe("disk is already at specified size");
  expect(await resize("9G")).toBe("unable to shrink disk size");
});

test("destroying takes volumes, snapshots, access rights and the firewall file with it", async () => {
  await lab.container(900);
  await lab.run("POST", "/lxc/900/snapshot", { snapname: "base" });
  await lab.must("POST", "/lxc/900/firewall/rules", { type: "in", action: "ACCEPT" });
  expect(await lab.run("DELETE", "/lxc/900", { purge: 1 })).toBe("OK");
  expect(lab.host.node.zfs.children("rpool/data")).toEqual([]);
  expect(lab.host.node.files.exists("/etc/pve/firewall/900.fw")).toBe(false);
  const again = await lab.ask("DELETE", "/nodes/phoenix/lxc/900");
  expect(again.reason).toBe("Configuration file 'nodes/phoenix/lxc/900.conf' does not exist");
});
