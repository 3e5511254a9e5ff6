import type { Paths } from "../../host/paths";
import type { DatasetProperties } from "../../host/zfs";
import { changedMembers, show } from "../compare";
import type { Context, Drift, Refusal } from "../lifecycle";
import { parseBytes } from "../zfs-values";
import type { DatasetSpec } from "./schema";

/** Properties that are fixed when a dataset is made (zfsprops(7)), and what can be done about them. */
const fixed: Readonly<Record<string, string>> = {
  casesensitivity: again(),
  encryption: again(),
  keyformat: "change it with zfs change-key, which needs the key",
  normalization: again(),
  pbkdf2iters: "change it with zfs change-key, which needs the key",
  utf8only: again(),
  volblocksize: again(),
};

function again(): string {
  return "copy the data to a dataset of another name that is made so";
}

/** Properties that are fixed, which are never undone. */
export function isFixed(property: string): boolean {
  return Object.hasOwn(fixed, property) || property === "keylocation";
}

/** What would lose data or cannot be done to a dataset that is there. */
export function refuseChanges(
  spec: DatasetSpec,
  live: DatasetProperties,
  drifts: readonly Drift[],
): Refusal[] {
  return drifts.flatMap((drift) => {
    if (drift.property === "volsize") return refuseSize(spec, drift);
    if (drift.property !== "properties") return [];
    return Object.entries(changedMembers(drift)).flatMap(([property, want]) => {
      const name = `properties.${property}`;
      const instead = fixed[property];
      if (instead !== undefined) {
        const values = `${live[property]?.value ?? "not set"} on the host, ${show(want)} declared`;
        const reason = `${property} is ${values}, and is fixed once a dataset exists: declare what it is, or ${instead}`;
        return refusal(spec, name, reason);
      }
      return refuseLimit(spec, live, property, show(want));
    });
  });
}

/** Without its key nothing of an encrypted dataset can be read; a key on the node has to be there. */
export function refuseKey(
  spec: DatasetSpec,
  live: DatasetProperties | undefined,
  paths: Paths,
  { datasetKeys }: Pick<Context, "datasetKeys">,
): Refusal[] {
  const isNeeded =
    spec.key !== undefined && (live === undefined || live["keystatus"]?.value === "unavailable");
  if (!isNeeded) return [];
  const file = keyFile(spec);
  if (file !== undefined) {
    if (paths.get(file) !== undefined) return [];
    return refusal(spec, "key", `its key ${file} is not on the node: put it there`);
  }
  if (spec.properties["keyformat"] === "raw") {
    return refusal(spec, "key", "a raw key has to be a file of the node: keylocation=file:///PATH");
  }
  if (datasetKeys.has(spec.name)) return [];
  return refusal(
    spec,
    "key",
    `the stack has no key for it: pulumi config set --secret --path 'phoenix:datasetKeys["${spec.name}"]'`,
  );
}

/** The file of the node that holds the key; undefined where it is asked for. */
export function keyFile({ properties }: DatasetSpec): string | undefined {
  return /^file:\/\/(\/.*)$/.exec(properties["keylocation"] ?? "")?.[1];
}

function refuseSize(spec: DatasetSpec, { live, want }: Drift): Refusal[] {
  if (live === null) return refusal(spec, "volsize", "is a filesystem, declared is a volume");
  if (want === undefined) {
    return refusal(spec, "volsize", `is a volume of ${show(live)}, declared is a filesystem`);
  }
  const [now, wanted] = [parseBytes(show(live)), parseBytes(show(want))];
  if (now === undefined || wanted === undefined || wanted > now) return [];
  const values = `${show(live)} on the host, ${show(want)} declared`;
  return refusal(
    spec,
    "volsize",
    `its size is ${values}, and a volume never shrinks: data at its end would be lost`,
  );
}

function refuseLimit(
  spec: DatasetSpec,
  live: DatasetProperties,
  property: string,
  want: string,
): Refusal[] {
  if (property !== "quota" && property !== "refquota") return [];
  const used = Number(live[property === "refquota" ? "referenced" : "used"]?.value);
  const limit = parseBytes(want);
  if (limit === undefined || limit === 0 || limit >= used) return [];
  const reason = `${property} cannot be ${want}: ${used} bytes are in use already`;
  return refusal(spec, `properties.${property}`, reason);
}

function refusal(spec: DatasetSpec, property: string, reason: string): Refusal[] {
  return [{ property, reason: `dataset ${spec.name}: ${reason}` }];
}
