import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { downloadsDocument } from "../config/documents/downloads";
import { CommandError } from "../host/errors";
import type { Host } from "../host/host";
import { parseGuestConfig } from "../host/guest-config";
import { parseFacts } from "../host/inspect/facts";
import type { Container, Facts } from "../host/inspection";
import { describe } from "./compare";
import { printNotes, readNotes } from "./guest/mark";
import { ourContainer } from "./guest/ours";
import { power } from "./guest/power";
import { installScript, readFeature, verifyScript } from "./features";
import { inGuest } from "./in-guest";
import { readSecretFacts } from "./feature-secrets";
import type { Context, ConvergeInput, Drift, Lifecycle, Refusal } from "./lifecycle";
import { owner, vmid } from "./shapes";

/** A feature of the library inside one container. */
const featureSchema = z.strictObject({
  vmid,
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

interface Live {
  readonly container: Container;
  /** What the running guest says; undefined where it was not asked. */
  readonly facts: Facts | undefined;
  /** The fingerprint that was recorded when it was last verified. */
  readonly verified: string | undefined;
}

const parts = ["containers", "facts"] as const;

/**
 * What a feature's inspect script prints is compared fact by fact. A stopped guest is not started to look into it:
 * there the record of the last verification counts.
 */
export const featureLifecycle: Lifecycle<FeatureSpec, Live, (typeof parts)[number]> = {
  kind: "feature",
  parts,
  schema: featureSchema,
  id: (spec) => `${spec.vmid}/${spec.feature}`,
  guest: ({ vmid }) => vmid,
  find(inspection, spec) {
    const container = inspection.containers.get(spec.vmid);
    if (container === undefined) return undefined;
    return {
      container,
      facts: inspection.facts.get(spec.vmid)?.[spec.feature],
      verified: readNotes(container.config.current).verified[spec.feature],
    };
  },
  observe({ container, facts, verified }, spec, _inspection, { guestSecrets }) {
    if (verified === undefined) return { fingerprint: "not verified" };
    return {
      fingerprint: verified,
      ...(container.running && { facts: asDeclared(spec, facts, guestSecrets) }),
    };
  },
  refuse: ({ spec, context }) => unknownSecrets(spec, context),
  remark: ({ container }) => (container.running ? undefined : "not inspected: stopped"),
  converge: install,
};

/** The facts that are declared, as they are; one that is not printed is missing. */
function asDeclared(
  spec: FeatureSpec,
  printed: Facts = {},
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
}: ConvergeInput<FeatureSpec, Live, "containers">): Promise<void> {
  const feature = readFeature(spec.feature, spec);
  const task = `install ${spec.feature} in container ${spec.vmid}`;
  if (feature === undefined) throw new Error(`Unable to ${task}: the feature is not there`);
  const container = ourContainer(inspection, spec, task);
  if (!container.running) await power(host, "lxc", spec.vmid, "start");
  await untilReady(host, spec.vmid);
  // A clone that nobody has looked into yet may have all of it from its layer.
  const isNew = live?.verified === undefined;
  if (!isNew || (await missingFacts(host, spec, guestSecrets)).length > 0) {
    await inGuest(host, spec.vmid, installScript(feature, guestSecrets), false);
    const missing = await missingFacts(host, spec, guestSecrets);
    if (missing.length > 0) throw new Error(`Unable to ${task}: afterwards ${describe(missing)}`);
  }
  if (!container.running) await power(host, "lxc", spec.vmid, "shutdown");
  await record(host, spec);
}

/** What the guest says otherwise now. */
async function missingFacts(
  host: Host,
  spec: FeatureSpec,
  secrets: Context["guestSecrets"],
): Promise<Drift[]> {
  const printed = parseFacts(await inGuest(host, spec.vmid, verifyScript(spec.feature), true));
  const facts = asDeclared(spec, printed, secrets);
  return Object.entries(spec.facts)
    .filter(([key, want]) => facts[key] !== want)
    .map(([property, want]) => ({ property, want, live: facts[property] }));
}

/**
 * Writes down what was verified, so that a stopped guest need not be looked into. The write that comes would drop a
 * reading of all guests at once: this one's file is all that is needed.
 */
async function record(host: Host, spec: FeatureSpec): Promise<void> {
  const file = `/etc/pve/nodes/${host.node}/lxc/${spec.vmid}.conf`;
  const config = parseGuestConfig(await host.shell.run(["cat", file], { reads: true }));
  const notes = readNotes(config.current);
  if (notes.verified[spec.feature] === spec.fingerprint) return;
  const verified = { ...notes.verified, [spec.feature]: spec.fingerprint };
  await host.api.request("PUT", `/nodes/${host.node}/lxc/${spec.vmid}/config`, {
    description: printNotes({ ...notes, verified }),
    digest: config.digest,
  });
}

/** Waits until the guest's services are up, for a minute at most; a degraded guest can be worked in as well. */
async function untilReady(host: Host, guest: number): Promise<void> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    try {
      await inGuest(
        host,
        guest,
        'state=$(systemctl is-system-running) || [ "$state" = degraded ]',
        true,
      );
      return;
    } catch (error) {
      if (!(error instanceof CommandError) || Date.now() > deadline) throw error;
      await sleep(500);
    }
  }
}
