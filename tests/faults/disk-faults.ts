import type { World } from "../lifecycle/world";
import type { Fault } from "./fault";

const pool = "quickOS";
const disk = "/dev/nvme1n1";

interface Device {
  readonly path: string;
  readonly major: number;
  readonly minor: number;
}

const pulled = new WeakMap<object, readonly Device[]>();

/** What goes wrong with a pool that the run makes, or has made. */
export const diskFaults: readonly Fault[] = [
  {
    name: "a disk of a mirror is gone",
    fits: () => true,
    tells: /^pool quickOS cannot be made: the host has no |cannot resolve path/,
    async strike(world) {
      const isThere = await hasPool(world);
      const { node } = world.embedded;
      const paths = node.files
        .list("/dev")
        .map((name) => `/dev/${name}`)
        .filter((path) => path.startsWith(disk));
      pulled.set(
        world.embedded,
        paths.flatMap((path) => {
          const numbers = node.files.device(path);
          return numbers === undefined ? [] : [{ path, ...numbers }];
        }),
      );
      await pull(world, isThere, paths);
    },
    async repair(world) {
      for (const { path, major, minor } of pulled.get(world.embedded) ?? []) {
        const attributes = { mode: 0o660, gid: 6 };
        world.embedded.node.files.mknod(path, major, minor, attributes, "block-device");
      }
      if (await hasPool(world)) await exec(world, `zpool online ${pool} ${disk}`);
    },
  },
  {
    name: "a pool is suspended",
    fits: ({ what }) => /^(?:zfs|zpool) .*quickOS/.test(what),
    tells: /pool I\/O is currently suspended/,
    strike: ({ embedded }) =>
      embedded.faults.onCommand({
        command: /^LC_ALL=\S+ (?:zfs|zpool) .*quickOS/,
        times: 100,
        answer: {
          ...{ stdout: "", exitCode: 1 },
          stderr: `cannot open '${pool}': pool I/O is currently suspended\n`,
        },
      }),
  },
];

/** The pool as it is once the disk has been pulled out. */
async function pull(world: World, isThere: boolean, paths: readonly string[]): Promise<void> {
  if (isThere) await exec(world, `zpool export ${pool}`);
  for (const path of paths) world.embedded.node.files.remove(path);
  if (isThere) await exec(world, `zpool import ${pool}`);
}

async function hasPool(world: World): Promise<boolean> {
  const { exitCode } = await world.embedded.exec(`zpool list ${pool}`);
  return exitCode === 0;
}

async function exec(world: World, command: string): Promise<void> {
  const { exitCode, stderr } = await world.embedded.exec(command);
  if (exitCode !== 0) throw new Error(`${command}: ${stderr}`);
}
