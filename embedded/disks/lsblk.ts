import type { MountedFiles } from "../files/mounted-files";
import { lastValue, parseOptions } from "../shell/options";
import { failed, type Program } from "../shell/program";
import { niceSize } from "./size-text";
import { blockDevices, type BlockDevice } from "./block-devices";

type Cell = string | number | boolean | null | readonly string[];

interface Row {
  readonly device: BlockDevice;
  readonly cells: readonly Cell[];
  readonly children: readonly Row[];
}

/** lsblk(8) with `-J`, `-P`, `-r`, `-b`, `-d`, `-n`, `-p` and `-o`: the disks and their partitions. */
export function lsblk(files: () => MountedFiles): Program {
  return (args) => {
    const parsed = parseOptions(args, {
      short: "JPbdnpro:faiSte:",
      long: ["json", "pairs", "bytes", "nodeps", "noheadings", "output=", "paths", "raw", "all"],
    });
    const has = (...names: string[]) => names.some((name) => parsed.flags.has(name));
    const asked = lastValue(parsed, "o") ?? lastValue(parsed, "output") ?? defaultColumns;
    const columns = asked.split(",").map((column) => column.toUpperCase());
    const unknown = columns.find((column) => !(column in readers));
    if (unknown !== undefined) return failed(`lsblk: unknown column: ${unknown}`);
    const all = blockDevices(files());
    const wanted = parsed.rest.map((path) => {
      const name = (files().realpath(path) ?? path).replace(/^\/dev\//, "");
      return { path, device: all.flatMap(withPartitions).find((each) => each.name === name) };
    });
    const missing = wanted.filter(({ device }) => device === undefined);
    const stderr = missing.map(({ path }) => `lsblk: ${path}: not a block device\n`).join("");
    const shown = wanted.length === 0 ? all : wanted.flatMap(({ device }) => device ?? []);
    const exitCode = missing.length === 0 ? 0 : shown.length > 0 ? 64 : 32;
    const how = { paths: has("p", "paths"), bytes: has("b", "bytes"), files: files() };
    const row = (device: BlockDevice): Row => ({
      device,
      cells: columns.map((column) => readers[column]?.(device, how) ?? null),
      children: has("d", "nodeps") ? [] : device.partitions.map(row),
    });
    const rows = shown.map(row);
    const stdout = has("J", "json")
      ? json(columns, rows)
      : has("P", "pairs")
        ? rows
            .flatMap(flatten)
            .map((each) => pairs(columns, each))
            .join("")
        : table(columns, rows, has("n", "noheadings"), has("r", "raw"));
    return { stdout, stderr, exitCode };
  };
}

const defaultColumns = "NAME,MAJ:MIN,RM,SIZE,RO,TYPE,MOUNTPOINTS";

interface How {
  readonly paths: boolean;
  readonly bytes: boolean;
  readonly files: MountedFiles;
}

const readers: Readonly<Record<string, (device: BlockDevice, how: How) => Cell>> = {
  NAME: ({ name }, { paths }) => (paths ? `/dev/${name}` : name),
  KNAME: ({ name }) => name,
  PATH: ({ name }) => `/dev/${name}`,
  "MAJ:MIN": ({ major, minor }) => `${major}:${minor}`,
  RM: () => false,
  SIZE: ({ size }, { bytes }) => (bytes ? size : niceSize(size)),
  RO: () => false,
  ROTA: () => false,
  TYPE: (device, { files }) => (isDisk(device, files) ? "disk" : "part"),
  FSTYPE: ({ content }) => content.type ?? null,
  LABEL: ({ content }) => content.label ?? null,
  UUID: ({ content }) => content.uuid ?? null,
  PTTYPE: (device, { files }) => tableOf(device, files) ?? null,
  PKNAME: (device, { files }) => parentOf(device, files)?.name ?? null,
  MODEL: (device, { files }) => attribute(device, files, "model"),
  SERIAL: (device, { files }) => attribute(device, files, "serial"),
  WWN: () => null,
  TRAN: ({ name }, how) =>
    isDisk({ name }, how.files) ? (name.startsWith("nvme") ? "nvme" : "sata") : null,
  MOUNTPOINT: (device, { files }) => mountpoints(device, files)[0] ?? null,
  MOUNTPOINTS: (device, { files }) => mountpoints(device, files),
};

function isDisk({ name }: Pick<BlockDevice, "name">, files: MountedFiles): boolean {
  return files.exists(`/sys/block/${name}`);
}

function parentOf({ name }: BlockDevice, files: MountedFiles): BlockDevice | undefined {
  return blockDevices(files).find(({ partitions }) =>
    partitions.some((each) => each.name === name),
  );
}

function tableOf(device: BlockDevice, files: MountedFiles): string | undefined {
  return (parentOf(device, files) ?? device).content.table;
}

function attribute({ name }: BlockDevice, files: MountedFiles, key: string): string | null {
  return files.readText(`/sys/block/${name}/device/${key}`)?.trim() ?? null;
}

function mountpoints({ name }: BlockDevice, files: MountedFiles): string[] {
  const rows = (file: string) =>
    (files.readText(file) ?? "").split("\n").map((line) => line.split(/\s+/));
  const mounts = rows("/proc/mounts").flatMap(([source, target = ""]) =>
    source === `/dev/${name}` ? [target] : [],
  );
  return rows("/proc/swaps").some(([source]) => source === `/dev/${name}`)
    ? [...mounts, "[SWAP]"]
    : mounts;
}

function withPartitions(device: BlockDevice): BlockDevice[] {
  return [device, ...device.partitions];
}

function flatten(row: Row): Row[] {
  return [row, ...row.children.flatMap(flatten)];
}

/** As util-linux's lib/jsonwrt.c lays it out. */
function json(columns: readonly string[], rows: readonly Row[]): string {
  const list = (each: readonly Row[], depth: number): string => {
    const pad = " ".repeat(depth);
    const entries = each.map((row) => {
      const members = columns.map((column, at) => {
        const value = row.cells[at] ?? null;
        return `${pad}   "${column.toLowerCase()}": ${jsonValue(value, depth + 3)}`;
      });
      const children =
        row.children.length === 0
          ? []
          : [`${pad}   "children": [\n${list(row.children, depth + 6)}\n${pad}   ]`];
      return `{\n${[...members, ...children].join(",\n")}\n${pad}}`;
    });
    return pad + entries.join(",");
  };
  const body = rows.length === 0 ? "\n" : `${list(rows, 6)}\n`;
  return `{\n   "blockdevices": [\n${body}   ]\n}\n`;
}

function jsonValue(value: Cell, depth: number): string {
  if (!Array.isArray(value)) return JSON.stringify(value);
  if (value.length === 0) return "[]";
  const pad = " ".repeat(depth);
  return `[\n${value.map((each) => `${pad}    ${JSON.stringify(each)}`).join(",")}\n${pad}]`;
}

function text(cell: Cell | undefined): string {
  if (cell === undefined || cell === null) return "";
  if (typeof cell === "boolean") return cell ? "1" : "0";
  return Array.isArray(cell) ? cell.join("\\x0a") : String(cell);
}

function pairs(columns: readonly string[], { cells }: Row): string {
  return `${columns.map((column, at) => `${column}="${text(cells[at])}"`).join(" ")}\n`;
}

function table(
  columns: readonly string[],
  rows: readonly Row[],
  bare: boolean,
  raw: boolean,
): string {
  const tree = (row: Row, prefix: string, mark: string): string[][] => [
    row.cells.map((cell, at) =>
      columns[at] === "NAME" && !raw ? `${prefix}${mark}${text(cell)}` : text(cell),
    ),
    ...row.children.flatMap((child, at) =>
      tree(child, prefix, at === row.children.length - 1 ? "└─" : "├─"),
    ),
  ];
  const body = rows.flatMap((row) => tree(row, "", ""));
  const all = bare ? body : [[...columns], ...body];
  if (raw) return all.map((row) => `${row.join(" ")}\n`).join("");
  const widths = columns.map((_, at) => Math.max(...all.map((row) => row[at]?.length ?? 0)));
  const right = new Set(["SIZE", "MAJ:MIN", "RM", "RO", "ROTA"]);
  return all
    .map((row) => {
      const cells = row.map((cell, at) => {
        const width = widths[at] ?? 0;
        const column = columns[at] ?? "";
        if (column === "MAJ:MIN") return alignedAtColon(cell, width);
        return right.has(column) ? cell.padStart(width) : cell.padEnd(width);
      });
      return `${cells.join(" ")}\n`.replace(
        / +\n$/,
        columns.at(-1) === "MOUNTPOINTS" ? " \n" : "\n",
      );
    })
    .join("");
}

function alignedAtColon(cell: string, width: number): string {
  if (!/^\d/.test(cell)) return cell.padEnd(width);
  const [major = "", minor = ""] = cell.split(":");
  return `${major.padStart(3)}:${minor}`.padEnd(width);
}
