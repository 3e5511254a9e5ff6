import type { ExecResult, Files } from "../contract";
import type { ProgramIo } from "../shell/program";
import { keyFingerprints } from "./openpgp";
import { thirdPartyAt } from "./third-party";

/** One suite of one archive that is not switched off. */
interface Suite {
  readonly uri: string;
  readonly suite: string;
  /** The file of the keys that may have signed it; those of the distribution where absent. */
  readonly signedBy?: string;
}

/** Why a suite cannot be fetched, in apt's words. */
interface Problem {
  /** What stands under the suite's line. */
  readonly reason: string;
  readonly errors: readonly string[];
}

const lists = "/var/lib/apt/lists";

/** Nobody's subscription is known here: these archives answer 401 (pve-docs, "Proxmox VE Enterprise Repository"). */
const closed = /^https?:\/\/enterprise\.proxmox\.com\//;

/** `apt-get update`: what could be fetched is there afterwards, whatever else could not. */
export function update(io: ProgramIo, isSilent: boolean): Partial<ExecResult> {
  const { files } = io;
  const suites = suitesOf(files).map((each) => ({ ...each, problem: problemOf(files, each) }));
  const good = suites.filter(({ problem }) => problem === undefined);
  const fetched = new Set(good.map(listFile));
  for (const name of files.list(lists)) {
    const path = `${lists}/${name}`;
    if (name.endsWith("_InRelease") && !fetched.has(path)) files.remove(path);
  }
  for (const each of good) files.write(listFile(each), `Suite: ${each.suite}\n`);
  io.record();
  const rows = suites.map((each, at) =>
    each.problem === undefined
      ? `Get:${at + 1} ${titleOf(each)} [256 kB]\n`
      : `Err:${at + 1} ${titleOf(each)}\n  ${each.problem.reason}\n`,
  );
  const size = good.length * 256;
  const sum = size === 0 ? "" : `Fetched ${size} kB in 1s (${size} kB/s)\n`;
  const stdout = isSilent ? "" : `${rows.join("")}${sum}Reading package lists...\n`;
  const refused = suites.filter(({ problem }) => problem !== undefined);
  const stderr = refused.map((each) => refusal(each.problem, isSilent)).join("");
  return { stdout, stderr, exitCode: refused.length > 0 ? 100 : 0 };
}

/** Where apt keeps what it has fetched of a suite. */
export function listFile({ uri, suite }: Suite): string {
  const archive = uri
    .replace(/^https?:\/\//, "")
    .replace(/[/]+/g, "_")
    .replace(/_$/, "");
  return `${lists}/${archive}${suite === "/" ? "" : `_dists_${suite}`}_InRelease`;
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
  return [...content.matchAll(/^\s*deb\s+(?:\[([^\]]*)\]\s*)?(\S+)\s+(\S+)/gm)].map(
    ([, options = "", uri = "", suite = ""]) => {
      const signedBy = /(?:^|\s)signed-by=(\S+)/.exec(options)?.[1];
      return { uri, suite, ...(signedBy !== undefined && { signedBy }) };
    },
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
      const [signedBy] = words("Signed-By");
      const key = signedBy !== undefined && { signedBy };
      return words("URIs").flatMap((uri) =>
        words("Suites").map((suite) => ({ uri, suite, ...key })),
      );
    });
}

function problemOf(files: Files, suite: Suite): Problem | undefined {
  const { uri, suite: name, signedBy = "" } = suite;
  const archive = uri.replace(/\/$/, "");
  const unsigned = `E: The repository '${titleOf(suite)}' is not signed.`;
  if (closed.test(uri)) {
    const reason = "401  Unauthorized [IP: 192.0.2.1 443]";
    const failed = `E: Failed to fetch ${archive}/dists/${name}/InRelease  ${reason}`;
    return { reason, errors: [failed, unsigned] };
  }
  const party = thirdPartyAt(uri, name);
  if (party === undefined) return undefined;
  if (!party.exists) {
    const reason = "404  Not Found [IP: 192.0.2.2 443]";
    const title = titleOf(suite).replace(/InRelease$/, "Release");
    return { reason, errors: [`E: The repository '${title}' does not have a Release file.`] };
  }
  if (keyFingerprints(files.readText(signedBy) ?? "").includes(party.signer)) return undefined;
  const reason = `The following signatures couldn't be verified because the public key is not available: NO_PUBKEY ${party.missing}`;
  return { reason, errors: [`W: GPG error: ${titleOf(suite)}: ${reason}`, unsigned] };
}

/** As apt names what it fetches; a suite that is a folder has no name of its own. */
function titleOf({ uri, suite }: Suite): string {
  return suite === "/" ? `${uri}  InRelease` : `${uri} ${suite} InRelease`;
}

function refusal(problem: Problem | undefined, isSilent: boolean): string {
  const errors = (problem?.errors ?? []).map((error) => `${error}\n`).join("");
  const notes =
    "N: Updating from such a repository can't be done securely, and is therefore disabled by default.\n" +
    "N: See apt-secure(8) manpage for repository creation and user configuration details.\n";
  return isSilent ? errors : errors + notes;
}
