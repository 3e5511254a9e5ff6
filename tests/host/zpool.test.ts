import fs from "node:fs";
import path from "node:path";
import { parsePoolStatus, wholeDisk } from "../../host/zpool";
import { recordedCommands, testWithShared } from "../shared";

const text = `  pool: tank
 state: DEGRADED
status: One or more devices could not be used.
config:

\tNAME                                     STATE     READ WRITE CKSUM
\ttank                                     DEGRADED     0     0     0
\t  mirror-0                               DEGRADED     0     0     0
\t    /dev/disk/by-id/nvme-A-part1         ONLINE       0     0     0
\t    18086300944448181262                 UNAVAIL      0     0     0  was /dev/disk/by-id/nvme-B-part1
\tlogs\t
\t  /dev/disk/by-id/nvme-C-part1           ONLINE       0     0     0

errors: No known data errors

  pool: fast
 state: ONLINE
config:

\tNAME        STATE     READ WRITE CKSUM
\tfast        ONLINE       0     0     0
\t  /dev/sdx  ONLINE       0     3  1.2K

errors: No known data errors
`;

test("a pool's vdevs, their disks and the special classes are read", () => {
  const [tank, fast] = parsePoolStatus(text);
  expect(tank).toEqual({
    name: "tank",
    state: "DEGRADED",
    vdevs: [
      {
        type: "mirror",
        disks: [
          { path: "/dev/disk/by-id/nvme-A-part1", state: "ONLINE" },
          { path: "/dev/disk/by-id/nvme-B-part1", state: "UNAVAIL" },
        ],
      },
    ],
    special: {
      log: [{ type: "disk", disks: [{ path: "/dev/disk/by-id/nvme-C-part1", state: "ONLINE" }] }],
    },
    isChanging: false,
    problems: ["/dev/disk/by-id/nvme-B-part1 is UNAVAIL"],
  });
  expect(fast?.problems).toEqual(["/dev/sdx has 3 write, 1.2K checksum errors"]);
  expect(fast?.vdevs).toEqual([{ type: "disk", disks: [{ path: "/dev/sdx", state: "ONLINE" }] }]);
});

test("a disk that is being replaced is said to be, and damaged data are told", () => {
  const [pool] = parsePoolStatus(`  pool: tank
 state: DEGRADED
config:

\tNAME                STATE     READ WRITE CKSUM
\ttank                DEGRADED     0     0     0
\t  mirror-0          DEGRADED     0     0     0
\t    /dev/sda1       ONLINE       0     0     0
\t    replacing-1     DEGRADED     0     0     0
\t      /dev/sdb1     OFFLINE      0     0     0
\t      /dev/sdc1     ONLINE       0     0     0  (resilvering)
\tspares
\t  /dev/sdd1         AVAIL

errors: 3 data errors, use '-v' for a list
`);
  expect(pool).toMatchObject({
    isChanging: true,
    special: { spare: [{ type: "disk", disks: [{ path: "/dev/sdd1", state: "AVAIL" }] }] },
    problems: ["/dev/sdb1 is OFFLINE", "3 data errors, use '-v' for a list"],
  });
});

test("a partition that ZFS made leads to its whole disk", () => {
  expect(wholeDisk("/dev/disk/by-id/nvme-A-part1")).toBe("/dev/disk/by-id/nvme-A");
  expect(wholeDisk("/dev/nvme0n1p1")).toBe("/dev/nvme0n1");
  expect(wholeDisk("/dev/sdx1")).toBe("/dev/sdx");
  expect(wholeDisk("/dev/sdx")).toBe("/dev/sdx");
});

testWithShared("every pool of every recorded status is read with at least one disk", () => {
  const outputs = recordedCommands("zpool").filter(
    ({ argv, exit, stdout }) =>
      argv[0] === "status" &&
      exit === 0 &&
      stdout?.includes("config:") === true &&
      !argv.includes("-j"),
  );
  expect(outputs.length).toBeGreaterThan(5);
  for (const { stdout = "" } of outputs) {
    const pools = parsePoolStatus(stdout);
    expect(pools).toHaveLength(stdout.split("pool: ").length - 1);
    for (const pool of pools) expect(pool.vdevs.flatMap(({ disks }) => disks)).not.toHaveLength(0);
  }
});

test("a pool one of whose disks was pulled and is being replaced is changing, and has both", () => {
  const fixture = path.join(__dirname, "../fixtures/zpool-status-replacing.txt");
  const disk = (name: string) => `/dev/disk/by-id/nvme-Samsung_SSD_990_PRO_${name}-part1`;
  const [pool] = parsePoolStatus(fs.readFileSync(fixture, "utf8"));
  expect(pool).toMatchObject({ name: "tank", state: "DEGRADED", isChanging: true });
  expect(pool?.vdevs).toEqual([
    {
      type: "mirror",
      disks: [
        { path: disk("2TB_S7DNNJ0X100001A"), state: "ONLINE" },
        { path: disk("2TB_S7DNNJ0X100002B"), state: "REMOVED" },
        { path: disk("4TB_S7KGNU0X200003C"), state: "ONLINE" },
      ],
    },
  ]);
  expect(pool?.problems).toEqual([`${disk("2TB_S7DNNJ0X100002B")} is REMOVED`]);
});
