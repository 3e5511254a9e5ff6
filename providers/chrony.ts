import { z } from "zod";
import { chronyFile, type Chrony, type TimeSource } from "../host/chrony";
import type { Inspected } from "../host/inspection";
import { installPackages } from "../host/packages";
import type { Shell } from "../host/ssh";
import { writeFile } from "../host/write-file";
import { enableUnits } from "../host/units";
import { same } from "./compare";
import type { Lifecycle, Refusal } from "./lifecycle";

/** The unit of the node's clock. */
export const chronyUnit = "chrony.service";

const sourceName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9.:-]*$/, "must be a host's name or an address");

/** The directive and its options, as chrony.conf(5) writes them around the name: `pool iburst`. */
const source = z
  .string()
  .regex(/^(?:server|pool|peer)(?: [A-Za-z0-9.-]+)*$/, "must be server, pool or peer, and options");

/** The clock of the node. */
const chronySchema = z.strictObject({
  package: z.literal("installed"),
  /** Whether chronyd starts with the node. */
  enabled: z.literal("enabled"),
  active: z.literal("active"),
  /** Where the time comes from, by name: what files tell chronyd. */
  sources: z.record(sourceName, source),
  /** The names that the running chronyd has: the same, once it holds. */
  used: z.array(sourceName),
  /** Names that were declared before; never an input, but what an update finds out. */
  dropped: z.array(sourceName).optional(),
});

export type ChronySpec = z.infer<typeof chronySchema>;

const parts = ["chrony", "packages", "units"] as const;

/**
 * All sources of time are one resource, because they are one file. Lines of other files are left alone; one that says
 * what is declared counts as ours.
 */
export const chronyLifecycle: Lifecycle<ChronySpec, Chrony, (typeof parts)[number]> = {
  kind: "chrony",
  parts,
  schema: chronySchema,
  id: () => chronyFile,
  units: () => [chronyUnit],
  find: ({ chrony }, spec) =>
    chrony.ownText !== undefined || missingFrom(chrony.foreign, spec).length === 0
      ? chrony
      : undefined,
  observe: (live, spec, { packages, units }) => ({
    package: packages.get("chrony")?.status ?? "not-installed",
    enabled: units.get(chronyUnit)?.enabled ?? "not-found",
    active: units.get(chronyUnit)?.active ?? "inactive",
    sources: observeSources(live, spec),
    used: observeUsed(live, spec),
  }),
  // A run that died between the file and chronyd has left what it took out in use.
  withRemovals(spec, olds) {
    const before = (olds["used"] ?? []) as readonly string[];
    const dropped = before.filter((name) => !spec.used.includes(name));
    return dropped.length === 0 ? spec : { ...spec, dropped };
  },
  refuse: ({ spec, inspection }) => [
    ...clashes(spec, inspection.chrony.foreign),
    ...closedFolder(spec, inspection),
  ],
  async converge({ spec, inspection, context: { host } }) {
    const { shell } = host;
    const { chrony, packages, units } = inspection;
    if (packages.get("chrony")?.status !== "installed") {
      return installPackages(shell, ["chrony"]);
    }
    const { enabled, active } = units.get(chronyUnit) ?? {};
    const isWritten = same(spec.sources, observeSources(chrony, spec));
    if (!isWritten) await putFile(shell, missingFrom(chrony.foreign, spec));
    if (enabled !== "enabled") await enableUnits(shell, [chronyUnit]);
    if (active !== "active") await shell.run(["systemctl", "start", chronyUnit]);
    else if (!isWritten || !same(spec.used, observeUsed(chrony, spec))) {
      await shell.run(["chronyc", "reload", "sources"]);
    }
  },
  async remove({ live, known, inspection: { units }, context: { host } }) {
    if (known?.["created"] !== true || live.ownText === undefined) return;
    await putFile(host.shell, []);
    if (units.get(chronyUnit)?.active === "active") {
      await host.shell.run(["chronyc", "reload", "sources"]);
    }
    console.log(
      "chrony: the declared sources of time are no longer used; the package chrony stays, and its service runs",
    );
  },
};

function declared(spec: ChronySpec): TimeSource[] {
  return Object.entries(spec.sources).map(([name, words]) => {
    const [directive = "", ...options] = words.split(" ");
    return { directive, name, options };
  });
}

/** What is declared and not said, in the same words, by these lines. */
function missingFrom(lines: readonly TimeSource[], spec: ChronySpec): TimeSource[] {
  return declared(spec).filter((wanted) => !lines.some((line) => same(plain(line), plain(wanted))));
}

/** Only what is compared of a source. */
function plain({ directive, name, options }: TimeSource) {
  return { directive, name, options };
}

/** What the files say of what is declared, and all that ours says. */
function observeSources(live: Chrony, spec: ChronySpec): Record<string, string> {
  const foreign = live.foreign.filter(({ name }) => spec.sources[name] !== undefined);
  return Object.fromEntries(
    [...foreign, ...live.own].map(({ directive, name, options }) => [
      name,
      [directive, ...options].join(" "),
    ]),
  );
}

/** The declared names that chronyd has, and those that it has only because they were declared before. */
function observeUsed(
  { used, foreign, leased }: Chrony,
  { used: wanted, dropped = [] }: ChronySpec,
): string[] {
  const theirs = new Set([...leased, ...foreign.map(({ name }) => name)]);
  const own = [...wanted, ...dropped.filter((name) => !theirs.has(name))];
  return own.filter((name) => used.includes(name));
}

async function putFile(shell: Shell, sources: readonly TimeSource[]): Promise<void> {
  if (sources.length === 0) {
    await shell.run(["rm", "-f", chronyFile]);
    return;
  }
  const lines = sources.map(
    ({ directive, name, options }) => `${[directive, name, ...options].join(" ")}\n`,
  );
  const head = "# Written by Phoenix: chrony. What is changed here by hand is overwritten.\n";
  await writeFile(shell, {
    ...{ path: chronyFile, content: head + lines.sort().join("") },
    ...{ owner: "root", group: "root", mode: "0644" },
  });
}

/** chronyd takes the first of two lines about one source, and says of the second only in its log that it is one too many. */
function clashes(spec: ChronySpec, foreign: Chrony["foreign"]): Refusal[] {
  return declared(spec).flatMap((wanted) =>
    foreign
      .filter((line) => line.name === wanted.name && !same(plain(line), plain(wanted)))
      .map(({ file, directive, name, options }) => ({
        property: "sources",
        reason:
          `chrony: ${file} says "${[directive, name, ...options].join(" ")}" already; declared is ` +
          `"${[wanted.directive, name, ...wanted.options].join(" ")}". Remove that line, or declare the same; ` +
          "Phoenix edits its own file only.",
      })),
  );
}

function closedFolder(
  spec: ChronySpec,
  { chrony, packages }: Inspected<"chrony" | "packages">,
): Refusal[] {
  const isOurs = missingFrom(chrony.foreign, spec).length > 0;
  if (chrony.readsFolder || !isOurs || packages.get("chrony")?.status !== "installed") return [];
  const folder = chronyFile.slice(0, chronyFile.lastIndexOf("/"));
  const reason = `chrony: chronyd does not read ${folder}: add the line "sourcedir ${folder}" to /etc/chrony/chrony.conf and restart chrony.`;
  return [{ property: "sources", reason }];
}
