import type { ContainerConfig } from "../../config/types";
import { UserError } from "../../host/errors";
import type { Host } from "../../host/host";
import type { Container } from "../../host/inspection";
import { holderName, holdersOf } from "../../providers/container/holder";
import { ownVolumes, volumeText } from "../../providers/container/own-volumes";
import { moveVolume } from "../../providers/container/take-back";
import { markOf, printNotes, readNotes, type Keeps } from "../../providers/guest/mark";
import { power } from "../../providers/guest/power";
import type { Rebuild } from "./rebuild";

/** What a container that is to keep volumes is made of. */
export interface Keeper {
  readonly vmid: number;
  /** `PROJECT+STACK`. */
  readonly owner: string;
  /** The template that the lowest layer of the guest is made of: it is there, or the guest could not be made anew. */
  readonly ostemplate: string;
  /** Of that layer's rootfs, in GiB. */
  readonly size: number;
}

/** GiB that all templates of Proxmox VE fit in. */
const enough = 4;

/**
 * Destroys a container and leaves its volumes with one that keeps them until it is made anew. It can be cut off
 * anywhere and begun again: what was done is found on the host. What it does is told.
 */
export async function destroyKeeping(
  host: Host,
  { config, live, volumes }: Rebuild,
  keeper: Keeper,
  tell: (line: string) => void,
): Promise<void> {
  if (live === undefined) return;
  const { vmid } = config;
  const { owner } = keeper;
  const place = `/nodes/${host.node}/lxc/${vmid}`;
  const title = `${vmid} ${config.name}`;
  if (volumes.length > 0) {
    tell(`${title}: container ${keeper.vmid} gets its volumes`);
    await prepare(host, config, live, keeper);
  }
  // What its programs have in memory belongs to the data.
  if (live.running) await power(host, "lxc", vmid, "shutdown");
  let isGuarded = false;
  for (;;) {
    host.forget();
    const { containers } = await host.inspect(["containers"]);
    const [from, [holder]] = [containers.get(vmid), holdersOf(containers, owner, vmid)];
    const [volume] = from === undefined ? [] : ownVolumes(from);
    if (from === undefined) return;
    if (volume === undefined) {
      // The last look is the one right before it is destroyed: an up of somebody's may have given it something back.
      if (isGuarded) break;
      await protect(host, vmid, owner);
      isGuarded = true;
      continue;
    }
    if (holder === undefined) {
      throw new UserError(
        `${title} has a volume that nobody keeps: ${volumeText(volume)}. Run it again`,
      );
    }
    if (isGuarded) {
      await prepare(host, config, from, keeper);
      isGuarded = false;
      continue;
    }
    await moveVolume(host, from, volume, holder.container);
  }
  // Without purge: backup jobs and the like name the number, which will be there again.
  await host.finish(await host.api.request("DELETE", place));
  tell(`${title}: destroyed`);
}

/** Has a container ready that says which volumes it is to keep. */
async function prepare(
  host: Host,
  config: ContainerConfig,
  live: Container,
  keeper: Keeper,
): Promise<void> {
  const { vmid, storage_pool } = config;
  const paths = ownVolumes(live).flatMap(({ target }) => target ?? []);
  const { containers } = await host.inspect(["containers"]);
  const [holder] = holdersOf(containers, keeper.owner, vmid);
  if (holder !== undefined) return extend(host, holder.container, { vmid, paths });
  await host.finish(
    await host.api.request("POST", `/nodes/${host.node}/lxc`, {
      vmid: keeper.vmid,
      ostemplate: keeper.ostemplate,
      hostname: holderName(vmid),
      storage: storage_pool,
      rootfs: `${storage_pool}:${Math.min(keeper.size, enough)}`,
      unprivileged: true,
      tags: markOf(keeper.owner, keeper.vmid),
      description: printNotes({
        text:
          `Keeps the data volumes of container ${vmid} (${config.name}) while that is made anew. ` +
          `It gets them back with: npm run up -- ${vmid}`,
        marks: [markOf(keeper.owner, keeper.vmid)],
        verified: {},
        keeps: { vmid, paths },
      }),
    }),
  );
}

/** A container that keeps volumes already is opened for more. */
async function extend(host: Host, { vmid, config }: Container, more: Keeps): Promise<void> {
  const { current, digest } = config;
  const notes = readNotes(current);
  const paths = new Set([...(notes.keeps?.paths ?? []), ...more.paths]);
  const isProtected = current.values["protection"] === "1";
  const isNamed = current.values["hostname"] === holderName(more.vmid);
  const description = printNotes({ ...notes, keeps: { ...more, paths: [...paths] } });
  if (!isProtected && isNamed && description === current.description) return;
  await host.api.request("PUT", `/nodes/${host.node}/lxc/${vmid}/config`, {
    description,
    hostname: holderName(more.vmid),
    ...(isProtected && { delete: "protection" }),
    digest,
  });
}

/** What keeps volumes is not destroyed by a slip of the hand. */
async function protect(host: Host, vmid: number, owner: string): Promise<void> {
  const { containers } = await host.inspect(["containers"]);
  for (const { container, volumes } of holdersOf(containers, owner, vmid)) {
    const { current, digest } = container.config;
    if (volumes.length === 0 || current.values["protection"] === "1") continue;
    await host.api.request("PUT", `/nodes/${host.node}/lxc/${container.vmid}/config`, {
      protection: 1,
      digest,
    });
  }
}
