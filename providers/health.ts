import { z } from "zod";
import { UserError } from "../host/errors";
import { askHealth } from "../host/inspect/health";
import type { Container, Facts } from "../host/inspection";
import { bearsMark, markOf } from "./guest/mark";
import { ourContainer } from "./guest/ours";
import { checkSchema, healthScript, resultOf, secondsFor, type Check } from "./health-script";
import { untilHealthy } from "./health-wait";
import type { Lifecycle } from "./lifecycle";
import { owner, vmid } from "./shapes";

/** The checks of one container. */
const healthSchema = z.strictObject({
  vmid,
  owner,
  /** By the name that reports call it. */
  checks: z.record(z.string().min(1), checkSchema),
  /** What each says when all is well: `ok`. */
  results: z.record(z.string(), z.string()),
});

export type HealthSpec = z.infer<typeof healthSchema>;

interface Live {
  readonly container: Container;
  /** What the running container says; undefined where it does not run, or is not ours. */
  readonly said: Facts | undefined;
}

const parts = ["containers", "health"] as const;

/**
 * A check is tried once when the node is inspected, so that preview tells what does not answer. Converging is to wait
 * until it does, for as many attempts as it has; what depends on the guest is not gone on with before.
 */
export const healthLifecycle: Lifecycle<HealthSpec, Live, (typeof parts)[number]> = {
  kind: "health",
  parts,
  schema: healthSchema,
  id: (spec) => `${spec.vmid}/health`,
  checks: (spec) => [askedOf(spec)],
  find({ containers, health }, spec) {
    const container = containers.get(spec.vmid);
    return container && { container, said: health.get(askedOf(spec)) };
  },
  isOurs: ({ container }, spec) => bearsMark(container.config, markOf(spec.owner, spec.vmid)),
  observe: ({ said }, spec) => ({ results: resultsOf(spec, said) }),
  async converge({ spec, inspection, context: { host } }) {
    const container = ourContainer(inspection, spec, `check container ${spec.vmid}`);
    if (!container.running) {
      throw new UserError(
        `container ${spec.vmid} does not run, so that nothing can be checked in it`,
      );
    }
    await untilHealthy(host, spec.vmid, inOrder(spec.checks));
    host.forget();
  },
};

/** The inputs of a container's health. */
export function healthSpec(
  guest: { readonly vmid: number; readonly owner: string },
  checks: Readonly<Record<string, Check>>,
): HealthSpec {
  const results = Object.fromEntries(Object.keys(checks).map((name) => [name, "ok"]));
  return { ...guest, checks, results };
}

/** What an inspection is asked for to hold it. */
export function askedOf({ vmid, owner, checks }: HealthSpec): string {
  const all = inOrder(checks).map(([, check]) => check);
  const mark = markOf(owner, vmid);
  return askHealth({ vmid, mark, seconds: secondsFor(all), script: healthScript(all) });
}

/** What each check says. */
export function resultsOf({ checks }: HealthSpec, said: Facts | undefined): Record<string, string> {
  return Object.fromEntries(
    inOrder(checks).map(([name], index) => [
      name,
      said === undefined ? "not running" : resultOf(said, index),
    ]),
  );
}

/** The beginning of what each check that fails complains of. */
export function complaintsOf({ checks }: HealthSpec, said: Facts = {}): Record<string, string> {
  return Object.fromEntries(
    inOrder(checks).map(([name], index) => [name, said[`${index}.said`] ?? ""]),
  );
}

/** Pulumi gives the names of an object back in another order than they were declared in. */
function inOrder(checks: HealthSpec["checks"]): [string, Check][] {
  return Object.entries(checks).sort(([a], [b]) => (a < b ? -1 : 1));
}
