import { setTimeout as sleep } from "node:timers/promises";
import { CommandError, UserError } from "../host/errors";
import type { Host } from "../host/host";
import { parseFacts } from "../host/inspect/facts";
import type { Facts } from "../host/inspection";
import { silence, span, tell } from "../host/progress";
import { quoteArgv } from "../host/quote";
import { agentless, isAgentless } from "./guest/ready";
import { titleOf, type AnyGuest } from "./guest/type";
import { noAgent, resultOf, secondsFor, watchScript, type Check } from "./health-script";
import { inGuest } from "./in-guest";

/** A check that has not succeeded yet. */
interface Pending {
  readonly name: string;
  readonly check: Check;
  attempts: number;
  /** When it is to be tried again, in ms since 1970. */
  next: number;
  /** What it came to, and complained of. */
  told: string;
  /** The last line of its unit's journal. */
  last: string;
  /** Whether its unit has failed, so that no further attempt can succeed. */
  isHopeless: boolean;
}

/**
 * Tries a guest's checks until all have succeeded, and tells for what it waits.
 *
 * @throws {UserError} where one fails to its last attempt, or its unit has failed
 */
export async function untilHealthy(
  host: Host,
  guest: AnyGuest,
  checks: readonly (readonly [name: string, check: Check])[],
): Promise<void> {
  const started = Date.now();
  let told = -Infinity;
  let pending = checks.map(([name, check]): Pending => ({
    name,
    check,
    attempts: 0,
    next: 0,
    told: "",
    last: "",
    isHopeless: false,
  }));
  while (pending.length > 0) {
    const due = pending.filter(({ next }) => next <= Date.now());
    const done = await tryOnce(host, guest, due);
    pending = pending.filter((each) => !done.has(each));
    const lost = pending.filter(
      ({ attempts, check, isHopeless }) => isHopeless || attempts >= check.attempts,
    );
    if (lost.length > 0) throw await failure(host, guest, lost, checks.length);
    if (pending.length === 0) return;
    if (Date.now() - told >= silence) {
      told = Date.now();
      tell(progress(guest, pending, Date.now() - started));
    }
    const next = Math.min(...pending.map((each) => each.next));
    await sleep(Math.max(0, next - Date.now()));
  }
}

/** For what a guest is waited, and for how many ms already. */
export function progress(
  guest: AnyGuest,
  pending: readonly Pick<Pending, "last" | "name" | "told">[],
  waited: number,
): string {
  const waits = pending.map(({ name, told, last }) =>
    last === "" ? `${name} (${told})` : `${name} (${told}), whose journal ends: ${last}`,
  );
  const since = waited < 500 ? "" : `, for ${span(waited)} already`;
  return `${titleOf(guest)}: waits for ${waits.join(", ")}${since}`;
}

async function failure(
  host: Host,
  guest: AnyGuest,
  lost: readonly Pending[],
  count: number,
): Promise<UserError> {
  if (lost.some(({ told }) => told === noAgent)) return agentless(guest);
  const lines = await Promise.all(
    lost.map(async ({ name, told, check, isHopeless }) => {
      const { journal } = check;
      const why = isHopeless ? `${journal ?? ""} has failed (${told})` : told;
      const unit = journal ?? ("unit" in check ? check.unit : undefined);
      const said = unit === undefined ? "" : await journalOf(host, guest, unit);
      return `\n  ${name}: ${why}${said}`;
    }),
  );
  return new UserError(
    `${titleOf(guest)} does not work: ${lost.length} of ${count} checks failed.${lines.join("")}`,
  );
}

/** The last lines of a unit's journal. */
async function journalOf(host: Host, guest: AnyGuest, unit: string): Promise<string> {
  const script = `${quoteArgv(["journalctl", "-u", unit, "-n", "20", "-o", "cat", "--no-pager", "-q"])} | cut -c 1-300\n`;
  const said = await inGuest(host, guest, script, { reads: true, seconds: 20 }).catch(() => "");
  const lines = said.split("\n").filter((line) => line.trim() !== "");
  return lines.length === 0
    ? ""
    : `\n  The journal of ${unit} ends:${lines.map((line) => `\n    ${line}`).join("")}`;
}

/** Those that succeed; what the others come to is written down in them. */
async function tryOnce(
  host: Host,
  guest: AnyGuest,
  due: readonly Pending[],
): Promise<ReadonlySet<Pending>> {
  const said = await answers(
    host,
    guest,
    due.map(({ check }) => check),
  );
  const done = new Set<Pending>();
  for (const [index, each] of due.entries()) {
    const result = said === undefined ? noAgent : resultOf(said, index);
    const complaint = said?.[`${index}.said`] ?? "";
    each.attempts += 1;
    each.next = Date.now() + each.check.interval * 1_000;
    each.told = complaint === "" ? result : `${result}: ${complaint}`;
    each.last = said?.[`${index}.last`] ?? "";
    each.isHopeless = said?.[`${index}.state`] === "failed";
    if (result === "ok") done.add(each);
  }
  return done;
}

/**
 * Nothing where the guest is starting anew, or hangs: that is a failed attempt of all of them; undefined where a
 * virtual machine has no guest agent that would ask.
 */
async function answers(
  host: Host,
  guest: AnyGuest,
  checks: readonly Check[],
): Promise<Facts | undefined> {
  try {
    return parseFacts(
      await inGuest(host, guest, watchScript(checks), {
        reads: true,
        seconds: secondsFor(checks),
      }),
    );
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return isAgentless(guest, error) ? undefined : {};
  }
}
