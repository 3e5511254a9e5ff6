import type { ConfigSection, GuestConfig } from "../../host/guest-config";

/**
 * The owner mark of a guest: `PROJECT+STACK+VMID`. It names the vmid because Proxmox copies tags and description to
 * every clone, so that a mark with another number proves nothing.
 */
export function markOf(owner: string, vmid: number): string {
  return `${owner}+${vmid}`.toLowerCase();
}

/** Whether a guest bears the mark: as a tag, or in its description, where a clone has it first. */
export function bearsMark(config: GuestConfig, mark: string): boolean {
  return (
    tagsOf(config.current.values["tags"]).includes(mark) ||
    readNotes(config.current).marks.includes(mark)
  );
}

/** Tags in PVE's order: sorted, each once. */
export function tagsOf(text: string | undefined): string[] {
  return [...new Set((text ?? "").split(/[;, ]+/).filter((tag) => tag !== ""))].sort();
}

/** What a guest's description holds: our lines, and everything else, which is the user's. */
export interface Notes {
  readonly text: string;
  readonly marks: readonly string[];
  /** `VMID@SNAPNAME FINGERPRINT` of the layer that the guest was cloned from. */
  readonly layer?: string;
  /** What it keeps for another container. */
  readonly keeps?: Keeps;
  /** Fingerprint of each feature, and of each `stack/NAME`, when it was last verified. */
  readonly verified: Readonly<Record<string, string>>;
}

/** What a container keeps for another one while that is made anew. */
export interface Keeps {
  /** The container that the volumes are of. */
  readonly vmid: number;
  /** Where they were mounted there: with what it has, this tells what is missing. */
  readonly paths: readonly string[];
}

// Closed shapes: a person's notes may begin with any word.
const layerLine = /^layer \d+@[A-Za-z][\w-]*( [0-9a-f]{12})?$/;
const verifiedLine = /^verified( [a-z][a-z0-9_]*(\/[a-z0-9][a-z0-9_-]*)?=[0-9a-f]{12})+$/;
const keepsLine = /^keeps \d+( \/\S*)*$/;
const markLine = /^[a-z0-9_.-]+\+[a-z0-9_.-]+\+\d+$/;

/** Takes a description apart. */
export function readNotes(section: Pick<ConfigSection, "description">): Notes {
  const text: string[] = [];
  const marks: string[] = [];
  const verified: Record<string, string> = {};
  let layer: string | undefined;
  let keeps: Keeps | undefined;
  for (const given of section.description.split("\n")) {
    // Whoever edits them in the web interface may leave blanks at a line's end.
    const line = /^(layer|keeps|verified) /.test(given) ? given.trimEnd() : given;
    if (markLine.test(line)) marks.push(line);
    else if (layerLine.test(line)) layer = line.slice("layer ".length);
    else if (keepsLine.test(line)) keeps = readKeeps(line);
    else if (verifiedLine.test(line)) {
      for (const record of line.split(" ").slice(1)) {
        const [feature = "", fingerprint = ""] = record.split("=");
        verified[feature] = fingerprint;
      }
    } else text.push(line);
  }
  return {
    text: text.join("\n").trim(),
    marks,
    verified,
    ...(layer !== undefined && { layer }),
    ...(keeps !== undefined && { keeps }),
  };
}

function readKeeps(line: string): Keeps {
  const [, vmid = "", ...paths] = line.split(" ");
  return {
    vmid: Number(vmid),
    paths: paths.map((path) => path.replace(/%(?:25|20|09)/g, decodeURIComponent)),
  };
}

/** A mount path of a person's may hold blanks. */
function printKeeps({ vmid, paths }: Keeps): string {
  return ["keeps", vmid, ...paths.map((path) => path.replace(/[% \t]/g, encodeURIComponent))].join(
    " ",
  );
}

/** Puts a description together: the user's text first, which is what the web interface shows as notes. */
export function printNotes(notes: Notes): string {
  const records = Object.entries(notes.verified).map(([feature, print]) => `${feature}=${print}`);
  return [
    ...(notes.text === "" ? [] : [notes.text, ""]),
    ...notes.marks,
    ...(notes.layer === undefined ? [] : [`layer ${notes.layer}`]),
    ...(notes.keeps === undefined ? [] : [printKeeps(notes.keeps)]),
    ...(records.length === 0 ? [] : [`verified ${records.sort().join(" ")}`]),
  ].join("\n");
}
