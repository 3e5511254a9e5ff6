import type { ExecResult, GuestView } from "../../contract";
import { ProgramError } from "../../contract";
import type { Program, ProgramIo } from "../program";
import type { GuestShells } from "./guest-shell";
import { foreground } from "./foreground";
import { unlock } from "./unlock";
import { pull, push } from "./pct-files";
import { configText, listText, pendingText, snapshotTree, statusText } from "./pct-show";
import { pctUsage } from "./pct-usage";
import type { Params, PveClient } from "./pve-client";
import { perlArguments, record, records, text } from "./pve-client";
import { onlyOptions, readArguments } from "./pve-options";

/** pct(1), on the API of the host as the real one is. */
export function pctProgram(client: PveClient, guests: GuestView, shells: GuestShells): Program {
  const guest = (vmid: string) => `/nodes/${client.node}/lxc/${encodeURIComponent(vmid)}`;
  /** A command that is one request; where that gives a UPID, its worker is waited for. */
  const request =
    (
      command: string,
      count: number,
      plan: (args: readonly string[], options: Params, io: ProgramIo) => Request,
      most = count,
    ) =>
    async (args: readonly string[], io: ProgramIo) => {
      const usage = pctUsage[command] ?? "";
      const { operands, options } = readArguments(args, usage, count, undefined, most);
      const { method, path, params, waits } = plan(operands, options, io);
      const data = await client.call(method, path, params, usage, command);
      io.record();
      return waits && typeof data === "string" ? foreground(client, data, command) : "";
    };
  const read =
    (
      command: string,
      allowed: readonly string[],
      show: (vmid: string, options: Params) => Promise<string>,
    ) =>
    async (args: readonly string[]) => {
      const usage = pctUsage[command] ?? "";
      const { operands, options } = readArguments(args, usage, command === "list" ? 0 : 1);
      onlyOptions(options, allowed, usage);
      return show(operands[0] ?? "", options);
    };
  const get = (command: string, path: string, params: Params = {}) =>
    client.call("GET", path, params, pctUsage[command] ?? "");
  const change = (verb: string) => (operands: readonly string[], options: Params) => ({
    ...post(`${guest(operands[0] ?? "")}/status/${verb}`, options),
  });
  const commands: Record<string, Program> = {
    list: read("list", [], () => listText(client)),
    config: read("config", ["current", "snapshot"], async (vmid, options) =>
      configText(await get("config", `${guest(vmid)}/config`, options)),
    ),
    pending: read("pending", [], async (vmid) =>
      pendingText(await get("pending", `${guest(vmid)}/pending`)),
    ),
    status: read("status", ["verbose"], async (vmid, options) =>
      statusText(
        await get("status", `${guest(vmid)}/status/current`),
        options["verbose"] !== undefined && text(options["verbose"]) !== "0",
      ),
    ),
    listsnapshot: read("listsnapshot", [], async (vmid) =>
      snapshotTree(await get("listsnapshot", `${guest(vmid)}/snapshot`)),
    ),
    create: request("create", 2, ([vmid = "", ostemplate = ""], options, io) =>
      post(`/nodes/${client.node}/lxc`, {
        vmid,
        ostemplate,
        ...options,
        ...publicKeys(options, io),
      }),
    ),
    set: async (args, io) => {
      const usage = pctUsage["set"] ?? "";
      const { operands, options } = readArguments(args, usage, 1);
      if (Object.keys(options).length === 0) throw new ProgramError("no options specified", 255);
      const path = `${guest(operands[0] ?? "")}/config`;
      const before = record((await client.request("GET", path)).data);
      await client.call("PUT", path, options, usage);
      io.record();
      // What is not there is not deleted; only a warning says so.
      const unset = text(options["delete"] ?? "")
        .split(/[,; ]+/)
        .filter((key) => key !== "" && before[key] === undefined);
      return {
        stderr: unset
          .map((key) => `cannot delete '${key}' - not set in current configuration!\n`)
          .join(""),
      };
    },
    destroy: request("destroy", 1, ([vmid = ""], options) => ({
      method: "DELETE",
      path: guest(vmid),
      params: options,
      waits: true,
    })),
    clone: request("clone", 2, ([vmid = "", newid = ""], options) =>
      post(`${guest(vmid)}/clone`, { newid, ...options }),
    ),
    snapshot: request("snapshot", 2, ([vmid = "", snapname = ""], options) =>
      post(`${guest(vmid)}/snapshot`, { snapname, ...options }),
    ),
    delsnapshot: request("delsnapshot", 2, ([vmid = "", snapname = ""], options) => ({
      method: "DELETE",
      path: `${guest(vmid)}/snapshot/${encodeURIComponent(snapname)}`,
      params: options,
      waits: true,
    })),
    rollback: request("rollback", 2, ([vmid = "", snapname = ""], options) =>
      post(`${guest(vmid)}/snapshot/${encodeURIComponent(snapname)}/rollback`, options),
    ),
    template: async (args, io) => {
      const usage = pctUsage["template"] ?? "";
      const { operands, options } = readArguments(args, usage, 1);
      const vmid = operands[0] ?? "";
      await client.call("POST", `${guest(vmid)}/template`, options, usage);
      io.record();
      // The answer names no task, but there is one.
      const filter = { vmid, typefilter: "vztemplate", source: "all", limit: 1 };
      const tasks = await client.request("GET", `/nodes/${client.node}/tasks`, filter);
      const upid = text(records(tasks.data)[0]?.["upid"]);
      return upid === "" ? "" : foreground(client, upid, "template");
    },
    resize: request("resize", 3, ([vmid = "", disk = "", size = ""], options) => ({
      method: "PUT",
      path: `${guest(vmid)}/resize`,
      params: { disk, size, ...options },
      waits: true,
    })),
    "move-volume": request(
      "move-volume",
      2,
      ([vmid = "", volume = "", ...optional], options) => {
        const named = ["storage", "target-vmid", "target-volume"].flatMap((name, at) =>
          optional[at] === undefined ? [] : [[name, optional[at]] as const],
        );
        const params = { volume, ...Object.fromEntries(named), ...options };
        return post(`${guest(vmid)}/move_volume`, params);
      },
      5,
    ),
    start: request("start", 1, change("start")),
    stop: request("stop", 1, change("stop")),
    shutdown: request("shutdown", 1, change("shutdown")),
    reboot: request("reboot", 1, change("reboot")),
    unlock: (args, io) => unlock(client, "lxc", args, io, pctUsage["unlock"] ?? ""),
    exec: (args, io) => exec(client.node, guests, shells, args, io),
    push: async (args, io) => {
      const { operands, options } = readArguments(args, pctUsage["push"] ?? "", 3);
      return push(guests, vmidOf(operands[0], guests, client.node), operands.slice(1), options, io);
    },
    pull: async (args, io) => {
      const { operands, options } = readArguments(args, pctUsage["pull"] ?? "", 3);
      return pull(guests, vmidOf(operands[0], guests, client.node), operands.slice(1), options, io);
    },
  };
  return async (args, io) => {
    const [name, ...rest] = args[0] === "exec" ? args : perlArguments(args, io.env);
    if (name === undefined) throw new ProgramError(`ERROR: no command specified\n${overview}`, 255);
    const command = commands[name];
    if (!command) throw new ProgramError(`ERROR: unknown command 'pct ${name}'\n${overview}`, 255);
    return command(rest, io);
  };
}

