import { UserError } from "../../host/errors";
import type { Host } from "../../host/host";
import { silence, tell } from "../../host/progress";
import type { ConvergeInput } from "../lifecycle";
import type { Container } from "../../host/inspection";
import { firstNotes, layerNote, startupText } from "../guest/labels";
import { untilUnlocked } from "../guest/unlocked";
import { netText } from "./changes";
import { bearsMark, markOf } from "../guest/mark";
import type { ContainerSpec } from "./schema";

/**
 * Makes a container that is not there, with its owner mark in the same request: as a tag on create, in the
 * description on clone, which takes no tags.
 */
export async function createContainer({
  spec,
  inspection,
  context: { host },
}: ConvergeInput<ContainerSpec, Container, "containers">): Promise<void> {
  const { source } = spec;
  if ("ostemplate" in source) {
    await host.finish(
      await host.api.request("POST", `/nodes/${host.node}/lxc`, {
        vmid: spec.vmid,
        ostemplate: source.ostemplate,
        ...fromTheStart(spec),
      }),
    );
    return;
  }
  const layer = inspection.containers.get(source.clone)?.config;
  await inTurn(source.clone, spec.vmid, async (isFree) => {
    if (!isFree) await freeSource(host, source.clone, spec.owner);
    await host.finish(
      await host.api.request("POST", `/nodes/${host.node}/lxc/${source.clone}/clone`, {
        newid: spec.vmid,
        hostname: spec.hostname,
        description: firstNotes(spec, layerNote(source, layer)),
        snapname: source.snapname,
        full: source.full,
        ...(source.full && { storage: spec.rootfs.storage }),
      }),
    );
  });
}

/** What a token may set when it creates; the rest follows once the container is there. */
function fromTheStart(spec: ContainerSpec): Record<string, string | number | boolean | undefined> {
  const startup = startupText(spec.startup);
  return {
    hostname: spec.hostname,
    storage: spec.rootfs.storage,
    rootfs: `${spec.rootfs.storage}:${spec.rootfs.size.replace(/G$/, "")}`,
    unprivileged: spec.unprivileged,
    tags: spec.tags.join(";"),
    description: firstNotes(spec),
    memory: spec.memory,
    swap: spec.swap,
    cores: spec.cores,
    cpulimit: spec.cpulimit,
    nameserver: spec.nameserver?.join(" ") || undefined,
    searchdomain: spec.searchdomain,
    onboot: spec.onboot,
    startup: startup === "" ? undefined : startup,
    ...Object.fromEntries(
      Object.entries(spec.net).map(([key, net]) => [key, netText(net, net.hwaddr)]),
    ),
  };
}

const making = { kind: "containers", tasks: /:(vzcreate|vzclone|vzrestore):/ } as const;

/** The last of those who copy a source or wait for that, and whether it ends well. */
const turns = new Map<number, { readonly vmid: number; readonly done: Promise<boolean> }>();

/**
 * Proxmox locks a source for the whole copy, so clones of one source stand in a queue; others do not wait. Right after a
 * copy that ended well the source is free, and need not be looked at.
 */
async function inTurn(
  source: number,
  vmid: number,
  work: (isFree: boolean) => Promise<void>,
): Promise<void> {
  const before = turns.get(source);
  const begun = before?.done ?? Promise.resolve(false);
  const timer = setTimeout(() => {
    tell(
      `container ${vmid}: waits for container ${before?.vmid}, which ${source} is copied to first`,
    );
  }, silence);
  const mine = begun.then((isFree) => {
    clearTimeout(timer);
    return work(isFree);
  });
  const done = mine.then(
    () => true,
    () => false,
  );
  const turn = { vmid, done };
  turns.set(source, turn);
  try {
    await mine;
  } finally {
    if (turns.get(source) === turn) turns.delete(source);
  }
}

/** Whether a container that is being made has been made since, or was left half-made by a task that is dead. */
export async function settle(host: Host, vmid: number): Promise<"half-made" | "done"> {
  return (await untilUnlocked(host, { ...making, vmid, locks: ["create"] })) ? "done" : "half-made";
}

/**
 * Frees a layer that a clone has locked (for the whole copy) whose task died with the node.
 *
 * @throws UserError for a container that is not ours: then its lock is somebody else's business
 */
async function freeSource(host: Host, source: number, owner: string): Promise<void> {
  if (await untilUnlocked(host, { ...making, vmid: source, locks: ["disk"] })) return;
  const live = (await host.inspect(["containers"])).containers.get(source);
  if (live === undefined || !bearsMark(live.config, markOf(owner, source))) {
    throw new UserError(
      `container ${source} cannot be cloned: a task that is dead has left a lock on it. ` +
        `Look at it, and remove the lock with: pct unlock ${source}`,
    );
  }
  await host.shell.run(["pct", "unlock", String(source)]);
}
