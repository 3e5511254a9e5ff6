import type { ApiParam } from "../../host/api";
import type { StorageEntry } from "../../host/section-config";
import { show } from "../compare";
import type { Context, Drift, Lifecycle } from "../lifecycle";
import { observeOption, optionParameter } from "./options";
import { observePassword, refusePassword } from "./password";
import { fixedFields, optionFields, storageSchema, type StorageSpec } from "./schema";

const parts = ["storages", "storagePasswordHashes"] as const;

/** A storage definition holds nothing itself, so one that we made is removed; what lies on it stays. */
export const storageLifecycle: Lifecycle<StorageSpec, StorageEntry, (typeof parts)[number]> = {
  kind: "storage",
  parts,
  schema: storageSchema,
  id: (spec) => spec.storage,
  find: (inspection, spec) => inspection.storages.get(spec.storage),
  observe: (live, spec, inspection, context) => ({
    type: live.type,
    content: list(live.options["content"]),
    disable: live.options["disable"] === "1",
    nodes: list(live.options["nodes"]),
    ...Object.fromEntries(
      optionFields
        .filter((field) => spec[field] !== undefined)
        .map((field) => [field, observeOption(live, field, spec[field])]),
    ),
    ...(spec.password !== undefined && { password: observePassword(spec, inspection, context) }),
  }),
  // What is taken out of the declaration is taken out of storage.cfg.
  unset: Object.fromEntries(
    optionFields.filter((field) => !fixedFields.includes(field)).map((field) => [field, null]),
  ),
  refuse: ({ spec, live, drifts, context }) => [
    ...(live === undefined ? [] : refuseFixed(spec, drifts)),
    ...refusePassword(spec, context),
  ],
  async converge({ spec, live, drifts, context }) {
    const { api } = context.host;
    if (live === undefined) {
      await api.request("POST", "/storage", { ...creation(spec), ...password(spec, context) });
      return;
    }
    const params: Record<string, ApiParam> = {};
    const deletes: string[] = [];
    for (const { property } of drifts) {
      if (property === "content") params["content"] = spec.content.join(",");
      else if (property === "disable") params["disable"] = spec.disable;
      else if (property === "password") Object.assign(params, password(spec, context));
      else if (property === "nodes") {
        if (spec.nodes.length === 0) deletes.push("nodes");
        else params["nodes"] = spec.nodes.join(",");
      } else {
        const value = optionParameter(spec[property as keyof StorageSpec]);
        if (value === undefined) deletes.push(property);
        else params[property] = value;
      }
    }
    const change = { ...params, ...(deletes.length > 0 && { delete: deletes.join(",") }) };
    await api.request("PUT", `/storage/${encodeURIComponent(spec.storage)}`, change);
  },
  async remove({ spec, known, context: { host } }) {
    if (known?.["created"] !== true) return;
    await host.api.request("DELETE", `/storage/${encodeURIComponent(spec.storage)}`);
  },
};

function creation(spec: StorageSpec): Record<string, ApiParam> {
  const options = optionFields.map((field) => [field, optionParameter(spec[field])] as const);
  return {
    storage: spec.storage,
    type: spec.type,
    content: spec.content.join(","),
    ...(spec.disable && { disable: true }),
    ...(spec.nodes.length > 0 && { nodes: spec.nodes.join(",") }),
    ...Object.fromEntries(options.filter(([, value]) => value !== undefined)),
  };
}

/** It goes in the body of the request alone. */
function password(spec: StorageSpec, { storagePasswords }: Context): Record<string, ApiParam> {
  const declared = storagePasswords.get(spec.storage);
  return spec.password === undefined || declared === undefined ? {} : { password: declared };
}

function refuseFixed({ storage }: StorageSpec, drifts: readonly Drift[]) {
  return drifts
    .filter(({ property }) => fixedFields.includes(property))
    .map(({ property, live, want }) => ({
      property,
      reason:
        `storage ${storage} exists with ${property} ${show(live)}, declared is ${show(want)}, and ` +
        "Proxmox VE cannot change that. Declare it under another id, or remove the definition with " +
        `"pvesm remove ${storage}" (what lies on it stays) and run this again.`,
    }));
}

function list(text: string | undefined): string[] {
  return (text ?? "").split(",").filter(Boolean).sort();
}
