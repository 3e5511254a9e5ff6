import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { CommandError, UserError } from "../host/errors";
import type { Host } from "../host/host";
import { parseFacts } from "../host/inspect/facts";
import { askHealth } from "../host/inspect/health";
import type { Container, Facts } from "../host/inspection";
import { bearsMark, markOf } from "./guest/mark";
import { ourContainer } from "./guest/ours";
import { checkSchema, healthScript, resultPattern, secondsFor, type Check } from "./health-script";
import { inGuest } from "./in-guest";
import type { ConvergeInput, Lifecycle } from "./lifecycle";
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
  converge: untilHealthy,
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

function resultOf(said: Facts, index: number): string {
  const result = said[index] ?? "";
  return resultPattern.test(result) ? result : "no answer";
}

/** A check that has not succeeded yet. */
interface Pending {
  readonly name: string;
  readonly check: Check;
  attempts: number;
  /** When it is to be tried again, in ms since 1970. */
  next: number;
  /** What it came to, and complained of. */
  told: string;
}

async function untilHealthy({
  spec,
  inspection,
  context: { host },
}: ConvergeInput<HealthSpec, Live, "containers">): Promise<void> {
  const container = ourContainer(inspection, spec, `check container ${spec.vmid}`);
  if (!container.running) {
    throw new UserError(
      `container ${spec.vmid} does not run, so that nothing can be checked in it`,
    );
  }
  const all = inOrder(spec.checks);
  let pending = all.map(([name, check]): Pending => {
    return { name, check, attempts: 0, next: 0, told: "" };
  });
  for (let isFirst = true; pending.length > 0; isFirst = false) {
    const due = pending.filter(({ next }) => next <= Date.now());
    const done = await tryOnce(host, spec.vmid, due);
    pending = pending.filter((each) => !done.has(each));
    const lost = pending.filter(({ attempts, check }) => attempts >= check.attempts);
    if (lost.length > 0) {
      const lines = lost.map(({ name, told }) => `\n  ${name}: ${told}`);
      throw new UserError(
        `container ${spec.vmid} does not work: ${lost.length} of ${all.length} checks failed to their last attempt.${lines.join("")}`,
      );
    }
    if (isFirst && pending.length > 0) {
      const waits = pending.map(({ name, told }) => `${name} (${told})`).join(", ");
      console.log(`container ${spec.vmid}: waits for ${waits}`);
    }
    const next = Math.min(...pending.map((each) => each.next));
    if (pending.length > 0) await sleep(Math.max(0, next - Date.now()));
  }
  host.forget();
}

/** Those that succeed; what the others come to is written down in them. */
async function tryOnce(
  host: Host,
  guest: number,
  due: readonly Pending[],
): Promise<ReadonlySet<Pending>> {
  const checks = due.map(({ check }) => check);
  const said = await answers(host, guest, checks);
  const done = new Set<Pending>();
  for (const [index, each] of due.entries()) {
    const result = resultOf(said, index);
    const complaint = said[`${index}.said`] ?? "";
    each.attempts += 1;
    each.next = Date.now() + each.check.interval * 1_000;
    each.told = complaint === "" ? result : `${result}: ${complaint}`;
    if (result === "ok") done.add(each);
  }
  return done;
}

/** Nothing where the guest is starting anew, or hangs: that is a failed attempt of all of them. */
async function answers(host: Host, guest: number, checks: readonly Check[]): Promise<Facts> {
  try {
    return parseFacts(await inGuest(host, guest, healthScript(checks), true, secondsFor(checks)));
  } catch (error) {
    if (error instanceof CommandError) return {};
    throw error;
  }
}
