import { UserError } from "../../host/errors";
import type { VirtualMachine } from "../../host/inspection";
import { bootDisk } from "../../host/machine-config";
import { withAddresses } from "../guest/addresses";
import { isBeingMade, isReserved } from "../guest/being-made";
import { withDroppedTags } from "../guest/labels";
import { bearsMark, markOf } from "../guest/mark";
import { power } from "../guest/power";
import { untilUnlocked } from "../guest/unlocked";
import type { ConvergeInput, Lifecycle } from "../lifecycle";
import { planVmChanges } from "./changes";
import { createVm } from "./create";
import { observeVm, waiting } from "./observe";
import { needsNewVm, refuseVm } from "./refuse";
import { removeVm } from "./remove";
import { vmSchema, type VmSpec } from "./schema";

const parts = ["virtualMachines", "containers"] as const;

/** A virtual machine: made of an image or cloned, configured in place, started or stopped. */
export const vmLifecycle: Lifecycle<VmSpec, VirtualMachine, (typeof parts)[number]> = {
  kind: "vm",
  parts,
  schema: vmSchema,
  id: (spec) => String(spec.vmid),
  settle: (spec, inspection) => withAddresses(spec, "ipconfig", inspection),
  find: (inspection, spec) => inspection.virtualMachines.get(spec.vmid),
  observe: observeVm,
  isOurs(live, spec, _context, known) {
    if (bearsMark(live.config, markOf(spec.owner, spec.vmid))) return true;
    if (isReserved(live)) return true;
    // State knows the very volume that it boots from: then a mark that is gone was edited away.
    return (
      live.rootGuid !== undefined &&
      known?.["guid"] === live.rootGuid &&
      known["volume"] === bootVolume(live)
    );
  },
  refuse: refuseVm,
  replaces: (drifts, spec) => needsNewVm(drifts, spec).map(({ property }) => property),
  unset: {
    sockets: 1,
    ciuser: "",
    sshkeys: [],
    nameserver: [],
    searchdomain: "",
    onboot: false,
    startup: {},
    description: "",
  },
  withRemovals: (spec, olds) => withDroppedTags(spec, olds["tags"]),
  remark(live) {
    const fields = waiting(live);
    return fields.length === 0 ? undefined : `restart needed: ${fields.join(", ")}`;
  },
  remember: (live) => ({ volume: bootVolume(live), guid: live.rootGuid ?? null }),
  converge: convergeVm,
  remove: removeVm,
};

async function convergeVm(
  input: ConvergeInput<VmSpec, VirtualMachine, "virtualMachines">,
): Promise<void> {
  const { spec, live, drifts, context } = input;
  const { host } = context;
  const { vmid } = spec;
  const path = `/nodes/${host.node}/qemu/${vmid}`;
  if (live === undefined) return createVm(input);
  if (isBeingMade(live)) {
    const isMade = await untilUnlocked(host, { kind: "virtualMachines", vmid, ...making });
    if (!isMade) await removeHalfMade(input, live);
    // What it was found to be while it was made says nothing of what it is now.
    return;
  }

  // One that shall be stopped is stopped first: then nothing has to wait for its next start.
  if (live.running && !spec.running) return power(host, "qemu", vmid, "shutdown");
  const { config, rootDelete, resize } = planVmChanges(live, spec, drifts);
  if (rootDelete.length > 0) {
    await host.shell.run(["qm", "set", String(vmid), "--delete", rootDelete.join(",")]);
    if (Object.keys(config).length > 0) return;
  }
  if (Object.keys(config).length > 0) {
    await host.api.request("PUT", `${path}/config`, { ...config, digest: live.config.digest });
  }
  for (const [disk, size] of Object.entries(resize)) {
    await host.finish(await host.api.request("PUT", `${path}/resize`, { disk, size }));
  }
  const differs = new Set(drifts.map(({ property }) => property));
  if (differs.has("running")) return power(host, "qemu", vmid, "start");
  // After a change nothing may wait any more: that is looked at first.
  if (!differs.has("pending") || !live.running || Object.keys(config).length > 0) return;
  // What waits is applied when QEMU starts anew, which a reboot inside of it does not do.
  await power(host, "qemu", vmid, "shutdown");
}

const making = { locks: ["create", "clone"], tasks: /:qm(create|clone|restore):/ } as const;

/** A machine of ours whose making died on the way holds nothing yet: it is destroyed, and made again. */
async function removeHalfMade(
  { spec, context: { host } }: ConvergeInput<VmSpec, VirtualMachine, "virtualMachines">,
  live: VirtualMachine,
): Promise<void> {
  const { vmid } = spec;
  if (!bearsMark(live.config, markOf(spec.owner, vmid))) {
    throw new UserError(
      `virtual machine ${vmid} was left half-made by a task that is dead, and nothing on it says whose it is. ` +
        `Look at it, and remove it with: qm unlock ${vmid} && qm destroy ${vmid} --destroy-unreferenced-disks 1`,
    );
  }
  await host.shell.run(["qm", "unlock", String(vmid)]);
  await host.finish(await host.api.request("DELETE", `/nodes/${host.node}/qemu/${vmid}`));
}

function bootVolume({ config }: VirtualMachine): string {
  return bootDisk(config.current.values)?.volume ?? "";
}
