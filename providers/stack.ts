import { z } from "zod";
import { ownStackFiles } from "../config/stacks";
import { parseFacts } from "../host/inspect/facts";
import type { Facts } from "../host/inspection";
import { quoteArgv } from "../host/quote";
import { describe } from "./compare";
import { factOf, textOf, type OwnedFile } from "./feature-files";
import { secretOf } from "./feature-secrets";
import { fingerprint, putFiles } from "./features";
import {
  inRunning,
  insideOf,
  observeInside,
  recordVerified,
  whyNotInspected,
  type Inside,
} from "./guest/inside";
import { bearsMark, markOf } from "./guest/mark";
import { ourGuest } from "./guest/ours";
import { guestsOf, guestType, titleOf } from "./guest/type";
import { inGuest } from "./in-guest";
import type { Context, ConvergeInput, Drift, Lifecycle, Refusal } from "./lifecycle";
import { owner, vmid } from "./shapes";
import { stackFiles, stackFolder, unfitFor } from "./stack-files";

/** A Docker stack in one guest. */
const stackSchema = z.strictObject({
  vmid,
  type: guestType,
  owner,
  /** Its name, which is that of its project of docker compose. */
  stack: z
    .string()
    .regex(/^[a-z0-9][a-z0-9_-]{0,62}$/, "must be a project's name of docker compose"),
  /** Contents of its files by their names in its folder. */
  files: z.record(z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]*$/), z.string()),
  /** Names of the stack's secrets by the variable that has each; none where absent. */
  secrets: z.exactOptional(z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), z.string())),
  /** Of everything that decides what runs. */
  fingerprint: z.string(),
  /** What an inspection prints where all is well. */
  facts: z.record(z.string(), z.string()),
});

export type StackSpec = z.infer<typeof stackSchema>;

const parts = ["containers", "virtualMachines", "facts"] as const;

/** The containers of one compose file, with its environment, in a guest with Docker. */
export const stackLifecycle: Lifecycle<StackSpec, Inside, (typeof parts)[number]> = {
  kind: "stack",
  parts,
  schema: stackSchema,
  id: (spec) => `${spec.vmid}/${recordOf(spec)}`,
  guest: ({ vmid }) => vmid,
  find: (inspection, spec) => insideOf(inspection, spec, "stack", recordOf(spec)),
  observe: (live, spec, _inspection, context) =>
    observeInside(live, (facts) => asDeclared(spec, facts, context)),
  refuse: ({ spec, context }) => unfitSecrets(spec, context),
  remark: whyNotInspected,
  async converge(input) {
    const { spec, inspection, context } = input;
    const task = `run the stack ${spec.stack} in ${titleOf(spec)}`;
    const guest = ourGuest(guestsOf(inspection, spec), spec, task);
    await inRunning(context.host, spec, guest, () => install(input, task));
    await recordVerified(context.host, spec, recordOf(spec), spec.fingerprint);
  },
  /** Its containers go; volumes, and whatever else they have left, stay. */
  async remove({ spec, live: { guest }, context: { host } }) {
    if (!bearsMark(guest.config, markOf(spec.owner, spec.vmid))) return;
    const script = `set -euo pipefail\n${textOf("stack.sh")}remove_stack ${quoteArgv([spec.stack])}\n`;
    await inRunning(host, spec, guest, async () => {
      await inGuest(host, spec, script, { reads: false });
    });
    await recordVerified(host, spec, recordOf(spec), undefined);
  },
};

/** The inputs of a stack's resource. */
export function stackSpec(
  guest: Pick<StackSpec, "owner" | "type" | "vmid">,
  stack: string,
  files: Readonly<Record<string, string>>,
  secrets: Readonly<Record<string, string>>,
): StackSpec {
  const hasSecrets = Object.keys(secrets).length > 0;
  const names = [...Object.keys(files), ...(hasSecrets ? [ownStackFiles.secrets] : [])].sort();
  const facts = {
    [`files.${stack}`]: names.join(" "),
    ...Object.fromEntries(
      stackFiles({ stack, files }).map((file) => [`file.${file.path}`, factOf(file)]),
    ),
    [`secret.${stack}`]: hasSecrets ? "as declared" : "missing",
    [`containers.${stack}`]: "running",
  };
  const print = fingerprint([
    textOf("stack.sh"),
    JSON.stringify([facts, Object.entries(secrets).sort()]),
  ]);
  return { ...guest, stack, files, ...(hasSecrets && { secrets }), fingerprint: print, facts };
}

