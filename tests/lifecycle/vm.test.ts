import type { Json } from "../../embedded/contract";
import type { Bag } from "../../providers/lifecycle";
import { bootstrapToken } from "./bootstrap-token";
import { owner } from "./layer-spec";
import { imageSpec, makeTemplateVm, templateVmSpec, vmSpec } from "./vm-spec";
import { Resource, World } from "./world";

const config = "/etc/pve/qemu-server/1001.conf";

/** A host with the template, and one with the machine as well: each test starts from a copy. */
let prepared: { template: Json; vm: Json; outputs: Bag };
let world: World;
let vm: Resource;

beforeAll(async () => {
  jest.spyOn(console, "log").mockImplementation();
  const first = await World.open();
  await makeTemplateVm(first);
  const template = first.embedded.snapshotState();
  const made = new Resource(first, "vm", vmSpec);
  expect(await made.up()).toBe("created");
  prepared = { template, vm: first.embedded.snapshotState(), outputs: made.outputs };
  await first.close();
});

afterEach(() => world.close());

async function start(state: Json, inputs: Bag = vmSpec): Promise<void> {
  world = await World.open(state);
  vm = new Resource(world, "vm", inputs);
}

async function startWithVm(inputs: Bag = vmSpec): Promise<void> {
  await start(prepared.vm, inputs);
  vm.restore("1001", prepared.outputs);
}

const conf = () => world.shell(`cat ${config}`);

/** Brings the machine up until a task of that type has begun its work; then the node dies, and starts again. */
async function dieDuring(type: string): Promise<void> {
  world.embedded.faults.onTask({ type });
  const lost = vm.up().catch(() => undefined);
  while (!(world.embedded.node.files.readText(config) ?? "").includes("lock:")) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const dead = world.embedded.snapshotState();
  await world.close();
  await lost;
  await start(dead, vm.inputs);
}

test("a machine is cloned from its template and configured as declared", async () => {
  await startWithVm();
  const text = await conf();
  for (const line of [
    "#the portal",
    `#${owner}+1001`,
    "#layer 9000@template",
    "agent: 1",
    "balloon: 1024",
    "boot: order=scsi0",
    "ciuser: ann",
    "cores: 2",
    "cpu: host",
    "ide2: local-zfs:vm-1001-cloudinit,media=cdrom",
    "ipconfig0: ip=10.0.0.111/24,gw=10.0.0.1",
    "memory: 2048",
    "name: portal",
    "nameserver: 10.0.0.1",
    "scsi0: local-zfs:vm-1001-disk-0,size=8G",
    "scsi1: local-zfs:vm-1001-disk-1,size=2G",
    "searchdomain: internal.example",
    "startup: order=4,up=2,down=2",
    `tags: ${owner}+1001;web`,
  ]) {
    expect(text).toContain(`${line}\n`);
  }
  expect(text).toMatch(/^net0: virtio=BC:24:11(:[0-9A-F]{2}){3},bridge=vmbr0,tag=20$/m);
  expect(text).toMatch(/^sshkeys: ssh-ed25519%20A+C3[^ ]+%20ann%0Assh-ed25519%20[^ ]+$/m);
  expect(await world.shell("qm status 1001")).toBe("status: running\n");
});

test("a template is made of a cloud image, with room to grow", async () => {
  await start(prepared.template);
  const text = await world.shell("cat /etc/pve/qemu-server/9000.conf");
  expect(text).toContain("scsi0: local-zfs:base-9000-disk-0,size=4G\n");
  expect(text).toContain("serial0: socket\n");
  expect(text).toContain("template: 1\n");
});

test("a machine of a template is a linked clone where that is asked for", async () => {
  const source = { clone: 9000, full: false };
  await start(prepared.template, { ...vmSpec, source, running: false });
  expect(await vm.up()).toBe("created");
  expect(await conf()).toContain("scsi0: local-zfs:base-9000-disk-0/vm-1001-disk-0,size=8G\n");
});

test("a machine is a copy of a layer's snapshot, and says which", async () => {
  await start(prepared.template);
  const layer = new Resource(world, "vm", {
    ...templateVmSpec,
    vmid: 9001,
    tags: [`${owner}+9001`],
  });
  await layer.up();
  const snapshot = {
    vmid: 9001,
    owner,
    type: "qemu",
    snapname: "ready",
    fingerprint: "0123456789ab",
  };
  const taken = new Resource(world, "snapshot", snapshot);
  expect([await taken.up(), await taken.up()]).toEqual(["created", "unchanged"]);
  vm.inputs = { ...vmSpec, source: { clone: 9001, snapname: "ready", full: true } };
  expect(await vm.up()).toBe("created");
  expect(await conf()).toContain("#layer 9001@ready 0123456789ab\n");
  await taken.delete();
  expect(await world.shell("qm listsnapshot 9001")).not.toContain("ready");
});

