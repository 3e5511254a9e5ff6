import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "../../host/errors";
import type { Host } from "../../host/host";
import type { ConvergeInput } from "../lifecycle";
import type { Container } from "../../host/inspection";
import { netText, startupText } from "./changes";
import { liveContent } from "./content";
import { bearsMark, markOf, printNotes } from "./mark";
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
  const layer = inspection.containers.get(source.clone);
  const content = (layer && liveContent(layer, source.snapname)) ?? "";
  const from = `${source.clone}@${source.snapname ?? "template"}`;
  await inTurn(source.clone, async () => {
    await freeSource(host, source.clone, spec.owner);
    await host.finish(
      await host.api.request("POST", `/nodes/${host.node}/lxc/${source.clone}/clone`, {
        newid: spec.vmid,
        hostname: spec.hostname,
        description: printNotes({
          text: spec.description ?? "",
          marks: [markOf(spec.owner, spec.vmid)],
          layer: `${from} ${content}`.trim(),
          verified: {},
        }),
        snapname: source.snapname,
        full: source.full,
        ...(source.full && { storage: spec.rootfs.storage }),
      }),
    );
  });
}

/** What a token may set when it creates; the rest follows once the container is there. */
function fromTheStart(spec: ContainerSpec): Record<string, string | number | boolean | undefined> {
  const startup = startupText(spec);
  return {
    hostname: spec.hostname,
    storage: spec.rootfs.storage,
    rootfs: `${spec.rootfs.storage}:${spec.rootfs.size.replace(/G$/, "")}`,
    unprivileged: spec.unprivileged,
    tags: spec.tags.join(";"),
    description: printNotes({
      text: spec.description ?? "",
      marks: [markOf(spec.owner, spec.vmid)],
      verified: {},
    }),
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

const turns = new Map<number, Promise<void>>();

/** Proxmox locks a source for the whole copy, so clones of one source stand in a queue; others do not wait. */
async function inTurn(source: number, work: () => Promise<void>): Promise<void> {
  const before = turns.get(source) ?? Promise.resolve();
  const mine = before.then(work, work);
  turns.set(
    source,
    mine.catch(() => undefined),
  );
  await mine;
}

/** Whether a container that is being made has been made since, or was left half-made by a task that is dead. */
export async function settle(host: Host, vmid: number): Promise<"half-made" | "done"> {
  return (await untilUnlocked(host, vmid, "create")) ? "done" : "half-made";
}

/**
 * Frees a layer that a clone has locked (for the whole copy) whose task died with the node.
 *
 * @throws UserError for a container that is not ours: then its lock is somebody else's business
 */
async function freeSource(host: Host, source: number, owner: string): Promise<void> {
  if (await untilUnlocked(host, source, "disk")) return;
  const live = (await host.inspect(["containers"])).containers.get(source);
  if (live === undefined || !bearsMark(live.config, markOf(owner, source))) {
    throw new UserError(
      `container ${source} cannot be cloned: a task that is dead has left a lock on it. ` +
        `Look at it, and remove the lock with: pct unlock ${source}`,
    );
  }
  await host.shell.run(["pct", "unlock", String(source)]);
}

/** Waits until a lock is gone; false where no task works that could take it away. */
async function untilUnlocked(host: Host, vmid: number, lock: string): Promise<boolean> {
  // A lock is there a moment before its task is.
  for (let idle = 0; idle < 2;) {
    const { containers, activeTasks } = await host.inspect(["containers", "activeTasks"]);
    if (containers.get(vmid)?.config.current.values["lock"] !== lock) return true;
    idle = activeTasks.some((upid) => /:(vzcreate|vzclone|vzrestore):/.test(upid)) ? 0 : idle + 1;
    await sleep(500);
    host.forget();
  }
  return false;
}
