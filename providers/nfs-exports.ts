import { z } from "zod";
import { significantLiveOptions, significantOptions } from "../host/export-options";
import type { Export } from "../host/exports-file";
import { exportsFile, pendingExports, type Nfs } from "../host/nfs";
import { sameMode, type Paths } from "../host/paths";
import { same } from "./compare";
import type { Bag, Lifecycle, Refusal } from "./lifecycle";
import { installServer, makeDirectory, publish } from "./nfs-steps";
import { absolutePath, mode, userAndGroup } from "./shapes";

const client = z
  .string()
  .regex(
    /^(?:\*|@?[A-Za-z0-9][A-Za-z0-9_.:/*?-]*)$/,
    "must be an address, a network, a host name, @netgroup or *",
  );

const option = z
  .string()
  .regex(/^[a-z0-9_]+(?:=[A-Za-z0-9_:.@/-]+)?$/, "must be an option of exports(5)");

/** Options by client by folder. */
const exportTable = z.record(absolutePath, z.record(client, z.array(option)));

/** Everything that the node exports over NFS because it is declared, and the server that does it. */
const nfsExportsSchema = z.strictObject({
  package: z.literal("installed"),
  /** Whether the server starts with the node. */
  enabled: z.literal("enabled"),
  active: z.literal("active"),
  /** The folders, with owner and mode where they are declared; a missing one is made. */
  directories: z.record(
    absolutePath,
    z.strictObject({ owner: userAndGroup.optional(), mode: mode.optional() }),
  ),
  /** What our file says. */
  exports: exportTable,
  /** What is exported now: the same, once it holds. */
  exported: exportTable,
});

export type NfsExportsSpec = z.infer<typeof nfsExportsSchema>;
type ExportTable = NfsExportsSpec["exports"];

const parts = ["nfs", "paths"] as const;

/**
 * All exports are one resource, because they are one file and `exportfs -ra` is one step for all. Lines of other files
 * are left alone; one that says what is declared counts as ours.
 */
export const nfsExportsLifecycle: Lifecycle<NfsExportsSpec, Nfs, (typeof parts)[number]> = {
  kind: "nfsexports",
  parts,
  schema: nfsExportsSchema,
  id: () => exportsFile,
  paths: (spec) => Object.keys(spec.directories),
  find: ({ nfs }, spec) =>
    nfs.ownText !== undefined || nfs.isUnfinished || missingFrom(nfs.foreign, spec).length === 0
      ? nfs
      : undefined,
  observe: (live, spec, { paths }) => ({
    package: live.isInstalled ? "installed" : "not installed",
    enabled: live.enabled,
    active: live.active,
    directories: observeDirectories(spec, paths),
    exports: observeFile(live, spec),
    // Of an export that no file says any more, nobody can tell whose it is: all are exported anew.
    exported: live.isUnfinished ? null : observeExported(live, spec),
  }),
  refuse: ({ spec, inspection: { nfs, paths } }) => [
    ...clashes(spec, nfs.foreign),
    ...noFolders(spec, paths),
  ],
  async converge({ spec, inspection: { nfs, paths }, context: { host } }) {
    const { shell } = host;
    if (!nfs.isInstalled || nfs.enabled !== "enabled" || nfs.active !== "active") {
      return installServer(shell, nfs);
    }
    const directories = observeDirectories(spec, paths);
    for (const [path, wanted] of Object.entries(spec.directories)) {
      if (same(wanted, directories[path])) continue;
      await makeDirectory(shell, path, wanted, directories[path] !== null);
    }
    const own = missingFrom(nfs.foreign, spec);
    const isWritten = same(spec.exports, observeFile(nfs, spec));
    const isExported = !nfs.isUnfinished && same(spec.exported, observeExported(nfs, spec));
    if (isWritten && isExported) return;
    await publish(shell, nfs, isWritten ? undefined : own, (exported) => {
      const now = observeExported({ ...nfs, exported }, spec);
      return pairs(spec.exported)
        .filter((each) => !same(each.options, now[each.path]?.[each.client]))
        .map(({ path, client: whom }) => `${path} to ${whom}`);
    });
  },
  async remove({ live, known, context: { host } }) {
    const isThere = live.ownText !== undefined || live.isUnfinished;
    if (known?.["created"] !== true || !isThere) return;
    if (!live.isInstalled) {
      // Nothing is exported without the package, and no program of its could say so.
      await host.shell.run(["rm", "-f", exportsFile, pendingExports]);
      return;
    }
    await publish(host.shell, live, [], () => []);
    console.log(
      "nfsexports: nothing that was declared is exported any more; the package nfs-kernel-server stays, and its service runs",
    );
  },
};

function pairs(table: ExportTable): Export[] {
  return Object.entries(table).flatMap(([path, clients]) =>
    Object.entries(clients).map(([whom, options]) => ({ path, client: whom, options })),
  );
}

/** What is declared and not said, in the same words, by these lines. */
function missingFrom(lines: readonly Export[], spec: NfsExportsSpec): Export[] {
  return pairs(spec.exports).filter(
    (wanted) => !lines.some((line) => isAbout(line, wanted) && saysTheSame(line, wanted)),
  );
}

function isAbout(line: Export, wanted: Export): boolean {
  return line.path === wanted.path && line.client === wanted.client;
}

function saysTheSame(line: Export, wanted: Export): boolean {
  return same(significantOptions(line.options), significantOptions(wanted.options));
}

function observeFile(live: Nfs, spec: NfsExportsSpec): ExportTable {
  const foreign = live.foreign.filter((line) => spec.exports[line.path]?.[line.client]);
  return tableOf([...foreign, ...live.own], spec, ({ options }) => significantOptions(options));
}

/** Of the folders that are declared: others may be exported by hand or by another file. */
function observeExported(live: Nfs, spec: NfsExportsSpec): ExportTable {
  const lines = live.exported
    .filter(({ path }) => spec.exports[path] !== undefined)
    .map((line) => ({ ...line, client: declaredName(line, spec) }))
    .filter(
      (line) =>
        spec.exports[line.path]?.[line.client] !== undefined ||
        !live.foreign.some((other) => isAbout(other, line)),
    );
  return tableOf(lines, spec, ({ options }) => significantLiveOptions(options));
}

/** The server lists a host under its full name, however it was declared. */
function declaredName({ path, client: whom }: Export, spec: NfsExportsSpec): string {
  const declared = Object.keys(spec.exports[path] ?? {});
  return declared.find((name) => name === whom || whom.startsWith(`${name}.`)) ?? whom;
}

/** Options as they are declared where they mean the same. */
function tableOf(
  lines: readonly Export[],
  spec: NfsExportsSpec,
  significant: (line: Export) => string[],
): ExportTable {
  const table: Record<string, Record<string, string[]>> = {};
  for (const line of lines) {
    const wanted = spec.exports[line.path]?.[line.client];
    const found = significant(line);
    const isSame = wanted !== undefined && same(significantOptions(wanted), found);
    table[line.path] = { ...table[line.path], [line.client]: isSame ? [...wanted] : found };
  }
  return table;
}

function observeDirectories(spec: NfsExportsSpec, paths: Paths): Record<string, Bag | null> {
  return Object.fromEntries(
    Object.entries(spec.directories).map(([path, wanted]) => {
      const found = paths.get(path);
      if (found === undefined) return [path, null];
      const live = {
        ...(wanted.owner !== undefined && { owner: `${found.owner}:${found.group}` }),
        ...(wanted.mode !== undefined && {
          mode: sameMode(wanted.mode, found.mode) ? wanted.mode : found.mode,
        }),
      };
      return [path, live];
    }),
  );
}

/** exportfs(8) takes one of two lines that differ, and which is not said anywhere. */
function clashes(spec: NfsExportsSpec, foreign: Nfs["foreign"]): Refusal[] {
  return pairs(spec.exports).flatMap((wanted) =>
    foreign
      .filter((line) => isAbout(line, wanted) && !saysTheSame(line, wanted))
      .map(({ file, options }) => ({
        property: "exports",
        reason:
          `nfsexports: ${file} exports ${wanted.path} to ${wanted.client} already, with ${options.join(",") || "no options"}; ` +
          `declared is ${wanted.options.join(",") || "no options"}. Remove that line, or declare the same options; ` +
          "Phoenix edits its own file only.",
      })),
  );
}

function noFolders(spec: NfsExportsSpec, paths: Paths): Refusal[] {
  return Object.keys(spec.directories).flatMap((path) => {
    const found = paths.get(path);
    return found === undefined || found.type === "directory"
      ? []
      : [
          {
            property: "directories",
            reason: `nfsexports: ${path} is a ${found.type} on the node, and only a folder can be exported.`,
          },
        ];
  });
}
