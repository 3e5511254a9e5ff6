import { z } from "zod";
import { UserError } from "../host/errors";
import { slotOf, type Gpus } from "../host/gpus";
import { mapText, type MappedDevice } from "../host/pci-mappings";
import type { ConvergeInput, Lifecycle, Refusal, RefuseInput } from "./lifecycle";

/** A name by which virtual machines get a PCI device of the node (resource mapping). */
const pciMappingSchema = z.strictObject({
  name: z
    .string()
    .regex(
      /^[A-Za-z][A-Za-z0-9_-]+$/,
      "must begin with a letter and hold letters, digits, _ and -",
    ),
  /** The device on the node, without a function: all of them are handed over. */
  path: z.string().regex(/^[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}$/, "must be such as 0000:01:00"),
  /** What Proxmox compares with the device before a machine starts: its ids and its group. */
  device: z.literal("current"),
});

export type PciMappingSpec = z.infer<typeof pciMappingSchema>;

const parts = ["pciMappings", "gpus"] as const;

type Live = readonly MappedDevice[];

/** Devices that a mapping has on other nodes are none of this one's business. */
export const pciMappingLifecycle: Lifecycle<PciMappingSpec, Live, (typeof parts)[number]> = {
  kind: "pcimapping",
  parts,
  schema: pciMappingSchema,
  id: (spec) => spec.name,
  find: (inspection, spec) => inspection.pciMappings.get(spec.name),
  observe(live, spec, { gpus }, { host }) {
    const here = live.filter(({ node }) => node === host.node);
    const wanted = deviceAt(gpus, host.node, spec.path);
    const isCurrent = here.every(
      (each) => wanted !== undefined && mapText(each) === mapText(wanted),
    );
    return {
      path: here.map(({ path }) => path).join(";"),
      device: isCurrent ? "current" : here.map(mapText).join(";"),
    };
  },
  refuse: refuseMapping,
  converge: convergeMapping,
  async remove({ spec, live, known, context: { host } }) {
    if (known?.["created"] !== true) return;
    const place = `/cluster/mapping/pci/${spec.name}`;
    const others = live.filter(({ node }) => node !== host.node);
    if (others.length === 0) await host.api.request("DELETE", place);
    else await host.api.request("PUT", place, { map: others.map(mapText) });
  },
};

function refuseMapping({
  spec,
  live,
  drifts,
  inspection,
  context: { host },
}: RefuseInput<PciMappingSpec, Live, (typeof parts)[number]>): Refusal[] {
  const title = `PCI mapping ${spec.name}`;
  if (deviceAt(inspection.gpus, host.node, spec.path) === undefined) {
    return [{ property: "path", reason: `${title}: the node has no PCI device ${spec.path}` }];
  }
  if (drifts.length === 0 || live?.every(({ node }) => node === host.node) !== false) return [];
  return [
    {
      property: "name",
      reason: `${title} stands for devices of other nodes as well, and for another one of this node; change it by hand.`,
    },
  ];
}

async function convergeMapping({
  spec,
  live,
  known,
  inspection,
  context: { host },
}: ConvergeInput<PciMappingSpec, Live, (typeof parts)[number]>): Promise<void> {
  const foreign = live?.find(({ node, path }) => node === host.node && path !== spec.path);
  if (foreign !== undefined && known?.["created"] !== true) {
    throw new UserError(
      `PCI mapping ${spec.name} was not made by this stack and stands for ${foreign.path}, not ${spec.path}: ` +
        "virtual machines may use it. Remove it, or change it by hand.",
    );
  }
  const device = deviceAt(inspection.gpus, host.node, spec.path);
  if (device === undefined) throw new Error(`Unable to map ${spec.path}: it is not there`);
  const map = mapText(device);
  if (live === undefined) {
    await host.api.request("POST", "/cluster/mapping/pci", { id: spec.name, map });
  } else await host.api.request("PUT", `/cluster/mapping/pci/${spec.name}`, { map });
}

/** What Proxmox wants to know of a device: of its first function (PVE/SysFSTools.pm, lspci). */
function deviceAt({ functions }: Gpus, node: string, path: string): MappedDevice | undefined {
  const found = functions.find(({ address }) => slotOf(address) === path);
  if (found === undefined) return undefined;
  const { vendor, device, subsystem, group } = found;
  return {
    node,
    path,
    id: `${hex(vendor)}:${hex(device)}`,
    ...(subsystem !== undefined && { subsystemId: subsystem.map(hex).join(":") }),
    ...(group !== undefined && { iommugroup: group }),
  };
}

function hex(number: number): string {
  return number.toString(16).padStart(4, "0");
}
