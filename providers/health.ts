import { z } from "zod";
import { UserError } from "../host/errors";
import { askHealth } from "../host/inspect/health";
import type { Facts, Guest } from "../host/inspection";
import { bearsMark, markOf } from "./guest/mark";
import { ourGuest } from "./guest/ours";
import { untilReached } from "./guest/ready";
import { guestsOf, guestType, titleOf, typeOf, type AnyGuest } from "./guest/type";
import {
  checkSchema,
  healthScript,
  noAgent,
  resultOf,
  secondsFor,
  type Check,
} from "./health-script";
import { untilHealthy } from "./health-wait";
import type { Lifecycle } from "./lifecycle";
import { owner, vmid } from "./shapes";

/** The checks of one guest. */
const healthSchema = z.strictObject({
  vmid,
  type: guestType,
  owner,
  /** By the name that reports call it. */
  checks: z.record(z.string().min(1), checkSchema),
  /** What each says when all is well: `ok`. */
  results: z.record(z.string(), z.string()),
});

export type HealthSpec = z.infer<typeof healthSchema>;

interface Live {
  readonly guest: Guest;
  /** What the running guest says; undefined where it does not run, or is not ours. */
  readonly said: Facts | undefined;
}

const parts = ["containers", "virtualMachines", "health"] as const;

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
  find(inspection, spec) {
    const guest = guestsOf(inspection, spec).get(spec.vmid);
    return guest && { guest, said: inspection.health.get(askedOf(spec)) };
  },
  isOurs: ({ guest }, spec) => bearsMark(guest.config, markOf(spec.owner, spec.vmid)),
  observe: ({ said }, spec) => ({ results: resultsOf(spec, said) }),
  async converge({ spec, inspection, context: { host } }) {
    const title = titleOf(spec);
    const { running } = ourGuest(guestsOf(inspection, spec), spec, `check ${title}`);
    if (!running) {
      throw new UserError(`${title} does not run, so that nothing can be checked in it`);
    }
    // A machine takes minutes to start, and until then nobody answers for it.
    if (spec.type === "qemu") await untilReached(host, spec);
    await untilHealthy(host, spec, inOrder(spec.checks));
    host.forget();
  },
};

/** The inputs of a guest's health. */
export function healthSpec(
  guest: AnyGuest & { readonly owner: string },
  checks: Readonly<Record<string, Check>>,
): HealthSpec {
  const results = Object.fromEntries(Object.keys(checks).map((name) => [name, "ok"]));
  return { ...guest, checks, results };
}

/** What an inspection is asked for to hold it. */
export function askedOf({ vmid, type, owner, checks }: HealthSpec): string {
  const all = inOrder(checks).map(([, check]) => check);
  const mark = markOf(owner, vmid);
  return askHealth({
    type: typeOf({ vmid, type }),
    ...{ vmid, mark, seconds: secondsFor(all), script: healthScript(all) },
  });
}

/** What each check says. */
export function resultsOf(
  { checks, type }: HealthSpec,
  said: Facts | undefined,
): Record<string, string> {
  // Whoever is asked says something of its first check at once.
  const isSilent = type === "qemu" && said !== undefined && Object.keys(said).length === 0;
  const result = (index: number) => {
    if (said === undefined) return "not running";
    return isSilent ? noAgent : resultOf(said, index);
  };
  return Object.fromEntries(inOrder(checks).map(([name], index) => [name, result(index)]));
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
