import type { Json } from "../../embedded/contract";
import type { Bag } from "../../providers/lifecycle";
import { gpuNode } from "../embedded/gpu-node";
import { guestSpec, layerSpec, ostemplate, owner, snapshotSpec, templateFile } from "./layer-spec";
import { Resource, World } from "./world";

const config = "/etc/pve/lxc/950.conf";

/** A host with the layer and its snapshot, and one with the guest as well: each test starts from a copy. */
let prepared: { layer: Json; guest: Json; outputs: Bag };
let world: World;
let guest: Resource;

beforeAll(async () => {
  jest.spyOn(console, "log").mockImplementation();
  const first = await World.open(await gpuNode());
  await new Resource(first, "ostemplate", {
    storage: "local",
    template: templateFile,
  }).up();
  await new Resource(first, "container", layerSpec).up();
  await new Resource(first, "snapshot", snapshotSpec).up();
  const layer = first.embedded.snapshotState();
  const made = new Resource(first, "container", guestSpec);
  expect(await made.up()).toBe("created");
  prepared = { layer, guest: first.embedded.snapshotState(), outputs: made.outputs };
  await first.close();
});

afterEach(() => world.close());

async function start(state: Json, inputs: Bag = guestSpec): Promise<void> {
  world = await World.open(state);
  guest = new Resource(world, "container", inputs);
}

async function startWithGuest(inputs: Bag = guestSpec): Promise<void> {
  await start(prepared.guest, inputs);
  guest.restore("950", prepared.outputs);
}

test("a guest is cloned from its layer's snapshot and configured as declared", async () => {
  await startWithGuest();
  const text = await world.shell(`cat ${config}`);
  for (const line of [
    "hostname: vllm",
    "memory: 2048",
    "cpulimit: 1.5",
    "features: nesting=1,keyctl=1",
    "startup: order=3,up=5",
    "dev0: /dev/nvidia0,mode=0666",
    "lxc.cap.drop: sys_time",
  ]) {
    expect(text).toContain(`${line}\n`);
  }
  expect(text).toMatch(/^rootfs: local-zfs:subvol-950-disk-\d+,size=6G$/m);
  expect(text).toMatch(/^mp0: local-zfs:subvol-950-disk-\d+,mp=\/data,size=2G$/m);
  expect(await world.shell("pct status 950")).toBe("status: running\n");
});

test("its description says whose it is and which layer it is a copy of", async () => {
  await startWithGuest();
  const text = await world.shell(`cat ${config}`);
  expect(text).toContain("#the model server\n");
  expect(text).toContain(`#${owner}+950\n`);
  expect(text).toContain("#layer 900@pre-configured 0123456789ab\n");
});

test("a second up changes nothing", async () => {
  await startWithGuest();
  const before = world.mutations;
  expect(await guest.preview()).toMatchObject({ action: "same", changes: [] });
  expect(await guest.up()).toBe("unchanged");
  expect(world.mutations).toBe(before);
});

test("after a lost state it is adopted by its mark, and nothing is changed", async () => {
  await start(prepared.guest);
  const before = world.mutations;
  expect(await guest.up()).toBe("created");
  expect(world.mutations).toBe(before);
});

test("the owner mark edited away is drift, because state knows the guest's volume", async () => {
  await startWithGuest();
  await world.shell("pct set 950 --tags ai --description none");
  const { action, changes } = await guest.preview();
  expect([action, changes]).toEqual(["update", expect.arrayContaining(["tags"])]);
  expect(await guest.up()).toBe("updated");
  expect(await world.shell(`cat ${config}`)).toContain(`tags: ai;${owner}+950`);
});

test("what a killed run has done goes into state, so that it is drift when it is undone", async () => {
  await start(prepared.guest);
  // What the refresh of the killed run has seen: the tag was not there yet.
  guest.restore("950", { ...prepared.outputs, tags: [`${owner}+950`] });
  const before = world.mutations;
  expect(await guest.up()).toBe("updated");
  expect(world.mutations).toBe(before);
  expect(await guest.up()).toBe("unchanged");
  await world.shell(`pct set 950 --tags '${owner}+950'`);
  expect(await guest.preview()).toMatchObject({ action: "update", changes: ["tags"] });
});

