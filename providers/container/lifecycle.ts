import { UserError } from "../../host/errors";
import type { Container } from "../../host/inspection";
import { parsePropertyString } from "../../host/property-string";
import type { ConvergeInput, Lifecycle } from "../lifecycle";
import { planChanges } from "./changes";
import { createContainer, settle } from "./create";
import { withAddresses } from "../guest/addresses";
import { isBeingMade, isReserved } from "../guest/being-made";
import { isOutdated } from "../guest/content";
import { bearsMark, markOf } from "../guest/mark";
import { withDroppedTags } from "../guest/labels";
import { effective, pendingKeys } from "../guest/values";
import { observeContainer } from "./observe";
import { power } from "../guest/power";
import { defaults, withoutInherited } from "./inherited";
import { observeKept, remarksOnKept } from "./holder";
import { takeBack } from "./take-back";
import { writeRawLines } from "./raw-lines";
import { needsReplacement, refuseContainer } from "./refuse";
import { dataVolumes } from "./own-volumes";
import { removeContainer } from "./remove";
import { containerSchema, type ContainerSpec } from "./schema";

const parts = ["containers", "virtualMachines", "cards", "devices", "apparmor"] as const;

/** An LXC container: made, configured in place, started or stopped. */
export const containerLifecycle: Lifecycle<ContainerSpec, Container, (typeof parts)[number]> = {
  kind: "container",
  parts,
  schema: containerSchema,
  id: (spec) => String(spec.vmid),
  settle: (spec, inspection) => withAddresses(withoutContent(spec), "net", inspection),
  find: (inspection, spec) => inspection.containers.get(spec.vmid),
  observe: (live, spec, { containers }) => ({
    ...observeContainer(live, spec),
    ...observeKept(spec, containers),
  }),
  isOurs(live, spec, _context, known) {
    if (bearsMark(live.config, markOf(spec.owner, spec.vmid))) return true;
    if (isReserved(live)) return true;
    // State knows the very dataset that it stands on: then a mark that is gone was edited away.
    return (
      live.rootGuid !== undefined &&
      known?.["guid"] === live.rootGuid &&
      known["volume"] === rootVolume(live)
    );
  },
  refuse: refuseContainer,
  replaces: (drifts) => needsReplacement(drifts).map(({ property }) => property),
  unset: { ...defaults, description: "" },
  withRemovals: (spec, olds) => withDroppedTags(spec, olds["tags"]),
  foretell: (spec, { containers }) => together(remarksOnKept(spec, containers)),
  remark(live, spec, { containers }) {
    const waiting = pendingKeys(live.config);
    const remarks = [
      ...(waiting.length > 0 ? [`restart needed: ${waiting.join(", ")}`] : []),
      ...(isOutdated(contentOf(spec), live.config) ? [rebuildHint(spec, live)] : []),
      ...remarksOnKept(spec, containers),
    ];
    return together(remarks);
  },
  remember: (live) => ({
    volume: rootVolume(live),
    guid: live.rootGuid ?? null,
    ...(live.leasedAddress !== undefined && { address: live.leasedAddress }),
  }),
  converge: convergeContainer,
  remove: removeContainer,
};

async function convergeContainer(
  input: ConvergeInput<ContainerSpec, Container, "containers">,
): Promise<void> {
  const { spec, live, drifts, context } = input;
  const { host } = context;
  const path = `/nodes/${host.node}/lxc/${spec.vmid}`;
  if (live === undefined) return createContainer(input);
  if (isBeingMade(live)) {
    if ((await settle(host, spec.vmid)) === "half-made") await removeHalfMade(input, live);
    // What it was found to be while it was made says nothing of what it is now.
    return;
  }

  if (await takeBack(input)) return;
  // A guest that shall be stopped is stopped first: then nothing has to wait for its next start.
  if (live.running && !spec.running) return power(host, "lxc", spec.vmid, "shutdown");
  const { config, rootOnly, resize, raw } = planChanges(live, withoutInherited(spec, live), drifts);
  if (Object.keys(config).length > 0) {
    await host.api.request("PUT", `${path}/config`, { ...config, digest: live.config.digest });
  }
  for (const [disk, size] of Object.entries(resize)) {
    await host.finish(await host.api.request("PUT", `${path}/resize`, { disk, size }));
  }
  if (Object.keys(rootOnly).length > 0) {
    const options = Object.entries(rootOnly).flatMap(([key, value]) => [`--${key}`, value]);
    await host.shell.run(["pct", "set", String(spec.vmid), ...options]);
  }
  if (raw !== undefined) await writeRawLines(host, spec.vmid, raw);
  const differs = new Set(drifts.map(({ property }) => property));
  const hasChanged = Object.keys({ ...config, ...rootOnly }).length > 0;
  if (differs.has("running")) {
    await power(host, "lxc", spec.vmid, "start");
  } else if (differs.has("pending") && live.running && !hasChanged) {
    // After a change nothing may wait any more: that is looked at first.
    await power(host, "lxc", spec.vmid, "reboot");
  }
}

/** A container of ours whose making died on the way holds nothing yet: it is destroyed, and made again. */
async function removeHalfMade(
  { spec, context: { host } }: ConvergeInput<ContainerSpec, Container, "containers">,
  live: Container,
): Promise<void> {
  if (!bearsMark(live.config, markOf(spec.owner, spec.vmid))) {
    throw new UserError(
      `container ${spec.vmid} was left half-made by a task that is dead, and nothing on it says whose it is. ` +
        `Look at it, and remove it with: pct unlock ${spec.vmid} && pct destroy ${spec.vmid}`,
    );
  }
  await host.shell.run(["pct", "unlock", String(spec.vmid)]);
  await host.finish(await host.api.request("DELETE", `/nodes/${host.node}/lxc/${spec.vmid}`));
}

function together(remarks: readonly string[]): string | undefined {
  return remarks.length === 0 ? undefined : remarks.join("; ");
}

function contentOf({ source }: ContainerSpec): string | undefined {
  return "clone" in source ? source.content : undefined;
}

/** What the layer holds is asked of the declaration when inputs are checked, and is no input: it changes nothing. */
function withoutContent(spec: ContainerSpec): ContainerSpec {
  if (!("clone" in spec.source)) return spec;
  const { content, ...source } = spec.source;
  return content === undefined ? spec : { ...spec, source };
}

/** What making an outdated container anew would take. */
function rebuildHint(spec: ContainerSpec, live: Container): string {
  const { source, vmid, rootfs } = spec;
  const layer = "clone" in source ? source.clone : 0;
  const volumes = dataVolumes(live);
  const kept = volumes.length > 0 ? `, and keeps its volumes: ${volumes.join(", ")}` : "";
  return (
    `outdated: layer ${layer}, or one below it, was changed after it was cloned; ` +
    `npm run rebuild -- ${vmid} makes it anew with its rootfs of ${rootfs.size}${kept}`
  );
}

function rootVolume({ config }: Container): string {
  return parsePropertyString(effective(config)["rootfs"] ?? "", "volume")["volume"] ?? "";
}
