import { Lab } from "./lab";

let lab: Lab;

beforeEach(async () => {
  lab = await Lab.open();
  await lab.host.call("root@pam", "POST", "/storage", {
    ...{ storage: "dir", type: "dir", path: "/srv/dir", content: "rootdir" },
  });
  await lab.container(900, { mp0: "local-zfs:1,mp=/data,backup=1", mp1: "dir:1,mp=/a" });
  await lab.container(901);
  lab.host.guests.files(900).write("/data/file", "text");
  lab.host.guests.files(900).write("/a/file", "more");
});

const move = (params: Record<string, string | number>, vmid = 900) =>
  lab.run("POST", `/lxc/${vmid}/move_volume`, params);

const refusal = async (params: Record<string, string | number>) => {
  const path = "/nodes/phoenix/lxc/900/move_volume";
  const { status, reason } = await lab.ask("POST", path, params);
  return status === 200 ? "" : reason;
};

test("a volume that another container gets has its data and options there, and a name of that one's", async () => {
  expect(await move({ volume: "mp0", "target-vmid": 901, "target-volume": "mp3" })).toBe("OK");
  expect(await move({ volume: "mp1", "target-vmid": 901 })).toBe("OK");
  expect(lab.file(900)).not.toContain("mp0");
  expect(lab.file(901)).toContain("mp3: local-zfs:subvol-901-disk-1,mp=/data,backup=1,size=1G\n");
  expect(lab.file(901)).toContain("mp1: dir:901/vm-901-disk-0.raw,mp=/a,size=1G\n");
  expect(lab.host.guests.files(901).readText("/data/file")).toBe("text");
  expect(lab.host.guests.files(901).readText("/a/file")).toBe("more");
  const [task] = lab.host.node.tasks.list();
  expect(task?.id).toBe("900-mp1>901-mp1");
  expect(task?.log).toEqual([
    "moving volume 'mp1' from container '900' to '901'",
    "removing volume 'mp1' from container '900' config",
    "target container '901' updated with 'mp1'",
    "TASK OK",
  ]);
});

test("a running container gets a volume at once, and gives none away", async () => {
  await lab.run("POST", "/lxc/901/status/start");
  expect(await move({ volume: "mp0", "target-vmid": 901 })).toBe("OK");
  expect(lab.host.guests.files(901).readText("/data/file")).toBe("text");
  expect(
    await lab.ask("POST", "/nodes/phoenix/lxc/901/move_volume", {
      volume: "mp0",
      "target-vmid": 900,
    }),
  ).toMatchObject({
    reason: "Cannot move in-use volume while the source CT is running - detach or shutdown first",
  });
});

test("a detached volume stays a detached one", async () => {
  await lab.must("PUT", "/lxc/900/config", { delete: "mp0" });
  expect(await refusal({ volume: "unused0", "target-vmid": 901, "target-volume": "mp0" })).toBe(
    "Moving an unused volume to a used one is not possible",
  );
  expect(await move({ volume: "unused0", "target-vmid": 901 })).toBe("OK");
  expect(lab.file(901)).toContain("unused0: local-zfs:subvol-901-disk-1\n");
  expect(await move({ volume: "mp1", "target-vmid": 900, "target-volume": "unused0" })).toBe("OK");
  expect(lab.file(900)).toMatch(/^unused0: dir:900\/vm-900-disk-\d\.raw$/m);
});

test.each([
  [{ volume: "rootfs", "target-vmid": 901 }, "Cannot move to/from 'rootfs'"],
  [{ volume: "mp0", "target-vmid": 999 }, "could not find CT 999"],
  [{ volume: "mp7", "target-vmid": 901 }, "volume 'mp7' for container '900' does not exist"],
  [
    { volume: "mp0", "target-vmid": 900, "target-volume": "mp1" },
    "Target volume key 'mp1' is already in use for container '900'",
  ],
  [
    { volume: "mp0", "target-vmid": 901, storage: "dir" },
    "either set storage or target-vmid, but not both",
  ],
  [
    { volume: "mp0", "target-vmid": 901, "target-digest": "0".repeat(40) },
    "Container 901: detected modified configuration - file changed by other user? Try again.",
  ],
])("%j is refused", async (params, reason) => {
  expect(await refusal(params)).toBe(reason);
  expect(lab.file(900)).toContain("mp0: local-zfs:subvol-900-disk-1,mp=/data");
});

test.each([
  ["pct snapshot 900 before", "Cannot move volume used by a snapshot to another container"],
  [
    "pct set 901 --protection 1",
    "cannot assign a volume to target CT 901 - protection mode enabled",
  ],
  ["pct set 901 --lock backup", "CT is locked (backup)"],
  ["pct template 901", "Can't move volumes from or to template CT"],
  [
    "pct set 900 --delete mp0 && mkdir -p /srv/bind && pct set 900 --mp0 /srv/bind,mp=/data",
    "Storage does not support moving of this disk to another container",
  ],
])("after %s a volume is not given away", async (command, reason) => {
  // A file on a directory can be in no snapshot.
  await lab.must("PUT", "/lxc/900/config", { delete: "mp1" });
  await lab.host.exec(command.replace("", ""));
  expect(await refusal({ volume: "mp0", "target-vmid": 901 })).toBe(reason);
});

test("a volume goes to another storage as a copy, and the original is kept unless it shall go", async () => {
  expect(await move({ volume: "mp0", storage: "dir" })).toBe("OK");
  expect(lab.file(900)).toMatch(/^mp0: dir:900\/vm-900-disk-\d\.raw,mp=\/data,backup=1,size=1G$/m);
  expect(lab.file(900)).toContain("unused0: local-zfs:subvol-900-disk-1\n");
  expect(lab.host.guests.files(900).readText("/data/file")).toBe("text");
  const { stdout, exitCode } = await lab.host.exec("pct move-volume 900 mp1 local-zfs --delete 1");
  expect([stdout, exitCode]).toEqual(["", 0]);
  expect(lab.host.guests.files(900).readText("/a/file")).toBe("more");
  expect(lab.file(900)).not.toMatch(/lock:|unused1/);
});

test("who may not change both containers moves nothing", async () => {
  const may = async (path: string, roleid: string) => {
    await lab.host.call("root@pam", "PUT", "/access/acl", { path, roles: roleid, users: "ai@pve" });
  };
  await lab.host.call("root@pam", "POST", "/access/users", { userid: "ai@pve" });
  await may("/vms/900", "PVEVMAdmin");
  const path = "/nodes/phoenix/lxc/900/move_volume";
  const ask = async () =>
    (await lab.ask("POST", path, { volume: "mp0", "target-vmid": 901 }, "ai@pve")).reason;
  expect(await ask()).toBe("Permission check failed (/vms/901, VM.Config.Disk)");
  await may("/vms/901", "PVEVMAdmin");
  expect(await ask()).toBe("Permission check failed (/storage/local-zfs, Datastore.AllocateSpace)");
});
