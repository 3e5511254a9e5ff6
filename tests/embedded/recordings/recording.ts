import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const file = join(__dirname, "../../../../shared/data/pve-recordings.jsonl");

/** One line of the recordings: a request with its answer, or the end of the task that an earlier one started. */
export interface Recording {
  readonly note: string | null;
  /** `root` and `iac` are tokens, null a ticket or nobody. */
  readonly who: string | null;
  readonly method: string | null;
  readonly path: string | null;
  readonly params: Record<string, string | number | boolean> | null;
  readonly status: number | TaskEnd;
  readonly reason: string | null;
  readonly body: string | null;
  readonly log?: readonly string[];
}

interface TaskEnd {
  readonly upid: string;
  readonly exitstatus: string;
}

/** What was recorded of real Proxmox VE, in file order; undefined where the data is not at hand. */
export function readRecordings(): Recording[] | undefined {
  if (!existsSync(file)) return undefined;
  const lines = readFileSync(file, "utf8").split("\n");
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as Recording);
}

/** The part of the API that the embedded host is held to. */
export function isMeasured({ path }: Recording): boolean {
  const measured = [
    /^\/nodes\/[^/]+\/(?:lxc|qemu|tasks|storage)/,
    /^\/storage/,
    /^\/access\/ticket/,
    /^\/cluster\/(?:nextid|firewall)/,
    /^\/version/,
  ];
  return path !== null && measured.some((pattern) => pattern.test(path));
}
