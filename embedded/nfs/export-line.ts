/** What a line of exports(5) says of one client. */
export interface ExportEntry {
  readonly path: string;
  /** As written; empty where there is none, which is everybody. */
  readonly client: string;
  readonly options: readonly string[];
  /** False where no parentheses follow the client. */
  readonly hasOptions: boolean;
}

/** A mistake for which exportfs stops reading a file; its message begins after the file and line. */
export class ExportsSyntaxError extends Error {}

/** Reads one logical line of exports(5) (getexportent in support/nfs/exports.c of nfs-utils). */
export function parseExportLine(line: string): ExportEntry[] {
  const { words } = scan(line);
  const [path, ...clients] = words;
  if (path === undefined) return [];
  let common: string[] = [];
  const entries: ExportEntry[] = [];
  for (const word of clients) {
    if (word.startsWith("-")) {
      common = options(word.slice(1));
      continue;
    }
    const open = word.indexOf("(");
    if (open >= 0 && !word.endsWith(")"))
      throw new ExportsSyntaxError("syntax error: bad option list");
    const own = open < 0 ? [] : options(word.slice(open + 1, -1));
    const client = open < 0 ? word : word.slice(0, open);
    const hasOptions = open >= 0 || common.length > 0;
    entries.push({ path: unescape(path), client, options: [...common, ...own], hasOptions });
  }
  if (entries.length > 0) return entries;
  return [{ path: unescape(path), client: "", options: common, hasOptions: common.length > 0 }];
}

/** Words apart at blanks that are not between quotes or parentheses; what follows a # is for people. */
function scan(line: string): { words: string[] } {
  const words: string[] = [];
  let word = "";
  let quoted = false;
  let depth = 0;
  for (const char of line) {
    if (char === "#" && !quoted && word === "") break;
    if (char === '"') quoted = !quoted;
    else if (/\s/.test(char) && !quoted && depth === 0) {
      if (word !== "") words.push(word);
      word = "";
    } else {
      if (char === "(" && !quoted) depth++;
      if (char === ")" && !quoted) depth--;
      word += char;
    }
  }
  return { words: word === "" ? words : [...words, word] };
}

function options(text: string): string[] {
  const all = text.split(",").filter(Boolean);
  const unknown = all.find((option) => !isKnown(option));
  if (unknown !== undefined) throw new ExportsSyntaxError(`unknown keyword "${unknown}"\n`);
  return all;
}

const keywords = new Set(
  (
    "ro rw sync async secure insecure wdelay no_wdelay hide nohide crossmnt nocrossmnt subtree_check no_subtree_check " +
    "root_squash no_root_squash all_squash no_all_squash secure_locks insecure_locks auth_nlm no_auth_nlm acl no_acl " +
    "pnfs no_pnfs security_label mp mountpoint"
  ).split(" "),
);

function isKnown(option: string): boolean {
  if (keywords.has(option)) return true;
  return /^(?:anonuid|anongid)=-?\d+$|^(?:fsid|sec|mp|mountpoint|refer|replicas|xprtsec)=.+$/.test(
    option,
  );
}

function unescape(path: string): string {
  return path.replaceAll(/\\([0-7]{3})/g, (_all, digits: string) =>
    String.fromCharCode(parseInt(digits, 8)),
  );
}
