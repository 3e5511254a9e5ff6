import { ProgramError } from "../../contract";
import type { Program, ProgramIo } from "../program";
import { foreground } from "./foreground";
import type { AgentShells } from "./guest-shell";
import { configText, pendingText, snapshotTree, statusText } from "./pct-show";
import type { Params, PveClient } from "./pve-client";
import { perlArguments, records, text } from "./pve-client";
import { onlyOptions, readArguments } from "./pve-options";
import { guestExec } from "./qm-guest";
import { unlock } from "./unlock";

/** qm(1), on the API of the host as the real one is. */
export function qmProgram(client: PveClient, shells: AgentShells): Program {
  const machine = (vmid = "") => `/nodes/${client.node}/qemu/${encodeURIComponent(vmid)}`;
  const show =
    (command: string, allowed: readonly string[], path: string, print: Printer) =>
    async (args: readonly string[]) => {
      const { operands, options } = readArguments(args, usageOf(command), 1);
      onlyOptions(options, allowed, usageOf(command));
      const params = command === "config" ? options : {};
      const url = `${machine(operands[0])}/${path}`;
      return print(await client.call("GET", url, params, usageOf(command)), options);
    };
  /** A command that is one request; where that gives a UPID, its worker is waited for. */
  const change =
    (command: string, count: number, plan: (operands: readonly string[]) => Plan) =>
    async (args: readonly string[], io: ProgramIo) => {
      const { operands, options } = readArguments(args, usageOf(command), count);
      const { method, path, params = {} } = plan(operands);
      const all = { ...params, ...withKeys(options, io) };
      const data = await client.call(method, path, all, usageOf(command), command);
      io.record();
      return typeof data === "string" ? foreground(client, data, command) : "";
    };
  const power = (verb: string) =>
    change(verb, 1, ([vmid]) => ({ method: "POST", path: `${machine(vmid)}/status/${verb}` }));
  const commands: Record<string, Program> = {
    list: async (args) => {
      readArguments(args, usageOf("list"), 0);
      return listText(client);
    },
    config: show("config", ["current", "snapshot"], "config", configText),
    pending: show("pending", [], "pending", pendingText),
    status: show("status", ["verbose"], "status/current", (data, { verbose }) =>
      statusText(data, verbose !== undefined && text(verbose) !== "0"),
    ),
    listsnapshot: show("listsnapshot", [], "snapshot", snapshotTree),
    create: change("create", 1, ([vmid = ""]) => ({
      method: "POST",
      path: `/nodes/${client.node}/qemu`,
      params: { vmid },
    })),
    set: async (args, io) => {
      const { operands, options } = readArguments(args, usageOf("set"), 1);
      if (Object.keys(options).length === 0) throw new ProgramError("no options specified", 255);
      const [vmid = ""] = operands;
      const all = withKeys(options, io);
      await client.call("PUT", `${machine(vmid)}/config`, all, usageOf("set"));
      io.record();
      const said = Object.entries(options).map(([key, value]) => `-${key} ${String(value)}`);
      return `update VM ${vmid}: ${said.sort().join(" ")}\n`;
    },
    destroy: change("destroy", 1, ([vmid]) => ({ method: "DELETE", path: machine(vmid) })),
    clone: change("clone", 2, ([vmid, newid = ""]) => ({
      method: "POST",
      path: `${machine(vmid)}/clone`,
      params: { newid },
    })),
    template: change("template", 1, ([vmid]) => ({
      method: "POST",
      path: `${machine(vmid)}/template`,
    })),
    snapshot: change("snapshot", 2, ([vmid, snapname = ""]) => ({
      method: "POST",
      path: `${machine(vmid)}/snapshot`,
      params: { snapname },
    })),
    delsnapshot: change("delsnapshot", 2, ([vmid, snapname = ""]) => ({
      method: "DELETE",
      path: `${machine(vmid)}/snapshot/${encodeURIComponent(snapname)}`,
    })),
    rollback: change("rollback", 2, ([vmid, snapname = ""]) => ({
      method: "POST",
      path: `${machine(vmid)}/snapshot/${encodeURIComponent(snapname)}/rollback`,
    })),
    resize: change("resize", 3, ([vmid, disk = "", size = ""]) => ({
      method: "PUT",
      path: `${machine(vmid)}/resize`,
      params: { disk, size },
    })),
    start: power("start"),
    stop: power("stop"),
    shutdown: power("shutdown"),
    reboot: power("reboot"),
    unlock: (args, io) => unlock(client, "qemu", args, io, usageOf("unlock")),
  };
  return async (args, io) => {
    // What follows is the guest's, byte for byte.
    if (args[0] === "guest" && args[1] === "exec") {
      return guestExec(client.node, shells, args.slice(2), io);
    }
    const [first, ...rest] = perlArguments(args, io.env);
    // `qm disk resize` is the younger spelling of `qm resize`.
    const [name, words] = first === "disk" ? [rest[0], rest.slice(1)] : [first, rest];
    if (name === undefined) throw new ProgramError(`ERROR: no command specified\n${overview}`, 255);
    const command = commands[name];
    if (!command) throw new ProgramError(`ERROR: unknown command 'qm ${name}'\n${overview}`, 255);
    return command(words, io);
  };
}

