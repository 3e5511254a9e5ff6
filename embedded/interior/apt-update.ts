import type { ExecResult, Files } from "../contract";
import type { ProgramIo } from "../shell/program";

/** One suite of one archive that is not switched off. */
interface Suite {
  readonly uri: string;
  readonly suite: string;
}

const lists = "/var/lib/apt/lists";

/** Nobody's subscription is known here: these archives answer 401 (pve-docs, "Proxmox VE Enterprise Repository"). */
const closed = /^https?:\/\/enterprise\.proxmox\.com\//;

/** `apt-get update`: what could be fetched is there afterwards, whatever else could not. */
export function update(io: ProgramIo, isSilent: boolean): Partial<ExecResult> {
  const suites = suitesOf(io.files);
  const good = suites.filter(({ uri }) => !closed.test(uri));
  const names = new Set(good.map(listName));
  for (const name of io.files.list(lists)) {
    if (name.endsWith("_InRelease") && !names.has(name)) io.files.remove(`${lists}/${name}`);
  }
  for (const each of good) io.files.write(`${lists}/${listName(each)}`, `Suite: ${each.suite}\n`);
  io.record();
  const rows = suites.map(({ uri, suite }, at) =>
    closed.test(uri)
      ? `Err:${at + 1} ${uri} ${suite} InRelease\n  401  Unauthorized [IP: 192.0.2.1 443]\n`
      : `Get:${at + 1} ${uri} ${suite} InRelease [256 kB]\n`,
  );
  const size = good.length * 256;
  const fetched = size === 0 ? "" : `Fetched ${size} kB in 1s (${size} kB/s)\n`;
  const stdout = isSilent ? "" : `${rows.join("")}${fetched}Reading package lists...\n`;
  const refused = suites.filter(({ uri }) => closed.test(uri));
  const stderr = refused.map((each) => refusal(each, isSilent)).join("");
  return { stdout, stderr, exitCode: refused.length > 0 ? 100 : 0 };
}

/** Every suite of sources.list and of the files beside it that apt reads (sources.list(5)). */
export function suitesOf(files: Files): Suite[] {
  const directory = "/etc/apt/sources.list.d";
  const names = files
    .list(directory)
    .filter((name) => /^[A-Za-z0-9_][A-Za-z0-9_.-]*\.(list|sources)$/.test(name))
    .map((name) => `${directory}/${name}`);
  return ["/etc/apt/sources.list", ...names.sort()].flatMap((path) => {
    const content = files.readText(path) ?? "";
    return path.endsWith(".sources") ? stanzas(content) : oneLines(content);
  });
}

function oneLines(content: string): Suite[] {
  return [...content.matchAll(/^\s*deb\s+(?:\[[^\]]*\]\s*)?(\S+)\s+(\S+)/gm)].map(
    ([, uri = "", suite = ""]) => ({ uri, suite }),
  );
}

function stanzas(content: string): Suite[] {
  return content
    .replace(/^#.*\n?/gm, "")
    .replace(/\n[ \t]+/g, " ")
    .split(/\n\s*\n/)
    .flatMap((block) => {
      // The words of apt's StringToBool (apt-pkg/contrib/strutl.cc).
      if (/^Enabled:\s*(no|false|0|without|off|disable)\s*$/im.test(block)) return [];
      const words = (key: string) =>
        new RegExp(`^${key}:\\s*(.*)$`, "im").exec(block)?.[1]?.split(/\s+/).filter(Boolean) ?? [];
      return words("URIs").flatMap((uri) => words("Suites").map((suite) => ({ uri, suite })));
    });
}

function refusal({ uri, suite }: Suite, isSilent: boolean): string {
  const archive = uri.replace(/\/$/, "");
  const errors =
    `E: Failed to fetch ${archive}/dists/${suite}/InRelease  401  Unauthorized [IP: 192.0.2.1 443]\n` +
    `E: The repository '${uri} ${suite} InRelease' is not signed.\n`;
  const notes =
    "N: Updating from such a repository can't be done securely, and is therefore disabled by default.\n" +
    "N: See apt-secure(8) manpage for repository creation and user configuration details.\n";
  return isSilent ? errors : errors + notes;
}

function listName({ uri, suite }: Suite): string {
  const archive = uri
    .replace(/^https?:\/\//, "")
    .replace(/[/]+/g, "_")
    .replace(/_$/, "");
  return `${archive}_dists_${suite}_InRelease`;
}
