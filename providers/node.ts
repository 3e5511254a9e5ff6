import path from "node:path";
import { z } from "zod";
import { crossCheck } from "../config/cross";
import { loadConfig } from "../config/load";
import { isNvidiaCard } from "../host/gpus";
import type { Inspected } from "../host/inspection";
import { declaredNames } from "./declared-names";
import type { Lifecycle } from "./lifecycle";

/** The node itself: not made or changed, but asked whether it can be what the configuration declares. */
const nodeSchema = z.strictObject({
  /** Folder of the configuration, relative to the program. */
  directory: z.string(),
  stack: z.string(),
  /** `PROJECT+STACK`, as guests bear it. */
  owner: z.string().optional(),
});

export type NodeSpec = z.infer<typeof nodeSchema>;

const parts = [
  "version",
  "hostKeys",
  "memoryBytes",
  "gpus",
  "devices",
  "pools",
  "storages",
] as const;

/** Runs the rules across files with what only the host knows: its GPUs, memory, pools and storages. */
export const nodeLifecycle: Lifecycle<
  NodeSpec,
  Inspected<(typeof parts)[number]>,
  (typeof parts)[number]
> = {
  kind: "node",
  parts,
  schema: nodeSchema,
  id: (spec) => spec.stack,
  paths: ({ owner, ...where }) =>
    declaredNames({ ...where, ...(owner !== undefined && { owner }) }),
  find: (inspection) => inspection,
  observe: () => ({}),
  remember: (inspection, _spec, { host }) => ({
    ...withHostKey(inspection.hostKeys, host.hostKey),
    version: inspection.version,
    memoryBytes: inspection.memoryBytes,
    gpus: gpuCount(inspection),
  }),
  refuse({ spec, inspection }) {
    const { declaration } = loadConfig({
      directory: path.resolve(spec.directory),
      stack: spec.stack,
    });
    return crossCheck(declaration, {
      gpuCount: gpuCount(inspection),
      gpuAddresses: inspection.gpus.functions.filter(isNvidiaCard).map(({ address }) => address),
      memoryBytes: inspection.memoryBytes,
      poolSizes: Object.fromEntries(
        [...inspection.pools.values()].map(({ name, sizeBytes }) => [name, sizeBytes]),
      ),
      storages: [...inspection.storages.keys()],
    })
      .filter(({ severity }) => severity === "error")
      .map(({ file, path: where, message }) => ({
        property: "",
        reason: `${file}: ${where}: ${message}`,
      }));
  },
  converge: async () => undefined,
};

/**
 * The key that the node shows to commands that reach it in another way than ours: Go's SSH asks for an ECDSA key first, then
 * for RSA, then for Ed25519 (golang.org/x/crypto/ssh). Where the node's server does not say which it has, ours is taken.
 */
function withHostKey(known: readonly string[], ours: string | undefined): { hostKey?: string } {
  const shown = ["ecdsa-sha2-", "ssh-rsa", "ssh-ed25519"].flatMap((type) =>
    known.filter((key) => key.startsWith(type)),
  );
  const hostKey = shown[0] ?? ours;
  return hostKey === undefined ? {} : { hostKey };
}

/** The driver that makes the devices may be still to come. */
function gpuCount({ gpus, devices }: Inspected<"gpus" | "devices">): number {
  const cards = gpus.functions.filter(isNvidiaCard).length;
  // Where the bus tells of none, as in a virtual machine without one, somebody has made the nodes.
  return cards > 0 ? cards : devices.filter((device) => /^\/dev\/nvidia\d+$/.test(device)).length;
}
