import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** One command of a real system with what it printed. */
export interface RecordedCommand {
  /** Line in the file, from 1. */
  readonly line: number;
  readonly program: string;
  readonly argv: readonly string[];
  readonly stdin: string | null;
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly where: "vm" | "native";
  readonly stdin_b64?: string;
  /** True where the recording keeps a part of the output only. */
  readonly trimmed?: boolean;
  readonly env: Readonly<Record<string, string>> | null;
}

const file = join(__dirname, "../../../shared/data/commands.jsonl");

/** False on a machine that has the project alone. */
export const recordingsExist = existsSync(file);

/** Commands in the order in which they ran: those of the virtual machine, since outside it ZFS was another one. */
export function readRecordings(
  programs: ReadonlySet<string>,
  where: RecordedCommand["where"] = "vm",
): RecordedCommand[] {
  return readFileSync(file, "utf8")
    .split("\n")
    .filter(Boolean)
    .map((text, index) => ({ ...(JSON.parse(text) as RecordedCommand), line: index + 1 }))
    .filter((row) => row.where === where && programs.has(row.program));
}

/** What is left of an output when all that differs from run to run is taken out. */
export function normalise(row: RecordedCommand, text: string): string {
  const lines = text
    .split("\n")
    .map((line) => normaliseLine(row, line))
    .filter((line) => !ofTheirTemplate.test(line));
  // Perl visits a container's mount points in the order of a hash, which differs from run to run.
  return (row.argv[0] === "clone" ? lines.sort() : lines).join("\n").trim();
}

// The recorded template was a tiny one without systemd; tar's and rsync's figures are about its files. A lock that
// was held for a moment is chance.
const ofTheirTemplate =
  /^(WARN: Systemd|Total bytes read|Number of |Total (file|transferred|bytes)|Literal data|Matched data|File list|sent .* bytes|total size is|trying to acquire lock| OK$|$)/;

function normaliseLine(row: RecordedCommand, line: string): string {
  const cells = line.split("\t");
  const columns = line.startsWith("\t") ? ["", ...(columnsOf(row) ?? [])] : columnsOf(row);
  const known =
    columns && cells.length >= columns.length
      ? cells.map((cell, at) => (volatile.has(columns[at] ?? "") ? "~" : cell)).join("\t")
      : volatileProperty(cells)
        ? cells
            .map((cell, at) => (at > 0 && /^[\d.]+[BKMGTx%]?$/.test(cell) ? "~" : cell))
            .join("\t")
        : line;
  return known
    .replace(/BC:24:11(:[0-9A-F]{2}){3}/gi, "MAC")
    .replace(/UPID:[^\s:]+(:[^\s:]*){6}:/g, "UPID")
    .replace(/SHA256:\S+/g, "SHA256")
    .replace(/ssh_host_\w+_key/g, "KEY")
    .replace(/\bin \d\d:\d\d:\d\d with/g, "in TIME with")
    .replace(/\bveth[A-Za-z0-9]+" to /g, 'VETH" to ')
    .replace(/\b[A-Z][a-z]{2} [A-Z][a-z]{2} +\d+ \d\d:\d\d(:\d\d)? \d{4}\b/g, "DATE")
    .replace(/\b\d{4}-\d\d-\d\d[ .]\d\d:\d\d:\d\d\b/g, "DATE")
    .replace(/\b\d{16,20}\b/g, "GUID")
    .replace(/\b17952\d{5}\b/g, "TIME")
    .replace(/\b1795\d{6}\b/g, "TIME")
    .replace(/(?<![\w/.@-])\d+(\.\d+)?[KMGT](?![\w/])/g, "SIZE")
    .replace(/\b0B\b/g, "SIZE")
    .replace(/\b\d+(\.\d+)?%/g, "PERCENT")
    .replace(
      /"(used|available|referenced|size|allocated|free|fragmentation)":\{"value":"?[^",}]+"?/g,
      '"$1":{"value":"~"',
    )
    .replace(/"(createtxg|txg|alloc_space|rep_dev_size|def_space)":"?[^",]+"?/g, '"$1":"~"')
    .replace(/[ ]+/g, " ")
    .trimEnd();
}

/** The columns of a `list -H -o`, which say what may differ. */
function columnsOf(row: RecordedCommand): string[] | undefined {
  if (!["zfs", "zpool"].includes(row.program) || row.argv[0] !== "list") return undefined;
  if (!row.argv.some((word) => /^-\w*H/.test(word))) return undefined;
  const at = row.argv.findIndex((word) => /^-\w*o$/.test(word));
  if (at >= 0) return row.argv[at + 1]?.split(",");
  return row.program === "zfs"
    ? ["name", "used", "available", "referenced", "mountpoint"]
    : "name,size,allocated,free,checkpoint,expandsize,fragmentation,capacity".split(",");
}

function volatileProperty(cells: readonly string[]): boolean {
  return cells.slice(0, 2).some((cell) => volatile.has(cell));
}

const volatile = new Set(
  (
    "used available referenced creation createtxg guid objsetid usedbysnapshots usedbydataset usedbychildren " +
    "usedbyrefreservation written logicalused logicalreferenced compressratio refcompressratio size allocated free " +
    "capacity fragmentation load_guid refer avail feature@zstd_compress"
  ).split(" "),
);

/** The command line that gives the recorded arguments again. */
export function commandLine(row: RecordedCommand): string {
  const quote = (word: string) => `'${word.replaceAll("'", "'\\''")}'`;
  const env = Object.entries(row.env ?? {}).map(([name, value]) => `${name}=${quote(value)} `);
  return env.join("") + [row.program, ...row.argv].map(quote).join(" ");
}

/** Its input, one character a byte. */
export function inputOf(row: RecordedCommand): string {
  if (row.stdin_b64 !== undefined) return Buffer.from(row.stdin_b64, "base64").toString("latin1");
  return Buffer.from(row.stdin ?? "").toString("latin1");
}
