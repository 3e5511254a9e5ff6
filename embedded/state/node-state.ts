import type { Json } from "../contract";
import { FileTree } from "../files/file-tree";
import { MountedFiles } from "../files/mounted-files";
import type { JournalEntry } from "../journal";
import { JournalLog } from "../journal";
import { Clock } from "../node/clock";
import type { EmbeddedNode, NodeParts } from "../node/embedded-node";
import type { RunningGuest, RunningMachine } from "../node/guest-runtime";
import type { NodeFacts } from "../node/node-facts";
import type { Task } from "../node/task";
import { KernelNetwork } from "../network/kernel-network";
import { startNetwork } from "../network/start-network";
import { rootDataset } from "../seed/new-node";
import { Zfs } from "../zfs/zfs";

/** What is stored of a node; the files are in the ZFS. */
interface StoredNode {
  readonly version: 1;
  readonly facts: NodeFacts;
  readonly zfs: Json;
  readonly images: readonly (readonly [path: string, tree: Json])[];
  /** Absent in a state that an earlier version stored. */
  readonly network?: Json;
  readonly running: readonly (Omit<RunningGuest, "dev"> & { vmid: number; dev: Json })[];
  /** Virtual machines; absent in a state that an earlier version stored. */
  readonly machines?: readonly (Omit<RunningMachine, "facts"> &
    Partial<Pick<RunningMachine, "facts">> & { vmid: number })[];
  readonly tasks: readonly Task[];
  readonly booted: number;
  readonly pid: number;
  readonly journal: readonly JournalEntry[];
}

/** Everything of a node that survives its process. */
export function nodeToJson(node: EmbeddedNode): Json {
  const stored: StoredNode = {
    version: 1,
    facts: node.facts,
    zfs: node.zfs.toJSON(),
    images: [...node.images].map(([path, tree]) => [path, tree.toJSON()] as const),
    running: [...node.running].map(([vmid, { dev, ...guest }]) => ({
      ...guest,
      vmid,
      dev: dev.toJSON(),
    })),
    machines: [...node.runningMachines].map(([vmid, machine]) => ({ ...machine, vmid })),
    network: node.network.toJSON(),
    tasks: node.tasks.toJSON(),
    booted: node.clock.booted,
    pid: node.clock.pid,
    journal: node.journal.toJSON(),
  };
  // Every part is JSON already; the interfaces only lack the index signature that says so.
  return stored as unknown as Json;
}

/** The parts of a node that nodeToJson stored. */
export function nodeFromJson(
  json: Json,
  speed: number,
): Omit<NodeParts, "faults" | "templateTree"> {
  // Only nodeToJson writes this value, so that its shape is taken on trust.
  const stored = json as unknown as StoredNode;
  const zfs = Zfs.fromJSON(stored.zfs);
  const root = zfs.tree(rootDataset);
  const { facts, network } = stored;
  return {
    ...{ facts, zfs, root },
    network:
      network === undefined
        ? startNetwork(new MountedFiles(root, () => zfs.mounts()), facts.hardware)
        : KernelNetwork.fromJSON(network),
    images: new Map(stored.images.map(([path, tree]) => [path, FileTree.fromJSON(tree)])),
    running: new Map(
      stored.running.map(({ vmid, dev, ...guest }) => [
        vmid,
        { ...guest, dev: FileTree.fromJSON(dev) },
      ]),
    ),
    runningMachines: new Map(
      // The states of earlier hosts know nothing of what runs inside.
      (stored.machines ?? []).map(({ vmid, ...machine }) => [vmid, { facts: {}, ...machine }]),
    ),
    tasks: stored.tasks,
    clock: new Clock(speed, stored.booted, stored.pid),
    journal: new JournalLog(stored.journal),
  };
}
