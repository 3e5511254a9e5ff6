import { z } from "zod";
import type { ApiParam } from "../host/api";
import type { StorageEntry } from "../host/section-config";
import { show } from "./compare";
import type { Lifecycle } from "./lifecycle";
import { absolutePath, datasetName } from "./shapes";

/** A storage of /etc/pve/storage.cfg, of the types that stand on a ZFS dataset (pve-docs, pvesm). */
const storageSchema = z.strictObject({
  storage: z
    .string()
    .regex(
      /^[A-Za-z][A-Za-z0-9_.-]*[A-Za-z0-9]$/,
      "must be a storage id: letters, digits and _ . -",
    ),
  type: z.enum(["dir", "zfspool"]),
  /** What may lie on it, in alphabetical order. */
  content: z
    .array(z.enum(["backup", "images", "import", "iso", "rootdir", "snippets", "vztmpl"]))
    .min(1),
  /** The directory of a `dir`. */
  path: absolutePath.optional(),
  /** The dataset of a `zfspool`. */
  pool: datasetName.optional(),
  /** An administrator can switch a storage off; declared ones are on. */
  disable: z.literal(false),
});

export type StorageSpec = z.infer<typeof storageSchema>;

/** What the API does not change once a storage is there (`pvesm set` has no such option). */
const fixed = ["type", "path", "pool"];

/** A storage definition holds nothing itself, so one that we made is removed; what lies on it stays. */
export const storageLifecycle: Lifecycle<StorageSpec, StorageEntry> = {
  kind: "storage",
  schema: storageSchema,
  id: (spec) => spec.storage,
  find: (inspection, spec) => inspection.storages.get(spec.storage),
  observe: (live, spec) => ({
    type: live.type,
    content: (live.options["content"] ?? "").split(",").filter(Boolean).sort(),
    ...(spec.path !== undefined && { path: live.options["path"] ?? null }),
    ...(spec.pool !== undefined && { pool: live.options["pool"] ?? null }),
    disable: live.options["disable"] === "1",
  }),
  refuse: ({ spec, drifts }) =>
    drifts
      .filter(({ property }) => fixed.includes(property))
      .map(({ property, live, want }) => ({
        property,
        reason:
          `storage ${spec.storage} exists with ${property} ${show(live)}, declared is ${show(want)}, and ` +
          "Proxmox VE cannot change that. Declare it under another id, or remove the definition with " +
          `"pvesm remove ${spec.storage}" (what lies on it stays) and run this again.`,
      })),
  async converge({ spec, live, drifts, context: { host } }) {
    if (live === undefined) {
      const { disable, content, ...rest } = spec;
      await host.api.request("POST", "/storage", { ...rest, content: content.join(",") });
      return;
    }
    const params: Record<string, ApiParam> = {};
    for (const { property } of drifts) {
      if (property === "content") params["content"] = spec.content.join(",");
      if (property === "disable") params["disable"] = 0;
    }
    await host.api.request("PUT", `/storage/${encodeURIComponent(spec.storage)}`, params);
  },
  async remove({ spec, known, context: { host } }) {
    if (known?.["created"] !== true) return;
    await host.api.request("DELETE", `/storage/${encodeURIComponent(spec.storage)}`);
  },
};