test("a second up changes nothing", async () => {
  await startWithVm();
  const before = world.mutations;
  expect(await vm.preview()).toMatchObject({ action: "same", changes: [] });
  expect(await vm.up()).toBe("unchanged");
  expect(world.mutations).toBe(before);
});

test("the owner mark edited away is drift, because state knows the machine's volume", async () => {
  await startWithVm();
  await world.shell("qm set 1001 --tags web --description none");
  const { action, changes } = await vm.preview();
  expect([action, changes]).toEqual(["update", expect.arrayContaining(["tags"])]);
  expect(await vm.up()).toBe("updated");
  expect(await conf()).toContain(`tags: ${owner}+1001;web\n`);
});

test("what waits for the next start is no drift, and is told", async () => {
  const { pending, ...patient } = vmSpec;
  await startWithVm({ ...patient, memory: 4096, ciuser: "bob" });
  expect(await vm.up()).toBe("updated");
  expect(await conf()).toMatch(/\[PENDING\]\nmemory: 4096\n\n\[special:cloudinit\]\nciuser: ann\n/);
  expect(await vm.preview()).toMatchObject({ action: "same" });
  expect(console.log).toHaveBeenCalledWith("vm 1001: restart needed: cloudinit, memory");
});

test("where restarts are allowed, it is started anew for what waits", async () => {
  await startWithVm({ ...vmSpec, memory: 4096, ciuser: "bob" });
  expect(await vm.up()).toBe("updated");
  const text = await conf();
  expect(text).toContain("\nmemory: 4096\n");
  expect(text).not.toMatch(/PENDING|special/);
  expect(await world.shell("qm status 1001")).toBe("status: running\n");
});

test("what waited is taken back without a restart", async () => {
  await startWithVm(vmSpec);
  await world.shell("qm set 1001 --memory 4096");
  expect(await vm.up()).toBe("updated");
  expect(await conf()).not.toMatch(/PENDING/);
  const done = world.embedded.journal.entries().map(({ what }) => what);
  expect(done.filter((what) => /shutdown 1001/.test(what))).toEqual([]);
});

test("disks grow in place, and one that is taken out is detached and kept", async () => {
  await startWithVm({ ...vmSpec, disks: { scsi0: { storage: "local-zfs", size: "10G" } } });
  expect(await vm.up()).toBe("updated");
  const text = await conf();
  expect(text).toContain("scsi0: local-zfs:vm-1001-disk-0,size=10G\n");
  expect(text).toContain("unused0: local-zfs:vm-1001-disk-1\n");
  expect(await vm.preview()).toMatchObject({ action: "same" });
});

test.each<[string, Bag, RegExp]>([
  [
    "a smaller boot disk",
    { disks: { ...vmSpec.disks, scsi0: { storage: "local-zfs", size: "4G" } } },
    /disk scsi0 is .*8G.*"replace": true/,
  ],
  [
    "a boot disk elsewhere",
    { disks: { ...vmSpec.disks, scsi0: { storage: "local", size: "8G" } } },
    /disk scsi0 is .*"replace": true/,
  ],
  [
    "a smaller disk",
    { disks: { ...vmSpec.disks, scsi1: { storage: "local-zfs", size: "1G" } } },
    /disk scsi1 has 2G, declared is 1G: a disk is never shrunk/,
  ],
  [
    "a disk elsewhere",
    { disks: { ...vmSpec.disks, scsi1: { storage: "local", size: "2G" } } },
    /scsi1 lies on storage local-zfs, declared is local: move it with "qm disk move" first/,
  ],
])("%s is refused in preview, and nothing is changed", async (_, change, message) => {
  await startWithVm({ ...vmSpec, ...change });
  const before = world.mutations;
  await expect(vm.preview()).rejects.toThrow(message);
  expect(world.mutations).toBe(before);
});

test("a machine whose boot disk was detached gets no empty one instead", async () => {
  await startWithVm();
  await world.shell("qm stop 1001 && qm set 1001 --delete scsi0");
  await expect(vm.up()).rejects.toThrow(/has no disk scsi0 to boot from/);
});

test("replace makes it anew, unless its data disks would go with it", async () => {
  const disks = { ...vmSpec.disks, scsi0: { storage: "local-zfs", size: "4G" } };
  await startWithVm({ ...vmSpec, disks, replace: true });
  await expect(vm.preview()).rejects.toThrow(/its data disks with it: local-zfs:vm-1001-disk-1/);
  world.settings.deleteVolumes = true;
  await expect(vm.preview()).rejects.toThrow("replaces: disks");
});

