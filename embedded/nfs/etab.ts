import type { ExportEntry } from "./export-line";

/** One line of the table of current exports, with the state of every switch. */
export interface Current {
  readonly path: string;
  readonly client: string;
  readonly on: ReadonlySet<string>;
  readonly values: ReadonlyMap<string, string>;
}

/** Where the exports of now are kept (exportfs(8), FILES). */
export const etab = "/var/lib/nfs/etab";

/** Switches in the order of the table, each with its opposite; the first of a pair is what holds by default. */
const switches = [
  ["ro", "rw"],
  ["sync", "async"],
  ["wdelay", "no_wdelay"],
  ["hide", "nohide"],
  ["nocrossmnt", "crossmnt"],
  ["secure", "insecure"],
  ["root_squash", "no_root_squash"],
  ["no_all_squash", "all_squash"],
  ["no_subtree_check", "subtree_check"],
  ["secure_locks", "insecure_locks"],
  ["acl", "no_acl"],
  ["no_pnfs", "pnfs"],
] as const;

const synonyms: Readonly<Record<string, string>> = {
  auth_nlm: "secure_locks",
  no_auth_nlm: "insecure_locks",
};

/** The export that an entry asks for. */
export function currentOf({ path, client, options }: ExportEntry): Current {
  const on = new Set<string>(switches.map(([usual]) => usual));
  const values = new Map<string, string>();
  for (const given of options) {
    const option = synonyms[given] ?? given;
    const pair = switches.find((each) => (each as readonly string[]).includes(option));
    if (pair) {
      for (const each of pair) on.delete(each);
      on.add(option);
    } else {
      const [name = "", value = ""] = option.split("=");
      const long = name === "mp" ? "mountpoint" : name;
      values.set(long, value === "root" && long === "fsid" ? "0" : value);
    }
  }
  return { path, client: client === "" ? "*" : client, on, values };
}

/** The table's text. */
export function formatEtab(exports: readonly Current[]): string {
  return exports.map((each) => `${escape(each.path)}\t${each.client}(${every(each)})\n`).join("");
}

/** Reads the table's text back. */
export function parseEtab(text: string): Current[] {
  return [...text.matchAll(/^([^\t]+)\t([^(]*)\((.*)\)$/gm)].map(
    ([, path = "", client = "", all = ""]) =>
      currentOf({ path: plain(path), client, options: all.split(","), hasOptions: true }),
  );
}

function every({ on, values }: Current): string {
  const flags = switches.map(([usual, other]) => (on.has(other) ? other : usual));
  const { mountpoint, fsid, uid, gid, sec } = parts(values);
  const security = [on.has("rw") ? "rw" : "ro", ...squashing(on)];
  const ids = [`anonuid=${uid ?? "65534"}`, `anongid=${gid ?? "65534"}`];
  return [...flags, ...mountpoint, ...fsid, ...ids, sec, ...security].join(",");
}

/** Options as `exportfs -v` and `-s` print them (dump in utils/exportfs/exportfs.c). */
export function shownOptions({ on, values }: Current): string {
  const { mountpoint, fsid, uid, gid, sec } = parts(values);
  const has = (option: string) => (on.has(option) ? [option] : []);
  return [
    on.has("async") ? "async" : "sync",
    on.has("no_wdelay") ? "no_wdelay" : "wdelay",
    on.has("nohide") ? "nohide" : "hide",
    ...["crossmnt", "no_subtree_check", "insecure_locks", "no_acl", "pnfs"].flatMap(has),
    ...fsid,
    ...mountpoint,
    ...(uid === undefined || uid === "65534" ? [] : [`anonuid=${uid}`]),
    ...(gid === undefined || gid === "65534" ? [] : [`anongid=${gid}`]),
    sec,
    on.has("rw") ? "rw" : "ro",
    on.has("insecure") ? "insecure" : "secure",
    ...squashing(on),
  ].join(",");
}

function squashing(on: ReadonlySet<string>): string[] {
  return [
    on.has("no_root_squash") ? "no_root_squash" : "root_squash",
    on.has("all_squash") ? "all_squash" : "no_all_squash",
  ];
}

function parts(values: ReadonlyMap<string, string>) {
  const mountpoint = values.get("mountpoint");
  const fsid = values.get("fsid");
  return {
    mountpoint:
      mountpoint === undefined
        ? []
        : [mountpoint === "" ? "mountpoint" : `mountpoint=${mountpoint}`],
    fsid: fsid === undefined ? [] : [`fsid=${fsid}`],
    uid: values.get("anonuid"),
    gid: values.get("anongid"),
    sec: `sec=${values.get("sec") ?? "sys"}`,
  };
}

/** Blanks as three octal digits. */
export function escape(path: string): string {
  return path.replaceAll(" ", "\\040").replaceAll("\t", "\\011");
}

function plain(path: string): string {
  return path.replaceAll("\\040", " ").replaceAll("\\011", "\t");
}
