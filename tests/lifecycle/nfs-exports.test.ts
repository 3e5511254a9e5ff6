import { exportsFile } from "../../host/nfs";
import { upCutOff } from "./cut-off";
import { Resource, World } from "./world";

const table = {
  "/srv/data": {
    "10.0.0.0/24": ["rw", "sync", "no_subtree_check", "no_root_squash"],
    "10.0.0.5": ["ro"],
  },
  "/srv/iso": { "*": ["ro", "all_squash", "insecure"] },
};
const spec = {
  package: "installed",
  enabled: "enabled",
  active: "active",
  directories: { "/srv/data": { owner: "nobody:nogroup", mode: "2775" }, "/srv/iso": {} },
  exports: table,
  exported: table,
};
const withTable = (exports: Record<string, Record<string, string[]>>) => ({
  ...spec,
  exports,
  exported: exports,
});

let world: World;
let nfs: Resource;

beforeEach(async () => {
  jest.spyOn(console, "log").mockImplementation();
  world = await World.open();
  nfs = new Resource(world, "nfsexports", spec);
});
afterEach(() => world.close());

const exported = async () => (await world.shell("exportfs -s")).split("\n").filter(Boolean).sort();

test("folders are made and exported, now and in the file, by a server that starts with the node", async () => {
  expect(await nfs.up()).toBe("created");
  expect(await exported()).toEqual([
    "/srv/data  10.0.0.0/24(sync,wdelay,hide,no_subtree_check,sec=sys,rw,secure,no_root_squash,no_all_squash)",
    "/srv/data  10.0.0.5(sync,wdelay,hide,no_subtree_check,sec=sys,ro,secure,root_squash,no_all_squash)",
    "/srv/iso  *(sync,wdelay,hide,no_subtree_check,sec=sys,ro,insecure,root_squash,all_squash)",
  ]);
  expect(await world.shell(`grep -v '^#' ${exportsFile}`)).toBe(
    "/srv/data 10.0.0.0/24(rw,sync,no_subtree_check,no_root_squash) 10.0.0.5(ro)\n" +
      "/srv/iso *(ro,all_squash,insecure)\n",
  );
  expect(
    await world.shell("systemctl is-enabled nfs-server && systemctl is-active nfs-server"),
  ).toBe("enabled\nactive\n");
  expect(await world.shell("stat -c '%a %U:%G' /srv/data")).toBe("2775 nobody:nogroup\n");
});

test("a second up, and one after a lost state, change nothing", async () => {
  await nfs.up();
  const before = world.mutations;
  expect(await nfs.up()).toBe("unchanged");
  nfs.forget();
  expect(await nfs.up()).toBe("created");
  expect(world.mutations).toBe(before);
});

test("the order of options and clients, and options that are the default, make no difference", async () => {
  await nfs.up();
  nfs.inputs = withTable({
    "/srv/iso": { "*": ["insecure", "all_squash", "root_squash"] },
    "/srv/data": {
      "10.0.0.5": ["ro", "sec=sys"],
      "10.0.0.0/24": ["no_root_squash", "wdelay", "rw"],
    },
  });
  const before = world.mutations;
  await nfs.up();
  expect(world.mutations).toBe(before);
});

test("an export that is taken out of the declaration is withdrawn, and its folder stays", async () => {
  await nfs.up();
  nfs.inputs = {
    ...withTable({ "/srv/data": table["/srv/data"] }),
    directories: { "/srv/data": spec.directories["/srv/data"] },
  };
  expect(await nfs.up()).toBe("updated");
  expect(await exported()).toHaveLength(2);
  expect(await world.shell("ls -d /srv/iso")).toBe("/srv/iso\n");
});