test("a machine of somebody else's is refused, with what would change, until it says adopt", async () => {
  await start(prepared.template, { ...vmSpec, disks: { scsi0: vmSpec.disks.scsi0 } });
  await world.shell("qm clone 9000 1001 --full 1 --name theirs");
  const before = world.mutations;
  await expect(vm.preview()).rejects.toThrow(/not made by this stack[^]*name: theirs on the host/);
  expect(world.mutations).toBe(before);
  vm.inputs = { ...vm.inputs, adopt: true };
  expect(await vm.up()).toBe("created");
  expect(await conf()).toContain("name: portal\n");
  expect(await vm.up()).toBe("unchanged");
});

test("a number that a container has is refused", async () => {
  await start(prepared.template);
  await world.shell("printf 'hostname: x\\n' > /etc/pve/lxc/1001.conf");
  await expect(vm.preview()).rejects.toThrow("1001 is a container on the host");
});

test("a machine that is gone is made again", async () => {
  await startWithVm();
  await world.shell("qm stop 1001 && qm destroy 1001");
  expect(await vm.up()).toBe("created");
  expect(await vm.up()).toBe("unchanged");
});

test("it is destroyed only where its data disks may be, and twice is once", async () => {
  await startWithVm();
  await expect(vm.delete()).rejects.toThrow(/is not destroyed[^]*local-zfs:vm-1001-disk-1/);
  world.settings.deleteVolumes = true;
  await vm.delete();
  await vm.delete();
  expect(await world.shell("qm list")).not.toContain("1001");
  expect(await world.shell("zfs list -H -o name -t volume")).not.toContain("vm-1001");
});

test("a machine that was being cloned when the node died is made anew", async () => {
  await start(prepared.template);
  await dieDuring("qmclone");
  expect(await conf()).toContain("lock: clone\n");
  expect(await vm.up()).toBe("created");
  expect(await conf()).not.toContain("lock:");
});

test("one that was being made of an image is nobody's: its file holds nothing but the lock", async () => {
  await start(prepared.template, { ...vmSpec, source: templateVmSpec.source });
  await dieDuring("qmcreate");
  await expect(vm.up()).rejects.toThrow("qm unlock 1001 && qm destroy 1001");
  await world.shell("qm unlock 1001 && qm destroy 1001 --destroy-unreferenced-disks 1");
  expect(await vm.up()).toBe("created");
});

test.each<[Bag, RegExp]>([
  [{ vmid: 99 }, /vmid/],
  [{ name: "a b" }, /host name/],
  [{ disks: { hda: { storage: "local-zfs", size: "1G" } } }, /must be scsi0/],
  [{ disks: { scsi0: { storage: "local-zfs", size: "1T" } } }, /size in GiB/],
  [{ source: { image: "local:iso/x.iso" } }, /STORAGE:import\/FILE/],
  [{ sshkeys: ["a\nb"] }, /sshkeys/],
  [{ net: { net0: { model: "ne2k", bridge: "vmbr0" } } }, /net/],
  [{ hostpci: ["a,b"] }, /hostpci/],
])("%j is refused", async (change, message) => {
  await start(prepared.template, { ...vmSpec, ...change });
  await expect(vm.preview()).rejects.toThrow(message);
});

test("the rights that bootstrap gives suffice for all of it", async () => {
  world = await World.open(undefined, bootstrapToken({ hasVms: true }));
  await makeTemplateVm(world);
  vm = new Resource(world, "vm", vmSpec);
  expect(await vm.up()).toBe("created");
  await world.shell("qm set 1001 --name other --net0 virtio,bridge=vmbr0 --delete ide2,scsi1");
  expect(await vm.up()).toBe("updated");
  world.settings.deleteVolumes = true;
  await vm.delete();
});

test("an image is downloaded once, held to its checksum, and let go", async () => {
  await start(prepared.template);
  const wrong = new Resource(world, "cloudimage", {
    ...imageSpec,
    file: "other.qcow2",
    checksum: `sha256:${"0".repeat(64)}`,
  });
  await expect(wrong.up()).rejects.toThrow("checksum mismatch");
  expect(await world.shell("ls /var/lib/vz/import")).toBe(`${imageSpec.file}\n`);
  const image = new Resource(world, "cloudimage", imageSpec);
  const before = world.mutations;
  expect([await image.up(), await image.up()]).toEqual(["created", "unchanged"]);
  await image.delete();
  expect(world.mutations).toBe(before);
});

test("an image on a storage that holds none is refused", async () => {
  await start(prepared.template);
  const image = new Resource(world, "cloudimage", { ...imageSpec, storage: "local-zfs" });
  await expect(image.preview()).rejects.toThrow("add import to its content");
});
