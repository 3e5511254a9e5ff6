import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { UserError } from "../host/errors";
import { askHealth } from "../host/inspect/health";
import { parseFacts } from "../host/inspect/facts";
import type { Facts } from "../host/inspection";
import { checkSchema, healthScript, type Check } from "./health-script";
import { inGuest } from "./in-guest";
import type { ConvergeInput, Lifecycle } from "./lifecycle";
import { vmid } from "./shapes";

/** The checks of one container. */
const healthSchema = z.strictObject({
  vmid,
  /** By the name that reports call it. */
  checks: z.record(z.string().min(1), checkSchema),
  /** What each says when all is well: `ok`. */
  results: z.record(z.string(), z.string()),
});

export type HealthSpec = z.infer<typeof healthSchema>;

interface Live {
  /** What the running container says; undefined where it does not run. */
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
    if (!containers.has(spec.vmid)) return undefined;
    return { said: health.get(askedOf(spec)) };
  },
  observe: ({ said }, spec) => ({ results: resultsOf(spec, said) }),
  converge: untilHealthy,
};

/** The inputs of a container's health. */
export function healthSpec(vmid: number, checks: Readonly<Record<string, Check>>): HealthSpec {
  const results = Object.fromEntries(Object.keys(checks).map((name) => [name, "ok"]));
  return { vmid, checks, results };
}

/** What an inspection is asked for to hold it. */
export function askedOf(spec: HealthSpec): string {
  return askHealth(spec.vmid, healthScript(Object.values(spec.checks)));
}

/** What each check says. */
export function resultsOf(spec: HealthSpec, said: Facts | undefined): Record<string, string> {
  return Object.fromEntries(
    Object.keys(spec.checks).map((name, index) => [
      name,
      said === undefined ? "not running" : (said[index] ?? "no answer"),
    ]),
  );
}

/** The first line of what each check that fails complained of. */
export function complaintsOf(spec: HealthSpec, said: Facts = {}): Record<string, string> {
  return Object.fromEntries(
    Object.keys(spec.checks).map((name, index) => [name, said[`${index}.said`] ?? ""]),
  );
}

async function untilHealthy({
  spec,
  live,
  context: { host },
}: ConvergeInput<HealthSpec, Live, "containers">): Promise<void> {
  if (live?.said === undefined) {
    throw new UserError(
      `container ${spec.vmid} does not run, so that nothing can be checked in it`,
    );
  }
  const checks = Object.entries(spec.checks);
  const attempts = checks.map(() => 0);
  const script = healthScript(checks.map(([, check]) => check));
  let isTold = false;
  for (;;) {
    const said = parseFacts(await inGuest(host, spec.vmid, script, true));
    const failing = checks.flatMap(([name, check], index) =>
      said[index] === "ok" ? [] : [{ name, check, index, result: said[index] ?? "no answer" }],
    );
    if (failing.length === 0) break;
    for (const { index } of failing) attempts[index] = (attempts[index] ?? 0) + 1;
    const lost = failing.filter(({ check, index }) => (attempts[index] ?? 0) >= check.attempts);
    if (lost.length > 0) {
      const told = lost.map(
        ({ name, result, index }) => `\n  ${name}: ${reason(result, said[`${index}.said`])}`,
      );
      throw new UserError(
        `container ${spec.vmid} does not work: ${lost.length} of ${checks.length} checks failed to their last attempt.${told.join("")}`,
      );
    }
    if (!isTold) {
      const names = failing.map(({ name, result }) => `${name} (${result})`).join(", ");
      console.log(`container ${spec.vmid}: waits for ${names}`);
      isTold = true;
    }
    await sleep(Math.max(...failing.map(({ check }) => check.interval)) * 1_000);
  }
  host.forget();
}

function reason(result: string, said = ""): string {
  return said === "" ? result : `${result}: ${said}`;
}
