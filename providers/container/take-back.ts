import { UserError } from "../../host/errors";
import type { Host } from "../../host/host";
import type { Container } from "../../host/inspection";
import type { ConvergeInput } from "../lifecycle";
import { printNotes, readNotes, type Keeps } from "../guest/mark";
import { freeKeys } from "../guest/values";
import { doneName, waitingFor, type Holder } from "./holder";
import type { OwnVolume } from "./own-volumes";
import type { ContainerSpec } from "./schema";

/**
 * Gives a container what its holders keep for it, before volumes are made for it, and destroys a holder that keeps
 * nothing any more. Tells whether anything was done. Each write is told the files that it was thought of with.
 */
export async function takeBack({
  spec,
  context: { host },
}: ConvergeInput<ContainerSpec, Container, "containers">): Promise<boolean> {
  for (let done = false; ; done = true) {
    const { containers } = await host.inspect(["containers"]);
    const live = containers.get(spec.vmid);
    const waiting = waitingFor(spec, containers);
    const next = waiting.find(({ returning }) => returning.length > 0);
    const finished = waiting.find(({ isDone }) => isDone);
    const told = waiting.find(({ keepsNow }) => keepsNow !== undefined);
    const [volume] = next?.returning ?? [];
    if (live !== undefined && next !== undefined && volume !== undefined) {
      await moveVolume(host, next.holder.container, volume, live);
    } else if (finished !== undefined) await destroyHolder(host, finished.holder);
    else if (told?.keepsNow !== undefined) await rewrite(host, told.holder, told.keepsNow);
    else return done;
  }
}

/** What was given back is no business of the holder's any more, whatever becomes of it. */
async function rewrite(host: Host, { container }: Holder, keeps: Keeps): Promise<void> {
  const { current, digest } = container.config;
  const description = printNotes({ ...readNotes(current), keeps });
  const path = `/nodes/${host.node}/lxc/${container.vmid}/config`;
  await host.api.request("PUT", path, { description, digest });
}

/** Has a volume change hands: under the same key, where that is free. */
export async function moveVolume(
  host: Host,
  from: Container,
  { key }: OwnVolume,
  to: Container,
): Promise<void> {
  const { current, pending } = to.config;
  const used = { ...pending.values, ...current.values };
  const prefix = key.replace(/\d+$/, "");
  await host.finish(
    await host.api.request("POST", `/nodes/${host.node}/lxc/${from.vmid}/move_volume`, {
      volume: key,
      "target-vmid": to.vmid,
      "target-volume": used[key] === undefined ? key : freeKeys(prefix, used)(),
      digest: from.config.digest,
      "target-digest": to.config.digest,
    }),
  );
}

async function destroyHolder(host: Host, { container, keeps, volumes }: Holder): Promise<void> {
  const { vmid, config, running } = container;
  const path = `/nodes/${host.node}/lxc/${vmid}`;
  if (volumes.length > 0) throw new Error(`container ${vmid} has volumes`);
  if (running) {
    throw new UserError(
      `container ${vmid} kept volumes and has none any more; somebody has started it. ` +
        `Stop it, and it is destroyed: pct stop ${vmid}`,
    );
  }
  // With the digest: a rebuild that gives it a volume meanwhile has changed the file, or finds it changed.
  await host.api.request("PUT", `${path}/config`, {
    hostname: doneName(keeps.vmid),
    ...(config.current.values["protection"] === "1" && { delete: "protection" }),
    digest: config.digest,
  });
  await host.finish(await host.api.request("DELETE", path, { purge: 1 }));
}