test("a value that waits for the next start is no drift, and is told", async () => {
  const { pending, ...patient } = guestSpec;
  await startWithGuest({ ...patient, nameserver: ["10.0.0.53"] });
  expect(await guest.up()).toBe("updated");
  expect(await world.shell(`cat ${config}`)).toContain("[pve:pending]\nnameserver: 10.0.0.53");
  expect(await guest.preview()).toMatchObject({ action: "same" });
  expect(console.log).toHaveBeenCalledWith("container 950: restart needed: nameserver");
});

test("where restarts are allowed, it is restarted for what waits", async () => {
  await startWithGuest({ ...guestSpec, nameserver: ["10.0.0.53"] });
  expect(await guest.up()).toBe("updated");
  const text = await world.shell(`cat ${config}`);
  expect(text).toContain("nameserver: 10.0.0.53");
  expect(text).not.toContain("[pve:pending]");
});

test("what waited is taken back without a restart", async () => {
  await startWithGuest();
  await world.shell("pct set 950 --features nesting=1");
  expect(await guest.up()).toBe("updated");
  expect(await world.shell(`cat ${config}`)).not.toContain("[pve:pending]");
  const done = world.embedded.journal.entries().map(({ what }) => what);
  expect(done.filter((what) => /reboot 950/.test(what))).toEqual([]);
});

test("rootfs and volumes grow in place", async () => {
  await startWithGuest({
    ...guestSpec,
    rootfs: { storage: "local-zfs", size: "8G" },
    mp: { "/data": { storage: "local-zfs", size: "3G" } },
  });
  expect(await guest.up()).toBe("updated");
  expect(await world.shell("pct config 950")).toMatch(/rootfs: .*size=8G\n/);
  expect(await world.shell("pct config 950")).toMatch(/mp0: .*size=3G\n/);
});

test.each<[string, Bag]>([
  ["with a restart", {}],
  ["before the next start", { pending: undefined }],
])(
  "a volume grows and becomes read-only at once, %s, and keeps its other options",
  async (_, rest) => {
    await startWithGuest({
      ...guestSpec,
      ...rest,
      mp: { "/data": { storage: "local-zfs", size: "3G", ro: true } },
    });
    await world.shell(`sed -i '/^mp0:/s/$/,backup=1/' ${config}`);
    expect(await guest.up()).toBe("updated");
    expect(await guest.preview()).toMatchObject({ action: "same" });
    await world.shell("pct stop 950 && pct start 950");
    expect(await world.shell(`cat ${config}`)).toMatch(
      /^mp0: local-zfs:subvol-950-disk-\d+,mp=\/data,backup=1,ro=1,size=3G$/m,
    );
    expect(await guest.preview()).toMatchObject({ action: "same" });
  },
);

test("a directory of the host gives way to a volume at the same place, and the other way round", async () => {
  await startWithGuest();
  await world.shell("mkdir -p /srv/data");
  guest.inputs = { ...guestSpec, mp: { "/data": { bind: "/srv/data" } } };
  expect(await guest.up()).toBe("updated");
  expect(await world.shell(`cat ${config}`)).toMatch(/^mp0: \/srv\/data,mp=\/data$/m);
  guest.inputs = guestSpec;
  expect(await guest.up()).toBe("updated");
  expect(await world.shell(`cat ${config}`)).toMatch(
    /^mp0: local-zfs:subvol-950-disk-\d+,mp=\/data/m,
  );
  expect(await guest.preview()).toMatchObject({ action: "same" });
});

test("a mount point that is taken out is detached, and its volume is kept", async () => {
  await startWithGuest({ ...guestSpec, mp: {} });
  expect(await guest.up()).toBe("updated");
  expect(await world.shell(`cat ${config}`)).toMatch(/^unused0: local-zfs:subvol-950-disk-\d+$/m);
  expect(await guest.preview()).toMatchObject({ action: "same" });
});

test("what is taken out of the declaration is unset", async () => {
  await startWithGuest();
  const { nameserver, startup, ...less } = guestSpec;
  guest.inputs = less;
  expect(await guest.up()).toBe("updated");
  expect(await world.shell(`cat ${config}`)).not.toMatch(/nameserver|startup/);
  expect(await guest.preview()).toMatchObject({ action: "same" });
});

test.each<[string, Bag, RegExp]>([
  [
    "another kind of user space",
    { unprivileged: false },
    /unprivileged is true, declared is false/,
  ],
  ["another storage", { rootfs: { storage: "local", size: "6G" } }, /rootfs is .*local-zfs/],
  [
    "a smaller rootfs",
    { rootfs: { storage: "local-zfs", size: "2G" } },
    /rootfs is .*6G.*declared is .*2G/,
  ],
  [
    "a smaller volume",
    { mp: { "/data": { storage: "local-zfs", size: "1G" } } },
    /a volume is never shrunk/,
  ],
])("%s is refused in preview, and nothing is changed", async (_what, changes, message) => {
  await startWithGuest({ ...guestSpec, ...changes });
  const before = world.mutations;
  await expect(guest.up()).rejects.toThrow(message);
  expect(world.mutations).toBe(before);
});

