import type { Json } from "../../contract";
import type { PveClient } from "./pve-client";
import { record, records, text } from "./pve-client";

/** `pct list`. */
export async function listText(client: PveClient): Promise<string> {
  const guests = records((await client.request("GET", `/nodes/${client.node}/lxc`)).data);
  if (guests.length === 0) return "";
  guests.sort((a, b) => Number(a["vmid"]) - Number(b["vmid"]));
  const row = (cells: readonly string[]) =>
    `${widths.map((width, at) => (cells[at] ?? "").padEnd(width)).join(" ")}\n`;
  const rows = guests.map((guest) =>
    row(["vmid", "status", "lock", "name"].map((key) => text(guest[key]))),
  );
  return row(["VMID", "Status", "Lock", "Name"]) + rows.join("");
}

const widths = [10, 10, 12, 20];

/** `pct config`: sorted keys, then the raw lxc lines. */
export function configText(data: Json): string {
  const config = record(data);
  const lines = Object.keys(config)
    .filter((key) => key !== "digest" && key !== "lxc")
    .sort()
    .map((key) => `${key}: ${shown(key, text(config[key]))}\n`);
  const raw = Array.isArray(config["lxc"]) ? config["lxc"] : [];
  const pairs = raw.map((pair) =>
    Array.isArray(pair) ? `${text(pair[0])}: ${text(pair[1])}\n` : "",
  );
  return [...lines, ...pairs].join("");
}

/** `pct pending`. */
export function pendingText(data: Json): string {
  return records(data)
    .sort((a, b) => (text(a["key"]) < text(b["key"]) ? -1 : 1))
    .filter((item) => item["key"] !== "digest" && item["key"] !== "lxc")
    .map((item) => {
      const key = text(item["key"]);
      const line = (kind: string, value: Json) => `${kind} ${key}: ${shown(key, text(value))}\n`;
      const current = item["value"];
      const pending = item["pending"];
      // A deletion hides a value that waits as well, although both are in the file.
      if (current !== undefined && item["delete"]) return line("del", current);
      return (
        (current === undefined ? "" : line("cur", current)) +
        (pending === undefined ? "" : line("new", pending))
      );
    })
    .join("");
}

/** `pct status`, with `--verbose` all that is known. */
export function statusText(data: Json, verbose: boolean): string {
  const status = record(data);
  if (!verbose) return `status: ${text(status["status"])}\n`;
  return (
    Object.keys(status)
      // The load is counted between two looks, of which there is only one here.
      .filter((key) => key !== "ha" && key !== "cpu")
      .sort()
      .map((key) => `${key}: ${text(status[key])}\n`)
      .join("")
  );
}

/** `pct listsnapshot`: a tree of which each level is one blank deeper (PVE::GuestHelpers::print_snapshot_tree). */
export function snapshotTree(data: Json): string {
  const snapshots = records(data);
  const names = new Set(snapshots.map((each) => text(each["name"])));
  const time = (each: { [key: string]: Json }) => Number(each["snaptime"] ?? Infinity);
  const byTime = [...snapshots].sort((a, b) => time(a) - time(b));
  const print = (parent: string, indent: string): string =>
    byTime
      .filter((each) => {
        const own = text(each["parent"]);
        return parent === "" ? !names.has(own) : own === parent;
      })
      .map((each) => snapshotLine(each, indent) + print(text(each["name"]), `${indent} `))
      .join("");
  return print("", "");
}

function snapshotLine(snapshot: { [key: string]: Json }, indent: string): string {
  const current = snapshot["name"] === "current";
  const first = text(snapshot["description"]).split("\n")[0] ?? "";
  const description = first || (current ? "You are here!" : "no-description");
  const seconds = snapshot["snaptime"];
  const time =
    seconds === undefined
      ? ""
      : new Date(Number(seconds) * 1000).toISOString().slice(0, 19).replace("T", " ");
  const name = text(snapshot["name"]).padEnd(27 - indent.length);
  return `${indent}\`-> ${name} ${time.padEnd(23)} ${description}\n`;
}

function shown(key: string, value: string): string {
  return key === "description" ? encodeText(value) : value;
}

/** PVE::Tools::encode_text: control characters, `%`, `:` and all that is not ASCII as bytes in hexadecimal. */
function encodeText(value: string): string {
  return [...Buffer.from(value, "utf8")]
    .map((byte) =>
      byte < 0x20 || byte === 0x25 || byte === 0x3a || byte > 0x7e
        ? `%${byte.toString(16).toUpperCase().padStart(2, "0")}`
        : String.fromCharCode(byte),
    )
    .join("");
}
