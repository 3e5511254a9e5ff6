import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { CommandError } from "../host/errors";
import type { Host } from "../host/host";
import { parseFacts } from "../host/inspect/facts";
import type { Container, Facts } from "../host/inspection";
import { describe } from "./compare";
import { printNotes, readNotes } from "./container/mark";
import { ourContainer } from "./container/ours";
import { power } from "./container/power";
import { installScript, readFeature, verifyScript } from "./features";
import type { ConvergeInput, Lifecycle } from "./lifecycle";
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
  /** The guest's feature_options for it; the feature's defaults where absent. */
  options: z.record(z.string(), z.string()).optional(),
  /** True where the guest sees a GPU. */
  gpu: z.literal(true).optional(),
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
  observe({ container, facts, verified }, spec) {
    if (verified === undefined) return { fingerprint: "not verified" };
    return {
      fingerprint: verified,
      ...(container.running && { facts: asDeclared(spec.facts, facts) }),
    };
  },
  remark: ({ container }) => (container.running ? undefined : "not inspected: stopped"),
  converge: install,
};

/** The facts that are declared, as they are; one that is not printed is missing. */
function asDeclared(declared: Facts, facts: Facts = {}): Record<string, string> {
  return Object.fromEntries(Object.keys(declared).map((key) => [key, facts[key] ?? "missing"]));
}

async function install({
  spec,
  inspection,
  context: { host },
}: ConvergeInput<FeatureSpec, Live, "containers">): Promise<void> {
  const { options = {}, gpu = false } = spec;
  const feature = readFeature(spec.feature, { options, gpu });
  const task = `install ${spec.feature} in container ${spec.vmid}`;
  if (feature === undefined) throw new Error(`Unable to ${task}: the feature is not there`);
  const container = ourContainer(inspection, spec, task);
  if (!container.running) await power(host, spec.vmid, "start");
  await untilReady(host, spec.vmid);
  await inGuest(host, spec.vmid, installScript(feature), false);
  await verify(host, spec);
  if (!container.running) await power(host, spec.vmid, "shutdown");
  await record(host, spec);
}

async function verify(host: Host, spec: FeatureSpec): Promise<void> {
  const facts = parseFacts(await inGuest(host, spec.vmid, verifyScript(spec.feature), true));
  const missing = Object.entries(spec.facts)
    .filter(([key, want]) => facts[key] !== want)
    .map(([property, want]) => ({ property, want, live: facts[property] }));
  if (missing.length > 0) {
    throw new Error(
      `Unable to install ${spec.feature} in container ${spec.vmid}: afterwards ${describe(missing)}`,
    );
  }
}

/** Writes down what was verified, so that a stopped guest need not be looked into. */
async function record(host: Host, spec: FeatureSpec): Promise<void> {
  const config = (await host.inspect(["containers"])).containers.get(spec.vmid)?.config;
  if (config === undefined) throw new Error(`container ${spec.vmid} is gone`);
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

/** Runs a script inside a container, as its root; it inherits nothing of ours. */
function inGuest(host: Host, guest: number, script: string, reads: boolean): Promise<string> {
  const argv = ["lxc-attach", "-n", String(guest), "--clear-env", "--", "/bin/bash", "-s"];
  return host.shell.run(argv, { stdin: script, reads });
}
