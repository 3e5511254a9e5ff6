import { setTimeout as sleep } from "node:timers/promises";
import {
  ApiError,
  CommandError,
  ConnectionError,
  LostTaskError,
  TaskError,
  UnknownOutcomeError,
  UserError,
} from "../host/errors";
import type { Part } from "../host/inspection";
import { lockPatience, packagePatience, saysLocked, saysPackagesLocked } from "../host/locks";
import { compare, describe, same, show } from "./compare";
import type { Bag, Context, Drift, GetContext, Lifecycle, Refusal, Value } from "./lifecycle";

/** Pulumi's six operations of one kind, with their results as dynamic providers give them. */
export interface Operations {
  readonly check: (olds: Bag, news: Bag) => Promise<{ inputs: Bag; failures?: Refusal[] }>;
  readonly diff: (id: string, olds: Bag, news: Bag) => Promise<Diff>;
  readonly create: (inputs: Bag) => Promise<{ id: string; outs: Bag }>;
  /** An empty id says that it is gone. */
  readonly read: (id: string, props: Bag) => Promise<{ id: string; props: Bag; inputs?: Bag }>;
  readonly update: (id: string, olds: Bag, news: Bag) => Promise<{ outs: Bag }>;
  readonly delete: (id: string, props: Bag) => Promise<void>;
}

interface Diff {
  readonly changes: boolean;
  readonly replaces: string[];
  readonly deleteBeforeReplace: boolean;
}

/** A converging resource may take steps (create, configure, start) but not go round in circles. */
const maximumSteps = 12;

/**
 * Tells Inspect → Compare → Converge once for all kinds. Inputs stay inputs; what state keeps beside them is one
 * output, `live`.
 */