test('a change that needs a new container is allowed by "replace": true, but not over data volumes', async () => {
  await startWithGuest({ ...guestSpec, unprivileged: false, replace: true });
  await expect(guest.preview()).rejects.toThrow(
    /data volumes with it: local-zfs:subvol-950-disk-\d+/,
  );
  world.settings.deleteVolumes = true;
  await expect(guest.preview()).rejects.toThrow("replaces: unprivileged");
});

test("a foreign guest on a declared vmid is refused with what differs, until it may be adopted", async () => {
  await start(prepared.layer);
  await world.shell(
    `pct create 950 ${ostemplate} --hostname theirs --storage local-zfs --rootfs local-zfs:6 --unprivileged 1`,
  );
  const before = world.mutations;
  await expect(guest.preview()).rejects.toThrow(
    /container 950 exists .*"adopt": true[\s\S]*hostname: theirs on the host, vllm declared/,
  );
  expect(world.mutations).toBe(before);
  guest.inputs = { ...guestSpec, adopt: true };
  expect(await guest.up()).toBe("created");
  expect(await guest.preview()).toMatchObject({ action: "same" });
  expect(await world.shell(`cat ${config}`)).toContain("hostname: vllm");
});

test("a guest that a person cloned from one of ours is foreign, mark and all", async () => {
  await start(prepared.guest, { ...guestSpec, vmid: 951, tags: [`${owner}+951`] });
  await world.shell("pct stop 950 && pct clone 950 951 --full 1");
  expect(await world.shell("cat /etc/pve/lxc/951.conf")).toContain(`${owner}+950`);
  await expect(guest.preview()).rejects.toThrow(/container 951 exists/);
});

test("a crash between the clone and its configuration leaves a guest that is ours", async () => {
  await start(prepared.layer);
  await world.shell(
    `pct clone 900 950 --snapname pre-configured --full 1 --hostname vllm --description '${owner}+950'`,
  );
  expect(await guest.up()).toBe("created");
  expect(await guest.preview()).toMatchObject({ action: "same" });
});

test("a clone has nothing of its layer that it does not declare, and what a person adds later stays", async () => {
  const quiet: Bag = { ...layerSpec, vmid: 951, source: guestSpec.source, tags: [`${owner}+951`] };
  await start(prepared.layer, { ...quiet, rootfs: guestSpec.rootfs });
  const options = "--onboot 1 --startup order=7 --nameserver 9.9.9.9 --cpulimit 1 --swap 99";
  await world.shell(
    `pct delsnapshot 900 pre-configured && pct set 900 ${options} --searchdomain lan --tags 'gpu;${owner}+900' && pct snapshot 900 pre-configured`,
  );
  expect(await guest.up()).toBe("created");
  const made = await world.shell("cat /etc/pve/lxc/951.conf");
  expect(made).toContain(`\ntags: ${owner}+951\n`);
  expect(made).toContain("\nswap: 512\n");
  expect(made).not.toMatch(/^(onboot: 1|startup|nameserver|searchdomain|cpulimit: [^0])/m);
  expect(await guest.up()).toBe("unchanged");
  await world.shell(`pct set 951 --startup order=2 --tags 'mine;${owner}+900;${owner}+951'`);
  expect(await guest.up()).toBe("unchanged");
});

test("a guest that was destroyed by hand is made again", async () => {
  await startWithGuest();
  await world.shell("pct stop 950 && pct destroy 950");
  expect(await guest.preview()).toMatchObject({ action: "create" });
  expect(await guest.up()).toBe("created");
});

test("a guest with data volumes is destroyed only where the stack allows it", async () => {
  await startWithGuest();
  await expect(guest.delete()).rejects.toThrow(
    /data volumes would go with it: local-zfs:subvol-950-disk-\d+/,
  );
  expect(await world.shell("pct status 950")).toBe("status: running\n");
  world.settings.deleteVolumes = true;
  await guest.delete();
  await expect(world.shell("pct status 950")).rejects.toThrow(/does not exist/);
  await guest.delete();
});

