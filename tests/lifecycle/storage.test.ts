import type { Json } from "../../embedded/contract";
import type { Bag } from "../../providers/lifecycle";
import { makeGround, storageSpecs } from "./storage-specs";
import { Resource, World } from "./world";

let prepared: Json;
let world: World;

beforeAll(async () => {
  jest.spyOn(console, "log").mockImplementation();
  const first = await World.open();
  await makeGround(first);
  prepared = first.embedded.snapshotState();
  await first.close();
});
beforeEach(async () => {
  world = await World.open(prepared);
  world.settings.storagePasswords.set("media", "let me in");
});
afterEach(() => world.close());

const storageOf = (inputs: Bag) => new Resource(world, "storage", inputs);
const idOf = ({ storage }: Bag) => (typeof storage === "string" ? storage : "");
const config = () => world.shell("cat /etc/pve/storage.cfg");

/** Asserts that the preview refuses, and that nothing was changed by it. */
async function refuses(storage: Resource, message: RegExp): Promise<void> {
  const before = world.mutations;
  await expect(storage.preview()).rejects.toThrow(message);
  await expect(storage.up()).rejects.toThrow(message);
  expect(world.mutations).toBe(before);
}

const all = Object.entries<Bag>(storageSpecs);

test.each(all)("a %s is made, found again, and removed, twice", async (type, inputs) => {
  const storage = storageOf(inputs);
  expect(await storage.up()).toBe("created");
  expect(await config()).toMatch(new RegExp(`^${type}: ${idOf(inputs)}$`, "m"));
  const before = world.mutations;
  expect(await storage.up()).toBe("unchanged");
  expect(world.mutations).toBe(before);
  await storage.delete();
  expect(await config()).not.toContain(idOf(inputs));
  await storage.delete();
});

test.each(all)("a %s that is there is adopted, and stays when it is let go", async (_, inputs) => {
  await storageOf(inputs).up();
  const adopted = storageOf(inputs);
  const before = world.mutations;
  expect(await adopted.up()).toBe("created");
  await adopted.delete();
  expect(world.mutations).toBe(before);
});

test("a storage that somebody has removed is made again", async () => {
  const storage = storageOf(storageSpecs.nfs);
  await storage.up();
  await world.shell("pvesm remove remote");
  expect(await storage.preview()).toMatchObject({ action: "create" });
  expect(await storage.up()).toBe("created");
});

test("options that are taken out of the declaration are taken out of storage.cfg", async () => {
  const more = {
    ...{ "prune-backups": "keep-daily=7,keep-last=3", shared: true, preallocation: "off" },
    ...{ is_mountpoint: "yes", nodes: ["phoenix"], disable: true },
  };
  const storage = storageOf({ ...storageSpecs.dir, ...more });
  await storage.up();
  expect(await config()).toMatch(/prune-backups keep-daily=7,keep-last=3/);
  storage.inputs = storageSpecs.dir;
  expect(await storage.up()).toBe("updated");
  const written = (await config()).split("dir: files")[1] ?? "";
  expect(
    written
      .trim()
      .split("\n")
      .map((line) => line.trim())
      .sort(),
  ).toEqual(["content iso,vztmpl", "path /quickOS"]);
  expect(await storage.up()).toBe("unchanged");
});

test("options that others have set and nobody declares are left alone", async () => {
  const storage = storageOf(storageSpecs.dir);
  await storage.up();
  await world.shell("pvesm set files --preallocation full");
  const before = world.mutations;
  expect(await storage.up()).toBe("unchanged");
  expect(world.mutations).toBe(before);
});

test("the order of what is kept, and other words for yes, make no difference", async () => {
  const more = { "prune-backups": "keep-last=3,keep-daily=7", is_mountpoint: "1" };
  const storage = storageOf({ ...storageSpecs.dir, ...more });
  await storage.up();
  const same = { "prune-backups": "keep-daily=7,keep-last=3", is_mountpoint: "yes" };
  storage.inputs = { ...storageSpecs.dir, ...same };
  const before = world.mutations;
  await storage.up();
  expect(world.mutations).toBe(before);
});

