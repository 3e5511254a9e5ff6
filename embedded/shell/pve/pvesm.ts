import type { ExecResult, Json } from "../../contract";
import { ProgramError } from "../../contract";
import type { Program, ProgramIo } from "../program";
import { parseSize } from "../../zfs/sizes";
import type { PveClient } from "./pve-client";
import { perlArguments, record, records, text } from "./pve-client";
import { readArguments } from "./pve-options";

/** pvesm(1), on the API of the host. */
export function pvesmProgram(client: PveClient): Program {
  const commands: Record<string, Command> = { status, list, add, set, remove, alloc, free, path };
  return async (args, io) => {
    const [name, ...rest] = perlArguments(args, io.env);
    const overview = "USAGE: pvesm <COMMAND> [ARGS] [OPTIONS]";
    if (name === undefined) throw new ProgramError(`ERROR: no command specified\n${overview}`, 255);
    const command = commands[name];
    if (!command)
      throw new ProgramError(`ERROR: unknown command 'pvesm ${name}'\n${overview}`, 255);
    return client.command((own) => command(own, rest, io));
  };
}

type Command = (
  client: PveClient,
  args: readonly string[],
  io: ProgramIo,
) => Promise<Partial<ExecResult> | string>;

async function status(client: PveClient, args: readonly string[]): Promise<string> {
  const usage = "pvesm status  [OPTIONS]";
  const { options } = readArguments(args, usage, 0);
  const data = await client.call("GET", `/nodes/${client.node}/storage`, options, usage);
  const storages = records(data).sort((a, b) => (text(a["storage"]) < text(b["storage"]) ? -1 : 1));
  const names = storages.map((each) => text(each["storage"]).length);
  const width = Math.max(10, ...names);
  const row = (name: string, type: string, state: string, figures: readonly string[]) =>
    `${name.padEnd(width)} ${type.padStart(10)} ${state.padStart(10)} ${figures
      .slice(0, 3)
      .map((figure) => figure.padStart(15))
      .join(" ")} ${(figures[3] ?? "").padStart(8)}\n`;
  const head = row("Name", "Type", "Status", ["Total (KiB)", "Used (KiB)", "Available (KiB)", "%"]);
  const rows = storages.map((each) => {
    const figures = ["total", "used", "avail"].map((key) =>
      Math.floor(Number(each[key] ?? 0) / 1024),
    );
    const [total = 0, used = 0] = figures;
    const disabled = each["enabled"] === 0;
    const percent = disabled ? "N/A" : `${(total > 0 ? (used * 100) / total : 0).toFixed(2)}%`;
    const cells = disabled ? ["0", "0", "0", percent] : [...figures.map(String), percent];
    const state = disabled ? "disabled" : each["active"] === 1 ? "active" : "inactive";
    return row(text(each["storage"]), text(each["type"]), state, cells);
  });
  return head + rows.join("");
}

async function list(client: PveClient, args: readonly string[]): Promise<string> {
  const usage = "pvesm list <storage> [OPTIONS]";
  const { operands, options } = readArguments(args, usage, 1);
  const storage = encodeURIComponent(operands[0] ?? "");
  const where = `/nodes/${client.node}/storage/${storage}/content`;
  const volumes = records(await client.call("GET", where, options, usage));
  volumes.sort((a, b) => (text(a["volid"]) < text(b["volid"]) ? -1 : 1));
  const width = (key: string, least: number) =>
    Math.max(least, ...volumes.map((volume) => text(volume[key]).length));
  const volid = width("volid", 5);
  const size = width("size", 4);
  const row = (cells: readonly string[]) =>
    `${(cells[0] ?? "").padEnd(volid)} ${(cells[1] ?? "").padEnd(7)} ${(cells[2] ?? "").padEnd(9)} ${(cells[3] ?? "").padStart(Math.max(size, 10))} ${cells[4] ?? ""}`.trimEnd() +
    "\n";
  const rows = volumes.map((volume) =>
    row(["volid", "format", "content", "size", "vmid"].map((key) => text(volume[key]))),
  );
  return row(["Volid", "Format", "Type", "Size", "VMID"]) + rows.join("");
}

const add: Command = async (client, args, io) => {
  const usage = "pvesm add <type> <storage> [OPTIONS]";
  const { operands, options } = readArguments(args, usage, 2);
  const [type = "", storage = ""] = operands;
  await client.call("POST", "/storage", { type, storage, ...options }, usage);
  io.record();
  return "";
};

const set: Command = async (client, args, io) => {
  const usage = "pvesm set <storage> [OPTIONS]";
  const { operands, options } = readArguments(args, usage, 1);
  await client.call("PUT", `/storage/${encodeURIComponent(operands[0] ?? "")}`, options, usage);
  io.record();
  return "";
};

const remove: Command = async (client, args, io) => {
  const usage = "pvesm remove <storage>";
  const { operands } = readArguments(args, usage, 1);
  await client.call("DELETE", `/storage/${encodeURIComponent(operands[0] ?? "")}`, {}, usage);
  io.record();
  return "";
};

const alloc: Command = async (client, args, io) => {
  const usage = "pvesm alloc <storage> <vmid> <filename> <size> [OPTIONS]";
  const { operands, options } = readArguments(args, usage, 4);
  const [storage = "", vmid = "", filename = "", size = ""] = operands;
  const where = `/nodes/${client.node}/storage/${encodeURIComponent(storage)}/content`;
  const kibibytes = /^\d+$/.test(size) ? size : Math.ceil((parseSize(size) ?? 0) / 1024);
  const params = { vmid, filename, size: kibibytes, ...options };
  const volid = await client.call("POST", where, params, usage);
  io.record();
  return `successfully created '${text(volid)}'\n`;
};

const free: Command = async (client, args, io) => {
  const usage = "pvesm free <volume> [OPTIONS]";
  const { operands } = readArguments(args, usage, 1);
  const volume = operands[0] ?? "";
  const [storage = ""] = volume.split(":");
  const where = `/nodes/${client.node}/storage/${encodeURIComponent(storage)}/content/${encodeURIComponent(volume)}`;
  const upid: Json = await client.call("DELETE", where, {}, usage);
  io.record();
  if (typeof upid === "string") {
    const { exitstatus } = await client.wait(upid);
    if (exitstatus !== "OK") return { stderr: `${exitstatus}\n`, exitCode: 255 };
  }
  return `Removed volume '${volume}'\n`;
};

async function path(client: PveClient, args: readonly string[]): Promise<string> {
  const usage = "pvesm path <volume>";
  const { operands } = readArguments(args, usage, 1);
  const volume = operands[0] ?? "";
  const [storage = "", name = ""] = volume.split(/:(.*)/s);
  const config = record(
    await client.call("GET", `/storage/${encodeURIComponent(storage)}`, {}, usage),
  );
  const image = name.slice(name.lastIndexOf("/") + 1);
  if (config["type"] === "zfspool") {
    const pool = text(config["pool"]);
    const dataset = /^(sub|base)vol-/.test(image);
    const mountpoint = text(config["mountpoint"]) || `/${pool}`;
    return dataset ? `${mountpoint}/${image}\n` : `/dev/zvol/${pool}/${image}\n`;
  }
  const base = text(config["path"]);
  if (base === "") throw new ProgramError(`unable to get path of volume '${volume}'`, 255);
  const kind = directories[name.slice(0, name.indexOf("/"))];
  return `${base}/${kind === undefined ? `images/${name}` : `${kind}/${image}`}\n`;
}

const directories: Record<string, string> = {
  vztmpl: "template/cache",
  iso: "template/iso",
  backup: "dump",
  snippets: "snippets",
  import: "import",
};