test("a guest that is foreign by now, on a volume of the same name, is neither ours nor deleted", async () => {
  await startWithGuest();
  world.settings.deleteVolumes = true;
  await world.shell("pct stop 950 && pct destroy 950");
  await world.shell(
    `pct create 950 ${ostemplate} --storage local-zfs --rootfs local-zfs:6 --mp0 local-zfs:1,mp=/x`,
  );
  await guest.delete();
  expect(await world.shell("pct status 950")).toBe("status: stopped\n");
  await expect(guest.preview()).rejects.toThrow(/container 950 exists on the host/);
});

test("the last tag that is taken out of the declaration goes, and a person's stays", async () => {
  await startWithGuest();
  guest.inputs = { ...guestSpec, tags: [`${owner}+950`] };
  expect(await guest.up()).toBe("updated");
  expect(await world.shell(`cat ${config}`)).toContain(`\ntags: ${owner}+950\n`);
  await world.shell(`pct set 950 --tags 'mine;${owner}+950' && pct set 950 --memory 999`);
  expect(await guest.up()).toBe("updated");
  expect(await world.shell(`cat ${config}`)).toContain(`\ntags: mine;${owner}+950\n`);
});

test("notes of a person that begin like ours are theirs", async () => {
  const { description, ...quiet } = guestSpec;
  await startWithGuest(quiet);
  await guest.up();
  await world.shell("pct set 950 --tags none --description 'layer 7 proxy\nverified by ops'");
  expect(await guest.up()).toBe("updated");
  const text = await world.shell(`cat ${config}`);
  expect(text).toContain("#layer 7 proxy\n#verified by ops\n");
  expect(await guest.up()).toBe("unchanged");
});

test("a lock that ends inside a task or a command is waited out", async () => {
  await startWithGuest();
  await world.shell(
    `pct stop 950 && pct set 950 --delete dev0 && sed -i '1i lock: backup' ${config}`,
  );
  const unlock = setTimeout(() => void world.shell("pct unlock 950"), 1_500);
  expect(await guest.up()).toBe("updated");
  clearTimeout(unlock);
  expect(await world.shell("pct status 950")).toBe("status: running\n");
});

test("clones of one source wait for each other", async () => {
  await start(prepared.layer);
  const clones = [951, 952, 953].map((vmid) => ({
    ...guestSpec,
    vmid,
    mp: {},
    tags: ["ai", `${owner}+${vmid}`],
    net: { net0: { ...guestSpec.net.net0, ip: `10.0.0.${vmid - 800}/24` } },
  }));
  const made = await Promise.all(
    clones.map((inputs) => new Resource(world, "container", inputs).up()),
  );
  expect(made).toEqual(["created", "created", "created"]);
});

test.each<[string, Bag, RegExp]>([
  ["a hostname with a shell's characters", { hostname: "a;reboot" }, /hostname/],
  ["a raw line that is two", { lxc: ["lxc.a: b\nlxc.c: d"] }, /lxc/],
  ["a mount point that climbs", { mp: { "/../etc": { storage: "local-zfs", size: "1G" } } }, /mp/],
  ["a device that is no path", { dev: { "nvidia0 --force": {} } }, /dev/],
  ["memory as text", { memory: "2048" }, /memory/],
  ["a field that nobody knows", { cpu: 2 }, /cpu/],
  [
    "a GPU that the host has not",
    { dev: { "/dev/nvidia7": {} } },
    /the host has no \/dev\/nvidia7; .*\/dev\/nvidia0/,
  ],
])("%s is refused by name, and nothing is changed", async (_what, changes, message) => {
  await start(prepared.layer, { ...guestSpec, ...changes });
  const before = world.mutations;
  await expect(guest.up()).rejects.toThrow(message);
  expect(world.mutations).toBe(before);
});

test("raw lines wait for the lock that Proxmox VE holds while it changes the file", async () => {
  const lxc = ["lxc.cap.drop: sys_boot"];
  await startWithGuest({ ...guestSpec, lxc });
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  const before = await world.shell(`cat ${config}`);
  const run = jest.spyOn(world.host.shell, "run");
  const proxmox = world.embedded.node.lockConfig(950, () => held);
  const up = guest.up();
  while (run.mock.calls.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect((await world.embedded.exec(`cat ${config}`)).stdout).toBe(before);
  release();
  await proxmox;
  expect(await up).toBe("updated");
  expect(await world.shell(`cat ${config}`)).toContain("lxc.cap.drop: sys_boot\n");
});
