import { Lab } from "./lab";

let lab: Lab;

beforeEach(async () => {
  lab = await Lab.open();
  lab.host.node.zfs.create("rpool/fast", { mountpoint: "/fast" });
});

const create = async (params: Record<string, string | number>) =>
  await lab.ask("POST", "/storage", params);

test("a storage is written to storage.cfg as PVE writes it", async () => {
  const fast = { storage: "fast", type: "zfspool", pool: "rpool/fast", sparse: 1 };
  expect(await create({ ...fast, content: "rootdir,images" })).toMatchObject({
    data: { storage: "fast", type: "zfspool" },
  });
  expect(lab.host.node.files.readText("/etc/pve/storage.cfg")).toMatch(
    /\n\nzfspool: fast\n\tpool rpool\/fast\n\tcontent rootdir,images\n\tmountpoint \/fast\n\tsparse 1\n\n$/,
  );
});

test("a storage's volumes are datasets of its pool, or files of its directory", async () => {
  await create({ storage: "fast", type: "zfspool", pool: "rpool/fast" });
  await create({ storage: "dir", type: "dir", path: "/fast/dir", content: "rootdir" });
  await lab.container(900, { rootfs: "fast:4", mp0: "dir:1,mp=/a", mp1: "dir:0,mp=/b" });
  expect(lab.file(900)).toContain("mp0: dir:900/vm-900-disk-0.raw,mp=/a,size=1G\n");
  expect(lab.file(900)).toContain("mp1: dir:900/subvol-900-disk-1.subvol,mp=/b,size=0T\n");
  lab.host.guests.files(900).write("/b/file", "text");
  const directory = "/fast/dir/images/900/subvol-900-disk-1.subvol";
  expect(lab.host.node.files.readText(`${directory}/file`)).toBe("text");
  expect(await lab.must("GET", "/storage/dir/content")).toEqual([
    expect.objectContaining({ volid: "dir:900/subvol-900-disk-1.subvol", content: "rootdir" }),
    expect.objectContaining({ volid: "dir:900/vm-900-disk-0.raw", size: 1 << 30, format: "raw" }),
  ]);
  await lab.run("POST", "/lxc/900/clone", { newid: 901 });
  expect(lab.host.guests.files(901).readText("/b/file")).toBe("text");
});

test.each([
  [{ storage: "x1", type: "zfspool", pool: "nope/x" }, /no such pool available/],
  [{ storage: "x1", type: "nfs", server: "10.9.9.9", export: "/x" }, /'x1' is not online/],
  [{ storage: "x1", type: "zfspool", pool: "rpool/fast", content: "iso" }, /content type 'none'/],
  [{ storage: "x1", type: "nfs", server: "10.9.9.9" }, /missing value for required option/],
  [{ storage: "local", type: "dir", path: "/x" }, /storage ID 'local' already defined/],
])("a storage %j is refused", async (params, reason) => {
  const before = lab.host.node.files.readText("/etc/pve/storage.cfg");
  const answer = await create(params);
  expect(answer.status).toBe(500);
  expect(answer.reason).toMatch(reason);
  expect(lab.host.node.files.readText("/etc/pve/storage.cfg")).toBe(before);
});

