import { Lab } from "./lab";

let lab: Lab;

beforeEach(async () => {
  lab = await Lab.open();
});

function mark(vmid: number, text: string): void {
  lab.host.guests.files(vmid).write("/root/mark", text);
}

function marked(vmid: number): string | undefined {
  return lab.host.guests.files(vmid).readText("/root/mark");
}

test("a full clone of a named snapshot has the content and the configuration of that time", async () => {
  await lab.container(900, { net0: "name=eth0,bridge=vmbr0,ip=10.0.0.90/24", memory: 1024 });
  mark(900, "one");
  await lab.run("POST", "/lxc/900/snapshot", { snapname: "base", description: "layer" });
  mark(900, "two");
  await lab.must("PUT", "/lxc/900/config", { memory: 2048 });
  const params = { newid: 950, snapname: "base", hostname: "app" };
  expect(await lab.run("POST", "/lxc/900/clone", params)).toBe("OK");
  expect(marked(950)).toBe("one");
  expect(lab.file(950)).toMatch(/^#layer\n/);
  expect(lab.file(950)).toContain("hostname: app\nmemory: 1024\n");
  expect(lab.file(950)).not.toMatch(/\[base\]|parent|snaptime|lock/);
  const mac = (vmid: number) => /hwaddr=([^,]+)/.exec(lab.file(vmid))?.[1];
  expect(mac(950)).not.toBe(mac(900));
  expect(lab.file(950)).toContain("ip=10.0.0.90/24");
  expect(lab.host.node.zfs.get("rpool/data/subvol-950-disk-0", "origin")).toBeUndefined();
  expect(await lab.run("DELETE", "/lxc/900/snapshot/base")).toBe("OK");
  expect(marked(950)).toBe("one");
});

test("a clone locks its source and its target until the copy is done", async () => {
  lab = await Lab.open({ speed: 0.02 });
  await lab.container(900);
  await lab.must("POST", "/lxc/900/clone", { newid: 950 });
  expect(lab.file(900)).toContain("lock: disk\n");
  expect(lab.file(950)).toContain("lock: create\n");
  const second = await lab.ask("POST", "/nodes/phoenix/lxc/900/clone", { newid: 951 });
  expect(second.reason).toBe("CT is locked (disk)");
  expect(await lab.refusal(950, { memory: 1024 })).toBe("500 CT is locked (create)");
  await lab.idle();
  expect(`${lab.file(900)}${lab.file(950)}`).not.toContain("lock:");
});

test("clones of different sources run at the same time", async () => {
  lab = await Lab.open({ speed: 0.02 });
  await lab.container(900);
  await lab.container(901);
  await lab.must("POST", "/lxc/900/clone", { newid: 950 });
  await lab.must("POST", "/lxc/901/clone", { newid: 951 });
  expect(await lab.must("GET", "/tasks", { source: "active" })).toHaveLength(2);
  await lab.idle();
});

test("a failed copy leaves the source unlocked and no target", async () => {
  await lab.container(900);
  lab.host.faults.fill("local-zfs");
  expect(await lab.run("POST", "/lxc/900/clone", { newid: 950 })).toMatch(/^clone failed: /);
  expect(lab.file(900)).not.toContain("lock:");
  expect(lab.file(950)).toBe("");
});

test.each([
  [{ newid: 950 }, "Full clone of a running container is only possible from a snapshot"],
  [{ newid: 950, snapname: "none" }, "snapshot 'none' does not exist"],
  [{ newid: 900 }, "CT 900 already exists on node 'phoenix'"],
  [{ newid: 950, full: 0, storage: "local-zfs" }, "parameter 'storage' not allowed"],
  [{ newid: 950, full: 0 }, "Linked clone feature for 'local-zfs:subvol-900-disk-0' is not"],
])("a clone %j of a running container is refused: %s", async (params, reason) => {
  await lab.container(900);
  await lab.run("POST", "/lxc/900/status/start");
  const answer = await lab.ask("POST", "/nodes/phoenix/lxc/900/clone", params);
  expect(answer.status).toBe(500);
  expect(answer.reason).toContain(reason);
  expect(lab.file(900)).not.toContain("lock:");
});

test("a container with a bind mount is neither cloned nor snapshotted", async () => {
  lab.host.node.files.mkdir("/srv/share");
  await lab.container(900, { mp0: "/srv/share,mp=/share" });
  const clone = await lab.ask("POST", "/nodes/phoenix/lxc/900/clone", { newid: 950 });
  expect(clone.reason).toBe("unable to clone mountpoint 'mp0' (type bind)");
  const snapshot = await lab.run("POST", "/lxc/900/snapshot", { snapname: "base" });
  expect(snapshot).toBe("snapshot feature is not available");
  expect(await lab.must("GET", "/lxc/900/feature", { feature: "snapshot" })).toEqual({
    hasFeature: 0,
  });
});

test("a rollback brings back content and configuration, and keeps the description", async () => {
  await lab.container(900);
  mark(900, "one");
  await lab.run("POST", "/lxc/900/snapshot", { snapname: "base" });
  mark(900, "two");
  await lab.must("PUT", "/lxc/900/config", { memory: 2048, description: "now" });
  expect(await lab.run("POST", "/lxc/900/snapshot/base/rollback")).toBe("OK");
  expect(marked(900)).toBe("one");
  expect(lab.file(900)).toContain("memory: 512\n");
  expect(lab.file(900)).toMatch(/^#now\n/);
});

test("only the latest snapshot can be rolled back to on ZFS", async () => {
  await lab.container(900);
  await lab.run("POST", "/lxc/900/snapshot", { snapname: "base" });
  await lab.run("POST", "/lxc/900/snapshot", { snapname: "later" });
  expect(await lab.run("POST", "/lxc/900/snapshot/base/rollback")).toBe(
    "can't rollback, 'base' is not most recent snapshot on 'local-zfs:subvol-900-disk-0'",
  );
});

test("snapshots know their parent, and a deleted one passes its own on", async () => {
  await lab.container(900);
  for (const snapname of ["s1", "s2", "s3"])
    await lab.run("POST", "/lxc/900/snapshot", { snapname });
  await lab.run("DELETE", "/lxc/900/snapshot/s2");
  const list = await lab.must("GET", "/lxc/900/snapshot");
  expect(list).toEqual([
    expect.objectContaining({ name: "s1" }),
    expect.objectContaining({ name: "s3", parent: "s1" }),
    expect.objectContaining({ name: "current", parent: "s3", running: 0 }),
  ]);
});

test("a template is cloned by link, cannot start, and stays while it has clones", async () => {
  await lab.container(900, { mp0: "local-zfs:1,mp=/data" });
  mark(900, "template");
  expect(await lab.must("POST", "/lxc/900/template")).toBeNull();
  await lab.idle();
  expect(lab.file(900)).toContain("rootfs: local-zfs:basevol-900-disk-0,size=8G\n");
  expect(await lab.run("POST", "/lxc/900/clone", { newid: 950 })).toBe("OK");
  expect(lab.file(950)).toContain(
    "mp0: local-zfs:basevol-900-disk-1/subvol-950-disk-0,mp=/data,size=1G\n",
  );
  expect(lab.file(950)).toContain("rootfs: local-zfs:basevol-900-disk-0/subvol-950-disk-1,size=8G");
  expect(marked(950)).toBe("template");
  expect(await lab.run("POST", "/lxc/900/status/start")).toBe(
    "you can't start a CT if it's a template",
  );
  expect(await lab.run("POST", "/lxc/900/snapshot", { snapname: "s1" })).toBe(
    "you can't take a snapshot if it's a template",
  );
  expect(await lab.run("DELETE", "/lxc/900")).toBe(
    "base volume 'basevol-900-disk-0' is still in use by linked clones",
  );
  expect(await lab.run("DELETE", "/lxc/950")).toBe("OK");
  expect(await lab.run("DELETE", "/lxc/900")).toBe("OK");
});

test("a container with snapshots does not become a template", async () => {
  await lab.container(900);
  await lab.run("POST", "/lxc/900/snapshot", { snapname: "base" });
  const answer = await lab.ask("POST", "/nodes/phoenix/lxc/900/template");
  expect(answer.reason).toBe("unable to create template, because CT contains snapshots");
});

test("a clone into a pool that is not there is forbidden and locks nothing", async () => {
  await lab.container(900);
  const answer = await lab.ask("POST", "/nodes/phoenix/lxc/900/clone", { newid: 950, pool: "no" });
  expect(answer).toMatchObject({
    status: 403,
    reason: "Permission check failed (pool 'no' does not exist)",
  });
  expect(lab.file(900)).not.toContain("lock");
  expect(lab.file(950)).toBe("");
});