test("other people's exports are left alone, by hand or in files", async () => {
  await world.shell("mkdir -p /srv/theirs && echo '/srv/theirs 10.9.9.9(rw,sync)' >> /etc/exports");
  await nfs.up();
  expect((await exported()).join("\n")).toMatch(/^\/srv\/theirs {2}10\.9\.9\.9\(/m);
  await world.shell("mkdir -p /srv/more && exportfs -o ro 10.9.9.9:/srv/more");
  expect(await nfs.up()).toBe("unchanged");
  await nfs.delete();
  expect(await world.shell("cat /etc/exports")).toContain("/srv/theirs 10.9.9.9(rw,sync)\n");
});

test("a line of another file that says what is declared counts, and is not written twice", async () => {
  await world.shell(
    "mkdir -p /etc/exports.d && echo '/srv/iso *(insecure,ro,all_squash,sync)' > /etc/exports.d/zfs.exports",
  );
  await nfs.up();
  expect(await world.shell(`cat ${exportsFile}`)).not.toContain("/srv/iso");
  expect(await exported()).toHaveLength(3);
  expect(await nfs.up()).toBe("unchanged");
});

test("a line of another file that says otherwise is refused with what to do, and left alone", async () => {
  await world.shell("echo '/srv/data 10.0.0.0/24(ro)' >> /etc/exports");
  const before = world.mutations;
  await expect(nfs.up()).rejects.toThrow(
    /\/etc\/exports exports \/srv\/data to 10\.0\.0\.0\/24 already, with ro; declared is rw,.* Remove that line/,
  );
  expect(world.mutations).toBe(before);
});

test("what cannot be exported is refused", async () => {
  await world.shell("echo x > /srv/data");
  await expect(nfs.preview()).rejects.toThrow(/\/srv\/data is a regular file on the node/);
});

test("a client that nobody knows is seen although exportfs ends well, and the file becomes what it was", async () => {
  await nfs.up();
  const [file, exports] = [await world.shell(`cat ${exportsFile}`), await exported()];
  nfs.inputs = withTable({ ...table, "/srv/data": { nosuch: ["rw"] } });
  await expect(nfs.up()).rejects.toThrow(
    /not exported as declared: \/srv\/data to nosuch.*Failed to resolve nosuch/s,
  );
  expect(await world.shell(`cat ${exportsFile}`)).toBe(file);
  expect(await exported()).toEqual(exports);
});

test("an option that exportfs does not know leaves no file behind", async () => {
  nfs.inputs = withTable({ ...table, "/srv/iso": { "*": ["ro", "bogus"] } });
  await expect(nfs.up()).rejects.toThrow(/unknown keyword "bogus"/);
  await expect(world.shell(`cat ${exportsFile}`)).rejects.toThrow(/No such file/);
});

test("somebody else's broken file does not keep ours from being exported", async () => {
  await world.shell("echo '/srv/none 10.9.9.9(rw)' >> /etc/exports");
  expect(await nfs.up()).toBe("created");
  expect(await exported()).toHaveLength(3);
});

test("a host that is listed under its full name is the one that is declared", async () => {
  await world.shell("echo '10.0.0.50 nas.lan' >> /etc/hosts");
  nfs.inputs = withTable({ ...table, "/srv/iso": { "nas.lan": ["ro"] } });
  await nfs.up();
  expect(await nfs.up()).toBe("unchanged");
});

test("deleting withdraws what we export and nothing else, and may be repeated", async () => {
  await nfs.up();
  await nfs.delete();
  expect(await exported()).toEqual([]);
  expect(await world.shell("ls /etc/exports.d")).toBe("");
  expect(await world.shell("systemctl is-active nfs-server; ls -d /srv/data")).toContain("active");
  const before = world.mutations;
  await nfs.delete();
  expect(world.mutations).toBe(before);
});

test("a removal that is cut off is ended by the next one", async () => {
  await nfs.up();
  expect(await upCutOff(world, () => nfs.delete())).toBeGreaterThan(4);
  expect(await exported()).toEqual([]);
  expect(await world.shell("ls /etc/exports.d")).toBe("");
});

test("of a server whose package somebody has removed nothing but our file is taken away", async () => {
  await nfs.up();
  await world.shell("apt-get remove -y -qq nfs-kernel-server");
  await nfs.delete();
  expect(await world.shell("ls /etc/exports.d")).toBe("");
});

test("an export that was taken out by a run that was cut off is withdrawn by the next one", async () => {
  await nfs.up();
  nfs.inputs = withTable({ "/srv/iso": { "10.0.0.0/24": ["ro"] } });
  expect(await upCutOff(world, () => nfs.up())).toBeGreaterThan(4);
  expect(await exported()).toHaveLength(1);
  expect(await nfs.up()).toBe("unchanged");
  expect(await world.shell("ls /etc/exports.d")).toBe("phoenix.exports\n");
});

test("a file that was there before us stays when it is let go", async () => {
  await nfs.up();
  nfs.forget();
  await nfs.up();
  await nfs.delete();
  expect(await exported()).toHaveLength(3);
});

test.each([
  [withTable({ "/srv/../etc": { "*": ["ro"] } }), /exports/],
  [withTable({ "/srv/a b": { "*": ["ro"] } }), /exports/],
  [withTable({ "/srv/$(reboot)": { "*": ["ro"] } }), /exports/],
  [withTable({ "/srv/a": { "* (rw)\n/etc": ["ro"] } }), /exports/],
  [withTable({ "/srv/a": { "*;reboot": ["ro"] } }), /exports/],
  [withTable({ "/srv/a": { "*": ["ro)\n/etc *(rw"] } }), /exports/],
  [{ ...spec, directories: { "/srv/data": { owner: "root; reboot" } } }, /directories/],
  [{ ...spec, directories: { "/srv/data": { mode: "u+s" } } }, /directories/],
  [{ ...spec, active: "inactive" }, /active/],
])("what is declared wrongly is refused by name", async (inputs, message) => {
  const before = world.mutations;
  await expect(new Resource(world, "nfsexports", inputs).up()).rejects.toThrow(message);
  expect(world.mutations).toBe(before);
});
