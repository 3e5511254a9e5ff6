import fs from "node:fs";
import path from "node:path";

/** What the last full run of each scenario found. */
export interface Report {
  readonly crash: Readonly<Record<string, CrashFigures>>;
  readonly kills?: KillFigures;
  readonly faults?: Readonly<Record<string, FaultFigures>>;
  readonly hostile?: HostileFigures;
}

/** Of one scenario, killed in-process at every write. */
interface CrashFigures {
  readonly seed: number;
  readonly writes: number;
  readonly tried: number;
  readonly survived: number;
}

/** Of the real program, whose CLI was killed. */
interface KillFigures {
  readonly seed: number;
  readonly tried: number;
  readonly survived: number;
}

/** Of one kind of trouble. */
interface FaultFigures {
  readonly tried: number;
  /** Runs that ended as if nothing had been. */
  readonly passed: number;
  /** Runs that ended with one clear error, and were made good by the next one. */
  readonly told: number;
}

/** Of hostile text in the configuration. */
interface HostileFigures {
  readonly seed: number;
  /** Places of the configuration that take text. */
  readonly fields: number;
  readonly tried: number;
  readonly refused: number;
  readonly accepted: number;
  /** Of those, so many were read with everything around them. */
  readonly crossed: number;
  /** Texts that reached a host, in so many fields. */
  readonly applied: number;
  readonly appliedFields: number;
  readonly problems: number;
}

const docs = path.resolve(__dirname, "../../docs");
const file = path.join(docs, "reliability.json");

/** What is known from runs before. */
export function readReport(): Report {
  return fs.existsSync(file)
    ? (JSON.parse(fs.readFileSync(file, "utf8")) as Report)
    : { crash: {} };
}

/** Adds what a run found, and writes the page anew. */
export function addToReport(found: Partial<Report>): void {
  const known = readReport();
  const report: Report = {
    ...known,
    ...found,
    crash: { ...known.crash, ...found.crash },
    faults: { ...known.faults, ...found.faults },
  };
  write(report);
}

/** The same of all troubles that there are: what is known of others is of the past. */
export function replaceFaults(faults: NonNullable<Report["faults"]>): void {
  write({ ...readReport(), faults });
}

function write(report: Report): void {
  fs.writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
  fs.writeFileSync(path.join(docs, "reliability.md"), renderReport(report));
}

/** The page that shows it. */
export function renderReport({ crash, kills, faults = {}, hostile }: Report): string {
  const points = Object.entries(crash);
  const all = Object.entries(faults);
  return [
    "# Reliability",
    "",
    "Written by `npm run test:crash`, `npm run test:faults` and `npm run test:hostile` from their last full runs. A seed (`PHOENIX_SEED`) repeats what is chosen at random.",
    "",
    "## Killed runs",
    "",
    "A run is killed right before and right after each call that changes the host, at a copy of the host as it was then.",
    "The same command is run once more: it has to end well without anything done by hand, and the host has to be the one",
    "of a run that was not killed, with nothing double, nothing left over, and every data volume as it was. A third run",
    "has to change nothing. A resumed run is followed to the resource that was being worked on, where host and state are",
    "compared; some are followed to their end.",
    "",
    points.length === 0
      ? "No full run has been reported yet. Each run of the tests tries a share of the points, by a seed that it prints."
      : crashTable(points),
    "",
    "What a killed run has just made counts as found, not as made by the stack, when the next run comes upon it: taken out",
    "of the configuration later, it is let go and not removed. Guests are known by their mark, so that this is not about them.",
    "",
    "## Killed processes",
    "",
    kills === undefined
      ? "No twenty in a row have been done yet. Each run of the tests kills the real program twice."
      : `The Pulumi CLI of \`npm run up\` was killed (SIGKILL) ${kills.tried} times at moments chosen at random (seed ${kills.seed}); ` +
        `${kills.survived} times the next \`npm run up\` went on, and the last of each round left nothing to change.`,
    "",
    ...(all.length === 0 ? [] : faultsSection(all)),
    ...(hostile === undefined ? [] : hostileSection(hostile)),
  ].join("\n");
}

function crashTable(points: readonly [string, CrashFigures][]): string {
  return table(
    ["scenario", "calls that change the host", "points tried", "survived", "seed"],
    points.map(([name, { writes, tried, survived, seed }]) => [
      titles[name] ?? name,
      ...[writes, tried, survived, seed].map(String),
    ]),
  );
}

const titles: Readonly<Record<string, string>> = {
  up: "up from nothing",
  heal: "heal more than 30 drifts",
  update: "update that touches every kind",
  destroy: "destroy",
};

function faultsSection(all: readonly [string, FaultFigures][]): string[] {
  return [
    "## Faults",
    "",
    "Each of these is injected at the writes of a run, or at what is read after them; it has to end well after a retry, or with one clear error after which the",
    "next run makes it good. After a write whose outcome is not known the host is read before anything is repeated.",
    "",
    table(
      ["fault", "tried", "passed", "told, then made good"],
      all.map(([name, { tried, passed, told }]) => [name, ...[tried, passed, told].map(String)]),
    ),
    "",
  ];
}

function hostileSection(figures: HostileFigures): string[] {
  const { fields, tried, refused, accepted, crossed, applied, appliedFields, problems } = figures;
  const shown = [fields, tried, refused, accepted, crossed, applied, problems, figures.seed];
  return [
    "## Hostile text",
    "",
    "Written by `npm run test:hostile`. Strings that a shell, an option parser, a configuration file or a person's eye takes for",
    "more than text are written into every place of the configuration that takes text, keys and members of lists included.",
    "What is taken holds no control character, no half character and no second line where one is wanted; a share of it is",
    `read with everything around it and checked by the rules across files. On a host, all ${appliedFields} fields that take text for`,
    "people, programs and protocols, and names, get such text at once: the run succeeds, the next preview finds nothing, and the host is its",
    "twin with a harmless word, file by file as the programs read them, but for the one text.",
    "",
    table(
      [
        "fields",
        "strings",
        "refused",
        "taken",
        "cross-checked",
        "on a host",
        "not harmless",
        "seed",
      ],
      [shown.map(String)],
    ),
    "",
  ];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => "---"), ...rows];
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
