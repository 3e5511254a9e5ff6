import { z } from "zod";
import { downloadsDocument } from "../config/documents/downloads";
import type { Host } from "../host/host";
import { parseFacts } from "../host/inspect/facts";
import type { Facts } from "../host/inspection";
import { describe } from "./compare";
import { ourGuest } from "./guest/ours";
import {
  inRunning,
  insideOf,
  observeInside,
  recordVerified,
  whyNotInspected,
  type Inside,
} from "./guest/inside";
import { guestsOf, guestType, titleOf } from "./guest/type";
import { installScript, readFeature, verifyScript } from "./features";
import { inGuest } from "./in-guest";
import { readSecretFacts } from "./feature-secrets";
import type { Context, ConvergeInput, Drift, Lifecycle, Refusal } from "./lifecycle";
import { owner, vmid } from "./shapes";

/** A feature of the library inside one guest. */
const featureSchema = z.strictObject({
  vmid,
  type: guestType,
  owner,
  feature: z
    .string()
    .refine((name) => readFeature(name) !== undefined, "is no folder of features/"),
  /** Of the feature's definition, so that a new version of a feature is a change. */
  fingerprint: z.string(),
  /** Values of its options; the feature's defaults where absent. */
  options: z.exactOptional(z.record(z.string(), z.string())),
  /** Names of the stack's secrets by the feature's name for them. */
  secrets: z.exactOptional(z.record(z.string(), z.string())),
  /** How many GPUs the guest sees; none where absent. */
  gpus: z.exactOptional(z.int().min(1)),
  /** What is inside the guest, where that is known. */
  distribution: z.exactOptional(
    z.strictObject({ id: z.enum(["debian", "ubuntu"]), release: z.string(), codename: z.string() }),
  ),
  /** How the guest reaches what is installed. */
  downloads: z.exactOptional(downloadsDocument),
  /** What its inspect script has to print. */
  facts: z.record(z.string(), z.string()),
});

export type FeatureSpec = z.infer<typeof featureSchema>;

const parts = ["containers", "virtualMachines", "facts"] as const;

/**
 * What a feature's inspect script prints is compared fact by fact. A stopped guest is not started to look into it:
 * there the record of the last verification counts.
 */
export const featureLifecycle: Lifecycle<FeatureSpec, Inside, (typeof parts)[number]> = {
  kind: "feature",
  parts,
  schema: featureSchema,
  id: (spec) => `${spec.vmid}/${spec.feature}`,
  guest: ({ vmid }) => vmid,
  find: (inspection, spec) => insideOf(inspection, spec, spec.feature, spec.feature),
  observe: (live, spec, _inspection, { guestSecrets }) =>
    observeInside(live, (facts) => asDeclared(spec, facts, guestSecrets)),
  refuse: ({ spec, context }) => unknownSecrets(spec, context),
  remark: whyNotInspected,
  converge: install,
};

/** The facts that are declared, as they are; one that is not printed is missing. */
function asDeclared(
  spec: FeatureSpec,
  printed: Facts,
  secrets: Context["guestSecrets"],
): Record<string, string> {
  const owned = readFeature(spec.feature, spec)?.secrets ?? [];
  const facts = readSecretFacts(printed, owned, secrets);
  return Object.fromEntries(Object.keys(spec.facts).map((key) => [key, facts[key] ?? "missing"]));
}

/** Secrets that the guest names and the stack has not. */
function unknownSecrets(
  { vmid, feature, secrets = {} }: FeatureSpec,
  { guestSecrets }: Context,
): Refusal[] {
  return Object.entries(secrets)
    .filter(([, source]) => !guestSecrets.has(source))
    .map(([name, source]) => ({
      property: "secrets",
      reason:
        `feature ${vmid}/${feature}: the stack has no secret ${source}, which is to be ${name}. Set it: ` +
        `pulumi config set --secret --path 'phoenix:guestSecrets["${source}"]'`,
    }));
}

async function install({
  spec,
  live,
  inspection,
  context: { host, guestSecrets },
}: ConvergeInput<FeatureSpec, Inside, (typeof parts)[number]>): Promise<void> {
  const feature = readFeature(spec.feature, spec);
  const task = `install ${spec.feature} in ${titleOf(spec)}`;
  if (feature === undefined) throw new Error(`Unable to ${task}: the feature is not there`);
  await inRunning(host, spec, ourGuest(guestsOf(inspection, spec), spec, task), async () => {
    // A clone that nobody has looked into yet may have all of it from its layer.
    const isNew = live?.verified === undefined;
    if (isNew && (await missingFacts(host, spec, guestSecrets)).length === 0) return;
    await inGuest(host, spec, installScript(feature, guestSecrets), { reads: false });
    const missing = await missingFacts(host, spec, guestSecrets);
    if (missing.length > 0) throw new Error(`Unable to ${task}: afterwards ${describe(missing)}`);
  });
  await recordVerified(host, spec, spec.feature, spec.fingerprint);
}

/** What the guest says otherwise now. */
async function missingFacts(
  host: Host,
  spec: FeatureSpec,
  secrets: Context["guestSecrets"],
): Promise<Drift[]> {
  const printed = parseFacts(
    await inGuest(host, spec, verifyScript(spec.feature), { reads: true, seconds: 60 }),
  );
  const facts = asDeclared(spec, printed, secrets);
  return Object.entries(spec.facts)
    .filter(([key, want]) => facts[key] !== want)
    .map(([property, want]) => ({ property, want, live: facts[property] }));
}