/** pct takes a file where the API takes the keys themselves. */
function publicKeys(options: Params, io: ProgramIo): Params {
  const path = options["ssh-public-keys"];
  if (path === undefined) return {};
  const keys = io.files.readText(io.path(text(path)));
  if (keys === undefined)
    throw new ProgramError(`can't open '${text(path)}' - No such file or directory`, 2);
  return { "ssh-public-keys": keys.trim() };
}

interface Request {
  readonly method: "POST" | "PUT" | "DELETE";
  readonly path: string;
  readonly params: Params;
  /** False where the API does it at once. */
  readonly waits: boolean;
}

const overview = "USAGE: pct <COMMAND> [ARGS] [OPTIONS]";

function post(path: string, params: Params): Request {
  return { method: "POST", path, params, waits: true };
}

const execUsage = "pct exec <vmid> [<extra-args>] [OPTIONS]";

async function exec(
  node: string,
  guests: GuestView,
  shells: GuestShells,
  args: readonly string[],
  io: ProgramIo,
): Promise<Partial<ExecResult>> {
  const words = [...args];
  const first = words.shift();
  if (first === undefined) {
    throw new ProgramError(`400 not enough arguments\n${execUsage}`, 255);
  }
  const vmid = vmidOf(first, guests, node);
  while (words[0]?.startsWith("--") && words[0] !== "--") {
    const option = words.shift() ?? "";
    if (!option.includes("=") && /^[01]$/.test(words.at(0) ?? "")) words.shift();
  }
  if (words[0] === "--") words.shift();
  if (words.length === 0) {
    throw new ProgramError("missing command at /usr/share/perl5/PVE/CLI/pct.pm line 246.", 255);
  }
  if (!guests.running(vmid)) throw new ProgramError(`container '${vmid}' not running!`, 255);
  return shells.spawn(vmid, words, { stdin: io.stdin, ...(io.signal && { signal: io.signal }) });
}

function vmidOf(word: string | undefined, guests: GuestView, node: string): number {
  const vmid = Number(word);
  if (guests.vmids().includes(vmid)) return vmid;
  const file = `nodes/${node}/lxc/${word ?? ""}.conf`;
  throw new ProgramError(`Configuration file '${file}' does not exist`, 2);
}