/** What a guest's notes call it. */
function recordOf({ stack }: Pick<StackSpec, "stack">): string {
  return `stack/${stack}`;
}

/** The facts that are declared, as they are; one that is not printed is missing. */
function asDeclared(spec: StackSpec, printed: Facts, context: Context): Record<string, string> {
  return Object.fromEntries(
    Object.keys(spec.facts).map((key) => {
      const said = printed[key] ?? "missing";
      const isSecret = key === `secret.${spec.stack}` && said !== "missing";
      return [key, isSecret ? secretOf(said, secretsOf(spec, context)) : said];
    }),
  );
}

/** The file with the secrets; undefined where the stack has not all of them, or takes none. */
function secretsOf(spec: StackSpec, { guestSecrets }: Context): OwnedFile | undefined {
  const pairs = Object.entries(spec.secrets ?? {}).map(
    ([variable, source]) => [variable, guestSecrets.get(source)] as const,
  );
  if (pairs.length === 0 || pairs.some(([, value]) => value === undefined)) return undefined;
  const content = pairs
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([variable, value]) => `${variable}='${value ?? ""}'\n`)
    .join("");
  return {
    path: `${stackFolder(spec.stack)}/${ownStackFiles.secrets}`,
    content,
    owner: "root:root",
    mode: "0600",
  };
}

/** Secrets that the guest names and the stack has not, and those that no file of variables can hold. */
function unfitSecrets({ stack, secrets = {} }: StackSpec, { guestSecrets }: Context): Refusal[] {
  return Object.entries(secrets).flatMap(([variable, source]): Refusal[] => {
    const value = guestSecrets.get(source);
    const why =
      value === undefined
        ? `the stack has no secret ${source}, which is to be ${variable}. Set it: ` +
          `pulumi config set --secret --path 'phoenix:guestSecrets["${source}"]'`
        : unfitFor(value) &&
          `the secret ${source}, which is to be ${variable}, ${unfitFor(value) ?? ""}`;
    return why === undefined
      ? []
      : [{ property: "secrets", reason: `Docker stack ${stack}: ${why}` }];
  });
}

async function install(
  { spec, live, context }: ConvergeInput<StackSpec, Inside, (typeof parts)[number]>,
  task: string,
): Promise<void> {
  const { host } = context;
  // A clone may have all of it from its layer.
  if (live?.verified === undefined && (await missingFacts(spec, context)).length === 0) return;
  const secrets = secretsOf(spec, context);
  const files = [...stackFiles(spec), ...(secrets === undefined ? [] : [secrets])];
  const names = files.map(({ path }) => path.slice(path.lastIndexOf("/") + 1));
  const script = [
    "set -euo pipefail\n",
    ...["facts.sh", "steps.sh", "stack.sh"].map((name) => textOf(name)),
    putFiles(files, []),
    `install_stack ${quoteArgv([spec.stack, ...names])}\n`,
  ];
  await inGuest(host, spec, script.join(""), { reads: false });
  const missing = await missingFacts(spec, context);
  if (missing.length > 0) {
    throw new Error(
      `Unable to ${task}: afterwards ${describe(missing)}. What its containers say: docker compose -p ${spec.stack} logs`,
    );
  }
}

/** What the guest says otherwise now. */
async function missingFacts(spec: StackSpec, context: Context): Promise<Drift[]> {
  const script = `${textOf("facts.sh")}${textOf("stack.sh")}print_stacks\n`;
  const said = await inGuest(context.host, spec, script, { reads: true, seconds: 60 });
  const facts = asDeclared(spec, parseFacts(said), context);
  return Object.entries(spec.facts)
    .filter(([key, want]) => facts[key] !== want)
    .map(([property, want]) => ({ property, want, live: facts[property] }));
}
