import { parsePolicy, type PolicyFacts } from "./apparmor";

/** What lies at a path of the node; a symbolic link is itself, not what it leads to. */
export interface PathFacts {
  /** As stat(1) calls it: `regular file`, `directory`, `symbolic link` … */
  readonly type: string;
  /** `UNKNOWN` for an id that has no name on the node. */
  readonly owner: string;
  readonly group: string;
  readonly uid: number;
  readonly gid: number;
  /** Octal digits without leading zeros. */
  readonly mode: string;
  /** Of a regular file's content, in hexadecimal. */
  readonly sha256?: string;
  /** Of a file in /etc/apparmor.d. */
  readonly policy?: PolicyFacts;
}

/** Facts by path: undefined where nothing is there, and absent where nobody asked. */
export type Paths = ReadonlyMap<string, PathFacts | undefined>;

const prefix = "path ";

/** Reads the sections that the inspection prints for paths. */
export function parsePaths(
  sections: ReadonlyMap<string, string>,
): Map<string, PathFacts | undefined> {
  return new Map(
    [...sections].flatMap(([name, body]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), parseFacts(body)] as const] : [],
    ),
  );
}

function parseFacts(body: string): PathFacts | undefined {
  const [stat = "", ...lines] = body.split("\n");
  const [type = "", owner = "", group = "", mode = "", uid = "", gid = ""] = stat.split("|");
  if (type === "") return undefined;
  const sha256 = /^([0-9a-f]{64})\b/.exec(lines[0] ?? "")?.[1];
  const policy = lines.map(parsePolicy).find((facts) => facts !== undefined);
  const plain = type === "regular empty file" ? "regular file" : type;
  const ids = { uid: Number(uid), gid: Number(gid) };
  return {
    ...{ type: plain, owner, group, ...ids, mode },
    ...(sha256 !== undefined && { sha256 }),
    ...(policy !== undefined && { policy }),
  };
}

/** The owner of `facts` in the words of `declared`: each of `user:group` as a number where that is one. */
export function ownerLike(declared: string, { owner, group, uid, gid }: PathFacts): string {
  const [user = "", whose = ""] = declared.split(":");
  const isNumber = (word: string) => /^\d+$/.test(word);
  return `${isNumber(user) ? uid : owner}:${isNumber(whose) ? gid : group}`;
}

/** True where two octal modes are the same, whatever zeros lead them. */
export function sameMode(a: string, b: string): boolean {
  return parseInt(a, 8) === parseInt(b, 8);
}

/** A mode for chmod(1) that a folder has exactly: of up to four digits it keeps the bits for set-user-ID and set-group-ID. */
export function exactMode(mode: string): string {
  return mode.padStart(5, "0");
}
