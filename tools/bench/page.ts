import type { Part } from "./processor-time";
import type { Measured, Results } from "./results";

/** The results as a page for people, with what they have to keep to. */
export function page(results: Results): string {
  const { date, rounds, processors, measured, states, copies } = results;
  const parts: readonly Part[] = ["engine", "language", "program", "provider", "host"];
  return `# What a run costs

Written by \`npm run bench\` on ${date}: ${processors} processors, one run, medians of ${rounds} rounds that took turns (one
round of \`up from nothing\`). The guests have a GPU, a volume of their own and a fixed address; the embedded host is a
process of its own and shares the processors with Pulumi. Of 1000 guests all but 20 are made on the host by hand, and found
there by a stack that does not know them: bringing up so many is not measured, and their rows are of a run of their own
where there are copies below, minutes later on the same machine. Times of different runs are not to be compared, ratios are.

![Seconds by the number of guests](bench.svg)

## Bars

${table(["bar", "measured", "kept"], bars(results))}

## Runs

Processor seconds are user and system time of Pulumi's engine, its language host, the program, the provider processes
(two: one for the refresh, one that only the registration of the program's provider starts), and of the embedded host.

${table(
  [
    ...["guests", "delay, ms", "run", "seconds", ...parts.map((part) => `${part}, CPU s`)],
    ...["API requests", "SSH commands", "TLS connections"],
  ],
  measured.map((each) => [
    ...[each.guests, each.delay, each.what, each.seconds],
    ...parts.map((part) => (each.processorTime[part] ?? 0).toFixed(2)),
    ...(isPhoenix(each) ? [each.requests, each.commands, each.tlsConnections] : ["–", "–", "–"]),
  ]),
)}

## What dominates

${dominance(measured, parts)}

## State

${table(
  ["guests", "dynamic resources", "bytes of the state file", "bytes of the median resource"],
  states.map((each) => [each.guests, each.resources, each.bytes, each.medianBytes]),
)}
${
  copies.length === 0
    ? ""
    : `
## Copies

Tasks of 500 ms; a layer is locked while it is copied, and three tasks go on at once in the ideal.

${table(
  ["copies", "layers", "seconds", "seconds of the tasks alone", "ratio"],
  copies.map((each) => [
    ...[each.guests, each.layers, each.seconds.toFixed(1), each.idealSeconds.toFixed(1)],
    (each.seconds / each.idealSeconds).toFixed(2),
  ]),
)}
`
}`;
}

/** Who the processor's time of the largest unchanged preview goes to, and what for. */
function dominance(measured: readonly Measured[], parts: readonly Part[]): string {
  const [largest] = measured
    .filter(({ what }) => what === "unchanged")
    .sort((a, b) => b.guests - a.guests || a.delay - b.delay);
  if (largest === undefined) return "No unchanged preview was measured.";
  const seconds = (part: Part): number => largest.processorTime[part] ?? 0;
  const total = parts.reduce((sum, part) => sum + seconds(part), 0);
  const shares = [...parts]
    .sort((a, b) => seconds(b) - seconds(a))
    .map((part) => `${part} ${Math.round((100 * seconds(part)) / total)} %`);
  return `At N = ${largest.guests} an unchanged preview takes ${total.toFixed(1)} s of processors: ${shares.join(", ")}. Each guest is two
resources, a component and its container. The program registers both over gRPC, and Pulumi's SDK makes dozens of promises
for each; the engine takes the container through refresh, check and diff one after another and writes and reads its
properties as protobuf each time, and a third of its share is the log that Pulumi keeps of every run in \`PULUMI_HOME/logs\`,
whether it is wanted or not (a profile at N = 200); the provider's share is mostly the same protobuf. Comparing what is declared with what is
there is a small part of it, and looking at the host is one command, whatever N. Before there is any resource, about two
seconds go into starting Node.js four times (language host, program, and a provider for refresh and for the program each)
and loading \`@pulumi/pulumi\`.`;
}

type Cell = string | number;

/** What was promised, what was found, and whether that is kept; only what was measured. */
export function bars({ measured, copies }: Results): Cell[][] {
  const find = (what: Measured["what"], guests: number, delay: number): Measured | undefined =>
    measured.find((each) => each.what === what && each.guests === guests && each.delay === delay);
  const unchanged = measured.filter(({ what }) => what === "unchanged");
  const rows: Cell[][] = [];
  const add = (bar: string, found: string, isKept: boolean): void => {
    rows.push([bar, found, isKept ? "yes" : "**no**"]);
  };
  const [empty, nothing] = [find("empty program", 0, 0), find("empty inventory", 0, 0)];
  if (empty !== undefined && nothing !== undefined) {
    const ratio = nothing.seconds / empty.seconds;
    add("an empty inventory takes at most 1.3 × an empty program", ratio.toFixed(2), ratio <= 1.3);
  }
  if (unchanged.length > 0) {
    const asked = unchanged.map((each) => each.requests + each.commands);
    const kept = unchanged.every((each) => each.requests + each.commands <= each.guests + 8);
    add(
      "an unchanged preview sends at most N + 8 requests and commands",
      `${Math.min(...asked)} to ${Math.max(...asked)}, whatever N`,
      kept,
    );
    const connections = Math.max(...unchanged.map(({ tlsConnections }) => tlsConnections));
    add("it opens at most 4 TLS connections", String(connections), connections <= 4);
  }
  const [idle, busy] = [find("resources that do nothing", 200, 20), find("unchanged", 200, 20)];
  if (idle !== undefined && busy !== undefined) {
    const more = busy.seconds - idle.seconds;
    add(
      "at N = 200 and 20 ms it takes at most 1.0 s more than as many resources that do nothing",
      `${more.toFixed(2)} s`,
      more <= 1,
    );
  }
  const [most, tenth] = [find("unchanged", 1000, 0), find("unchanged", 100, 0)];
  if (most !== undefined && tenth !== undefined) {
    const ratio = most.seconds / tenth.seconds;
    add("N = 1000 takes at most 11 × N = 100", ratio.toFixed(2), ratio <= 11);
  }
  for (const { guests, layers, seconds, idealSeconds } of copies) {
    const ratio = seconds / idealSeconds;
    add(
      `${guests} copies of ${layers} layer${layers === 1 ? "" : "s"} take at most 1.3 × their tasks`,
      ratio.toFixed(2),
      ratio <= 1.3,
    );
  }
  return rows;
}

function isPhoenix({ what }: Measured): boolean {
  return what !== "empty program" && what !== "resources that do nothing";
}

function table(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const line = (cells: readonly Cell[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
