import { recordedCommands, testWithShared } from "../shared";
import { shellFixture } from "./shell-fixture";

const run = async (script: string) => {
  const { shell } = shellFixture();
  return shell.exec(script, {});
};

test("a pool's disks carry a partition table and its label, also after the pool is destroyed", async () => {
  const { stdout } = await run(
    "zpool create p /dev/nvme0n1; zpool destroy p; lsblk -no NAME,TYPE,FSTYPE,LABEL,PTTYPE /dev/nvme0n1",
  );
  expect(stdout).toBe(
    "nvme0n1     disk              gpt\n" +
      "├─nvme0n1p1 part zfs_member p gpt\n" +
      "└─nvme0n1p9 part              gpt\n",
  );
});

test("zpool takes no disk with a file system on a partition, unless it is forced to", async () => {
  const make = "sgdisk -n 1:0:0 /dev/nvme1n1; mkfs.ext4 /dev/nvme1n1p1; zpool create";
  expect(await run(`${make} p /dev/nvme1n1`)).toMatchObject({
    exitCode: 1,
    stderr:
      "invalid vdev specification\nuse '-f' to override the following errors:\n" +
      "/dev/nvme1n1p1 contains a filesystem of type 'ext4'\n",
  });
  expect(await run(`${make} -f p /dev/nvme1n1`)).toMatchObject({ exitCode: 0 });
  expect(await run("sgdisk -o /dev/nvme1n1; zpool create p /dev/nvme1n1")).toMatchObject({
    exitCode: 0,
  });
});

test("wipefs takes everything from a disk, but not from one that is in use", async () => {
  const wiped = await run("mkfs.ext4 /dev/sda; wipefs -a /dev/sda; lsblk -no FSTYPE /dev/sda");
  expect(wiped.stdout).toBe("/dev/sda: 2 bytes were erased at offset 0x00000438 (ext4): 53 ef\n\n");
  expect(await run("zpool create p /dev/sda; wipefs -a /dev/sda")).toMatchObject({
    exitCode: 1,
    stderr: "wipefs: error: /dev/sda: probing initialization failed: Device or resource busy\n",
  });
});

test.each([
  ["mirror a b special c", "mismatched replication level: both mirror and file vdevs are present"],
  ["mirror a b mirror c d e", "both 2-way and 3-way mirror vdevs are present"],
  ["raidz a b c special mirror d e", undefined],
  ["raidz2 a b c special mirror d e", "raidz and mirror vdevs with different redundancy, 2 vs. 1"],
  ["mirror a b log c cache d spare e", undefined],
])("zpool create p %s: %s", async (words, problem) => {
  const files = words.replace(/\b[a-e]\b/g, "/var/tmp/$&");
  const { stderr } = await run(
    `for f in a b c d e; do truncate -s 300M /var/tmp/$f; done; zpool create p ${files}`,
  );
  if (problem === undefined) expect(stderr).toBe("");
  else expect(stderr).toContain(problem);
});

testWithShared("lsblk's JSON is laid out as the recorded one", async () => {
  const recorded = recordedCommands("lsblk").find(({ argv }) =>
    argv.join(" ").startsWith("-J -b -o NAME,PATH"),
  );
  const shape = (text = "") =>
    (/ {6}\{[^]*?\n {6}\}/.exec(text)?.[0] ?? "").replace(/: ("[^"]*"|\d+|null)/g, ": ~");
  const { stdout } = await run(`lsblk ${recorded?.argv.join(" ") ?? ""} /dev/sda`);
  expect(shape(stdout).replace(/true|false/g, "~")).toBe(
    shape(recorded?.stdout).replace(/true|false/g, "~"),
  );
});