export function operations<Spec extends Bag, Live, Parts extends Part>(
  lifecycle: Lifecycle<Spec, Live, Parts>,
  getContext: GetContext,
): Operations {
  const title = (spec: Spec) => `${lifecycle.kind} ${lifecycle.id(spec)}`;

  const look = async (given: Spec, known: Bag | undefined) => {
    const context = await getContext();
    const guest = lifecycle.guest?.(given);
    const inspection = await context.host.inspect(lifecycle.parts, [
      ...(lifecycle.paths?.(given) ?? []),
      ...(lifecycle.units?.(given) ?? []),
      ...(lifecycle.checks?.(given) ?? []),
      ...(guest === undefined ? [] : [guest.toString()]),
    ]);
    const spec = lifecycle.settle?.(given, inspection) ?? given;
    const found = lifecycle.find(inspection, spec);
    const ours = found === undefined || (lifecycle.isOurs?.(found, spec, context, known) ?? true);
    const drifts =
      found === undefined ? [] : compare(spec, lifecycle.observe(found, spec, inspection, context));
    const remark =
      found === undefined
        ? lifecycle.foretell?.(given, inspection)
        : lifecycle.remark?.(found, given, inspection);
    if (remark !== undefined) sayOnce(`${title(spec)}: ${remark}`);
    return { spec, context, inspection, live: found, ours, drifts };
  };

  const isAnother = (live: Live, before: Bag | undefined): boolean =>
    before !== undefined && (lifecycle.isAnother?.(live, before) ?? false);

  type Seen = Awaited<ReturnType<typeof look>>;

  /** A guest of somebody else's on a number that this stack declares. */
  const foreignness = ({ spec, ours, drifts }: Seen): Refusal[] =>
    ours || spec["adopt"] === true ? [] : [foreign(title(spec), drifts)];

  const refusals = (seen: Seen): Refusal[] => lifecycle.refuse?.(seen) ?? [];

  const converge = async (
    spec: Spec,
    known: Bag | undefined,
  ): Promise<{ live: Live; isOthers: boolean }> => {
    let isOthers = false;
    let before: readonly Drift[] | undefined;
    let surprises = 0;
    const started = Date.now();
    let steps = 0;
    for (;;) {
      const seen = await look(spec, known);
      const { live, drifts } = seen;
      if (live !== undefined && drifts.length === 0) return { live, isOthers };
      stopAt([...foreignness(seen), ...refusals(seen)]);
      const current = live === undefined ? undefined : drifts;
      if (steps >= maximumSteps || (before !== undefined && sameDrifts(before, current))) {
        const differs = live === undefined ? "it is still not there" : describe(drifts);
        throw new Error(`Unable to converge ${title(spec)}: ${differs}`);
      }
      try {
        await lifecycle.converge({ known, ...seen });
        steps += 1;
        before = current ?? before;
      } catch (error) {
        // Somebody else wrote, or the answer got lost: what is true now decides, not what was asked.
        if (Date.now() - started < patienceOf(error)) {
          sayOnce(`${title(spec)}: waits for a lock`);
          await sleep(1_000);
          seen.context.host.forget();
          continue;
        }
        surprises += 1;
        isOthers ||= saysExists(error);
        if (!isWorthAnotherLook(error) || surprises > 3) throw error;
        seen.context.host.forget();
      }
    }
  };

  return inTurns(getContext, {
    async check(olds, news) {
      const inputs = withoutInternals(news);
      const parsed = lifecycle.schema.safeParse(inputs);
      if (!parsed.success) {
        const failures = parsed.error.issues.map((issue) => ({
          property: issue.path.join("."),
          // What is wrong with a key of a table is told inside.
          reason: (issue.code === "invalid_key" && issue.issues[0]?.message) || issue.message,
        }));
        return { inputs: news, failures };
      }
      const spec = parsed.data;
      const full = withRemovals(lifecycle, spec, withoutInternals(olds));
      const seen = await look(full, undefined);
      // What state knows was recognised by read, which sees the recorded outputs as well.
      const isNew = Object.keys(withoutInternals(olds)).length === 0;
      const strangers = isNew ? foreignness(seen) : [];
      const failures = strangers.length > 0 ? strangers : refusals(seen);
      const settled = lifecycle.settle?.(spec, seen.inspection) ?? spec;
      return { inputs: { ...settled }, failures };
    },

    async diff(_id, olds, news) {
      const spec = withRemovals(lifecycle, inputsOf(news) as Spec, inputsOf(olds));
      const seen = await look(spec, known(olds));
      stopAt(foreignness(seen));
      const replaces =
        spec["replace"] === true ? (lifecycle.replaces?.(seen.drifts, spec) ?? []) : [];
      return {
        changes:
          seen.live === undefined ||
          seen.drifts.length > 0 ||
          isAnother(seen.live, known(olds)) ||
          // State has what was seen once and is right again, or lacks what a killed run has done: the engine would keep it
          // as long as nothing is to be done, and the next refresh would look with it.
          !same(inputsOf(news), inputsOf(olds)),
        replaces,
        deleteBeforeReplace: true,
      };
    },

    async create(inputs) {
      const spec = inputsOf(inputs) as Spec;
      const id = lifecycle.id(spec);
      const { live: found, context } = await look(spec, undefined);
      const existed = found !== undefined;
      try {
        const { live, isOthers } = await converge(spec, undefined);
        return { id, outs: outputs(lifecycle, spec, live, !existed && !isOthers, context) };
      } catch (error) {
        const { live, ours } = await look(spec, undefined).catch(() => ({
          live: undefined,
          ours: false,
        }));
        if (live === undefined || !ours) throw error;
        // It is there and ours: state has to know it, or a later destroy would leave it behind.
        throw Object.assign(error as Error, {
          id,
          // Unlike a success's, a failure's outputs go into state as they are: without the stub nobody could read it.
          properties: {
            ...outputs(lifecycle, spec, live, !existed, context),
            __provider: inputs["__provider"],
          },
          reasons: [(error as Error).message],
        });
      }
    },

    async read(_id, props) {
      const spec = inputsOf(props) as Spec;
      const { live, ours, inspection, context } = await look(spec, known(props));
      if (live === undefined || !ours) return { id: "", props: {} };
      const inputs = { ...spec, ...lifecycle.observe(live, spec, inspection, context) };
      return {
        id: lifecycle.id(spec),
        props: {
          ...inputs,
          live: remember(lifecycle, spec, live, known(props)?.["created"] === true, context),
        },
        inputs,
      };
    },

    async update(_id, olds, news) {
      const declared = inputsOf(news) as Spec;
      const spec = withRemovals(lifecycle, declared, inputsOf(olds));
      const { live } = await converge(spec, known(olds));
      const created = known(olds)?.["created"] === true;
      return { outs: outputs(lifecycle, declared, live, created, await getContext()) };
    },

    async delete(_id, props) {
      if (lifecycle.remove === undefined) return;
      const spec = inputsOf(props) as Spec;
      const { live, ours, inspection, context } = await look(spec, known(props));
      if (live === undefined || !ours) return;
      await lifecycle.remove({ spec, live, inspection, context, known: known(props) });
    },
  });
}