test("what is fixed at creation is no parameter of a change, or is refused", async () => {
  await create({ storage: "fast", type: "zfspool", pool: "rpool/fast" });
  const path = await lab.ask("PUT", "/storage/local", { path: "/x" });
  expect(path.errors).toHaveProperty("path");
  const pool = await lab.ask("PUT", "/storage/fast", { pool: "rpool/other" });
  expect(pool.reason).toMatch(/can't change value of fixed parameter 'pool'/);
});

test("a storage whose pool is gone is inactive and cannot be listed", async () => {
  await create({ storage: "fast", type: "zfspool", pool: "rpool/fast" });
  lab.host.node.zfs.destroy("rpool/fast", true);
  const status = await lab.must("GET", "/storage/fast/status");
  expect(status).toMatchObject({ active: 0, total: 0, enabled: 1 });
  const list = (await lab.must("GET", "/storage")) as { storage: string }[];
  expect(list.map(({ storage }) => storage)).toEqual(["local", "local-zfs", "fast"]);
});

test("removing a storage leaves its volumes", async () => {
  await create({ storage: "fast", type: "zfspool", pool: "rpool/fast" });
  await lab.container(900, { rootfs: "fast:4" });
  expect(await lab.ask("DELETE", "/storage/fast")).toMatchObject({ status: 200 });
  expect(lab.host.node.zfs.exists("rpool/fast/subvol-900-disk-0")).toBe(true);
  const again = await lab.ask("DELETE", "/storage/fast");
  expect(again.reason).toBe("delete storage failed: storage 'fast' does not exist");
});

test("a template is downloaded once, and an unknown server is not reached", async () => {
  const name = "debian-13-standard_13.1-2_amd64.tar.zst";
  expect(await lab.run("POST", "/aplinfo", { storage: "local", template: name })).toBe("OK");
  const list = await lab.must("GET", "/storage/local/content", { content: "vztmpl" });
  expect(list).toContainEqual(
    expect.objectContaining({ volid: `local:vztmpl/${name}`, format: "tzst" }),
  );
  const url = `https://example.org/${name}`;
  const params = { content: "vztmpl", filename: "x.tar.zst", url };
  expect(await lab.run("POST", "/storage/local/download-url", params)).toMatch(
    /^download failed: .*Name or service not known\.$/,
  );
});

test("content that a storage cannot hold is left out with a warning, and looked at before the id", async () => {
  const fast = { type: "zfspool", pool: "rpool/fast" };
  const mixed = await create({ storage: "fast", ...fast, content: "iso,images" });
  expect(mixed).toMatchObject({
    status: 200,
    warnings: ["storage does not support content type 'iso'\n"],
  });
  expect(await lab.ask("GET", "/storage/fast")).toMatchObject({ data: { content: "images" } });
  const again = await create({ storage: "fast", ...fast, content: "iso" });
  expect(again.reason).toBe("storage does not support content type 'none'");
});

test("volumes are made and grown in whole MiB", async () => {
  const host = lab.host;
  await create({ storage: "fast", type: "zfspool", pool: "rpool/fast" });
  expect(await host.exec("pvesm alloc fast 901 vm-901-disk-0 1")).toMatchObject({ exitCode: 0 });
  expect(host.node.zfs.get("rpool/fast/vm-901-disk-0", "volsize")).toBe("1048576");
  host.node.storages.volume("fast:vm-901-disk-0").backend.resize("vm-901-disk-0", 1048577);
  expect(host.node.zfs.get("rpool/fast/vm-901-disk-0", "volsize")).toBe("2097152");
});

test("pvesm tells on standard error what ZFS says of pools and datasets that are gone", async () => {
  const host = lab.host;
  await create({ storage: "fast", type: "zfspool", pool: "rpool/fast/ct" });
  const noDataset = "zfs error: cannot open 'rpool/fast/ct': dataset does not exist\n\n";
  const status = await host.exec("pvesm status");
  expect(status).toMatchObject({ exitCode: 0, stderr: noDataset });
  expect(status.stdout).toMatch(/^fast +zfspool +inactive +0 +0 +0 +0\.00%$/m);
  const config = host.node.files.readText("/etc/pve/storage.cfg") ?? "";
  host.node.files.write("/etc/pve/storage.cfg", config.replace("rpool/fast/ct", "gone/ct"));
  const noPool = "zfs error: cannot open 'gone': no such pool\n\n".repeat(2);
  const failed = `could not activate storage 'fast', zfs error: cannot import 'gone': no such pool available\n`;
  const list = await host.exec("pvesm list fast");
  expect(list).toMatchObject({ exitCode: 1, stdout: "", stderr: noPool + failed });
  expect((await host.exec("pvesm status --storage local")).stderr).toBe(`${noPool}${failed}\n`);
  const nope = await host.exec("pvesm status --storage nope");
  expect(nope.exitCode).toBe(255);
  expect(nope.stderr).toMatch(/storage: No such storage\.\npvesm status {2}\[OPTIONS\]\n$/);
});