type Printer = (data: Parameters<typeof configText>[0], options: Params) => string;

interface Plan {
  readonly method: "POST" | "PUT" | "DELETE";
  readonly path: string;
  readonly params?: Params;
}

const overview = "USAGE: qm <COMMAND> [ARGS] [OPTIONS]";

const operandsOf: Readonly<Record<string, string>> = {
  clone: "<vmid> <newid> [OPTIONS]",
  delsnapshot: "<vmid> <snapname> [OPTIONS]",
  list: "[OPTIONS]",
  resize: "<vmid> <disk> <size> [OPTIONS]",
  rollback: "<vmid> <snapname> [OPTIONS]",
  snapshot: "<vmid> <snapname> [OPTIONS]",
  unlock: "<vmid>",
};

function usageOf(command: string): string {
  return `qm ${command} ${operandsOf[command] ?? "<vmid> [OPTIONS]"}`;
}

/** qm takes a file where the API takes the keys themselves, encoded. */
function withKeys(options: Params, io: ProgramIo): Params {
  const path = options["sshkeys"] ?? options["sshkey"];
  if (path === undefined) return options;
  const { sshkey, ...rest } = options;
  const keys = io.files.readText(io.path(text(path)));
  if (keys === undefined) {
    throw new ProgramError(`can't open '${text(path)}' - No such file or directory`, 2);
  }
  return { ...rest, sshkeys: encodeURIComponent(keys) };
}

/** `qm list`. */
async function listText(client: PveClient): Promise<string> {
  const all = records((await client.request("GET", `/nodes/${client.node}/qemu`)).data);
  if (all.length === 0) return "";
  const row = (cells: readonly string[]) => {
    const [vmid = "", name = "", status = "", memory = "", disk = "", pid = ""] = cells;
    const words = [name.padEnd(20), status.padEnd(10), memory.padEnd(10)];
    return `${vmid.padStart(10)} ${words.join(" ")} ${disk.padStart(12)} ${pid.padEnd(10)}\n`;
  };
  const rows = all
    .sort((a, b) => Number(a["vmid"]) - Number(b["vmid"]))
    .map((each) => {
      const [memory, disk] = [Number(each["maxmem"] ?? 0), Number(each["maxdisk"] ?? 0)];
      const sizes = [String(memory / 1024 ** 2), (disk / 1024 ** 3).toFixed(2)];
      const names = ["vmid", "name", "status"].map((key) => text(each[key]));
      return row([...names, ...sizes, text(each["pid"]) || "0"]);
    });
  return row(["VMID", "NAME", "STATUS", "MEM(MB)", "BOOTDISK(GB)", "PID"]) + rows.join("");
}
