import { parseExports, type Export } from "./exports-file";

/** Where Phoenix writes the exports that are declared (exports(5)). */
export const exportsFile = "/etc/exports.d/phoenix.exports";

/** There while our file is written and exported; exportfs reads `*.exports` only. */
export const pendingExports = `${exportsFile}.pending`;

/** The NFS server of the node. */
export interface Nfs {
  /** True where the package nfs-kernel-server is installed. */
  readonly isInstalled: boolean;
  /** What `systemctl is-enabled nfs-server` says. */
  readonly enabled: string;
  /** What `systemctl is-active nfs-server` says. */
  readonly active: string;
  /** Text of our file; undefined where there is none. */
  readonly ownText: string | undefined;
  readonly own: readonly Export[];
  /** What the other files say. */
  readonly foreign: readonly (Export & { readonly file: string })[];
  /** What the kernel is told to export now. */
  readonly exported: readonly Export[];
  /** Our file was written and not exported since: what it said before may still be exported. */
  readonly isUnfinished: boolean;
}

/** Reads the sections of the inspection that are about NFS. */
export function parseNfs(sections: ReadonlyMap<string, string>): Nfs {
  const [status = "", enabled = "", active = ""] = (sections.get("nfs") ?? "").split("\n");
  const files = [...sections].flatMap(([name, text]) =>
    /^file \/etc\/exports(?:\.d\/.*\.exports)?$/.test(name)
      ? [[name.slice("file ".length), text] as const]
      : [],
  );
  const ownText = files.find(([file]) => file === exportsFile)?.[1];
  return {
    isInstalled: status === "installed",
    enabled,
    active,
    ownText,
    own: parseExports(ownText ?? ""),
    foreign: files
      .filter(([file]) => file !== exportsFile)
      .flatMap(([file, text]) => parseExports(text).map((each) => ({ ...each, file }))),
    exported: parseExports(sections.get("nfs-exported") ?? ""),
    isUnfinished: sections.has(`file ${pendingExports}`),
  };
}