/** Nothing is begun while one of the resources is alone with the node, as for a restart. */
function inTurns(getContext: GetContext, all: Operations): Operations {
  return around(all, async (operation) => (await getContext()).host.turns.share(operation));
}

/** The same operations, each called by way of `call`. */
export function around(
  all: Operations,
  call: <Result>(operation: () => Promise<Result>) => Promise<Result>,
): Operations {
  const wrap =
    <Args extends unknown[], Result>(operation: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> =>
      call(() => operation(...args));
  return {
    check: wrap(all.check),
    diff: wrap(all.diff),
    create: wrap(all.create),
    read: wrap(all.read),
    update: wrap(all.update),
    delete: wrap(all.delete),
  };
}

function stopAt(reasons: readonly Refusal[]): void {
  if (reasons.length > 0) throw new UserError(reasons.map(({ reason }) => reason).join("\n"));
}

const said = new Set<string>();

function sayOnce(line: string): void {
  if (said.has(line)) return;
  said.add(line);
  console.log(line);
}

function foreign(name: string, drifts: readonly Drift[]): Refusal {
  const differs = drifts.map(
    ({ property, want, live }) =>
      `\n  ${property}: ${show(live)} on the host, ${show(want)} declared`,
  );
  return {
    property: "adopt",
    reason:
      `${name} exists on the host and was not made by this stack. To let the stack take it over, ` +
      `write "adopt": true in its declaration; otherwise declare another number. ` +
      (differs.length === 0
        ? "Nothing differs."
        : `Taking it over would change:${differs.join("")}`),
  };
}

function withRemovals<Spec extends Bag, Live, Parts extends Part>(
  lifecycle: Lifecycle<Spec, Live, Parts>,
  spec: Spec,
  olds: Bag,
): Spec {
  const removed = Object.entries(lifecycle.unset ?? {}).filter(
    ([key]) => spec[key] === undefined && olds[key] !== undefined,
  );
  const full = { ...Object.fromEntries(removed), ...spec };
  return lifecycle.withRemovals?.(full, olds) ?? full;
}

function outputs<Spec extends Bag, Live, Parts extends Part>(
  lifecycle: Lifecycle<Spec, Live, Parts>,
  spec: Spec,
  live: Live,
  created: boolean,
  context: Context,
): Bag {
  return { ...spec, live: remember(lifecycle, spec, live, created, context) };
}

function remember<Spec extends Bag, Live, Parts extends Part>(
  lifecycle: Lifecycle<Spec, Live, Parts>,
  spec: Spec,
  live: Live,
  created: boolean,
  context: Context,
): Bag {
  return { created, ...lifecycle.remember?.(live, spec, context) };
}

function known(props: Bag): Bag | undefined {
  return props["live"] as Bag | undefined;
}

function inputsOf(props: Bag): Bag {
  const { live, ...inputs } = withoutInternals(props);
  return inputs;
}

function withoutInternals(bag: Bag): Record<string, Value | undefined> {
  return Object.fromEntries(Object.entries(bag).filter(([key]) => !key.startsWith("__")));
}

function sameDrifts(before: readonly Drift[], now: readonly Drift[] | undefined): boolean {
  return now !== undefined && same(before as unknown as Value, now as unknown as Value);
}

/**
 * How long a lock is waited out that a task or a program stopped at, in milliseconds; those of the API itself are waited
 * out where it is asked.
 */
function patienceOf(error: unknown): number {
  if (!(error instanceof TaskError || error instanceof CommandError)) return 0;
  if (saysPackagesLocked(error.message)) return packagePatience;
  return saysLocked(error.message) ? lockPatience : 0;
}

function isWorthAnotherLook(error: unknown): boolean {
  if (error instanceof ConnectionError) return false;
  if (error instanceof UnknownOutcomeError || error instanceof LostTaskError) return true;
  if (saysExists(error)) return true;
  if (error instanceof ApiError) {
    return /detected modified configuration|already running/.test(error.reason);
  }
  return error instanceof TaskError && /got timeout|can't lock file/.test(error.message);
}

/** Whether somebody else has made what was to be made, since it was looked for. */
function saysExists(error: unknown): boolean {
  return error instanceof ApiError && /already (exists|defined)/.test(error.reason);
}