test.each<[Bag, Bag]>([
  [storageSpecs.dir, { path: "/srv/other" }],
  [storageSpecs.zfspool, { pool: "rpool" }],
  [storageSpecs.nfs, { export: "/other" }],
  [storageSpecs.nfs, { server: "10.0.0.51" }],
  [storageSpecs.cifs, { share: "other" }],
  [storageSpecs.lvmthin, { thinpool: "other" }],
])("of %j what cannot be changed (%j) is refused with what to do", async (inputs, change) => {
  const storage = storageOf(inputs);
  await storage.up();
  storage.inputs = { ...inputs, ...change };
  await refuses(storage, /Proxmox VE cannot change that.*pvesm remove/);
});

test("another password in the stack's secrets is a change, and no word of it is seen", async () => {
  const media = storageOf(storageSpecs.cifs);
  await media.up();
  expect(await world.shell("cat /etc/pve/priv/storage/media.pw")).toBe("password=let me in\n");
  world.settings.storagePasswords.set("media", "another secret");
  expect(await media.preview()).toMatchObject({ action: "update", changes: ["password"] });
  expect(await media.up()).toBe("updated");
  expect(await world.shell("cat /etc/pve/priv/storage/media.pw")).toBe("password=another secret\n");
  await world.shell("echo password=by-hand > /etc/pve/priv/storage/media.pw");
  expect(await media.preview()).toMatchObject({ action: "update", changes: ["password"] });
  expect(await media.up()).toBe("updated");
  expect(await media.up()).toBe("unchanged");
  const calls = jest.mocked(console.log).mock.calls;
  const seen = JSON.stringify([media.outputs, calls, world.embedded.journal.entries()]);
  expect(seen).not.toMatch(/let me in|another secret/);
});

test("a wrong password is told without a word of it, and leaves nothing behind", async () => {
  world.settings.storagePasswords.set("media", "wrong and secret");
  const up = storageOf(storageSpecs.cifs).up();
  await expect(up).rejects.toThrow(/NT_STATUS_LOGON_FAILURE/);
  await expect(up).rejects.not.toThrow(/wrong and secret/);
  expect(await config()).not.toContain("media");
});

test("a user without a password in the stack's secrets is refused, and where to put it is said", async () => {
  world.settings.storagePasswords.clear();
  const message = /no password of reader: pulumi config set --secret .*storagePasswords\["media"\]/;
  await refuses(storageOf(storageSpecs.cifs), message);
});

test.each<[Bag, RegExp]>([
  [{ ...storageSpecs.nfs, server: "10.9.9.9" }, /storage 'remote' is not online/],
  [{ ...storageSpecs.nfs, export: "/nothing" }, /access denied by server/],
  [{ ...storageSpecs.lvmthin, vgname: "none" }, /no such volume group 'none'/],
  [{ ...storageSpecs.lvmthin, thinpool: "none" }, /no such logical volume fast\/none/],
])("what cannot be reached is told in Proxmox's words: %j", async (inputs, message) => {
  await expect(storageOf(inputs).up()).rejects.toThrow(message);
  expect(await config()).not.toContain(idOf(inputs));
});

test.each<[Bag, RegExp]>([
  [{ ...storageSpecs.dir, content: ["everything"] }, /content/],
  [{ ...storageSpecs.dir, path: "/a/../etc" }, /path/],
  [{ ...storageSpecs.nfs, options: "soft\nexec" }, /options/],
  [{ ...storageSpecs.cifs, smbversion: "1.0" }, /smbversion/],
  [{ ...storageSpecs.cifs, password: "in clear text" }, /password/],
])("%j is refused by name", async (inputs, message) => {
  await refuses(storageOf(inputs), message);
});

test("an OS template is found, and downloaded, on a storage of a server as well", async () => {
  const content = ["backup", "vztmpl"];
  await storageOf({ ...storageSpecs.nfs, content }).up();
  const template = "debian-13-standard_13.1-2_amd64.tar.zst";
  const wanted = new Resource(world, "ostemplate", { storage: "remote", template });
  expect(await wanted.up()).toBe("created");
  expect(await wanted.up()).toBe("unchanged");
});
