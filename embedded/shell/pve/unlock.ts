import { ProgramError } from "../../contract";
import type { ProgramIo } from "../program";
import type { PveClient } from "./pve-client";
import { readArguments } from "./pve-options";

/** Takes the lock from a guest's file, which the API cannot: pct and qm edit the file themselves. */
export async function unlock(
  client: PveClient,
  kind: "lxc" | "qemu",
  args: readonly string[],
  io: ProgramIo,
  usage: string,
): Promise<string> {
  const { operands } = readArguments(args, usage, 1);
  const vmid = operands[0] ?? "";
  await client.call("GET", `/nodes/${client.node}/${kind}/${vmid}/config`, {}, usage);
  const path = `/etc/pve/${kind === "lxc" ? "lxc" : "qemu-server"}/${vmid}.conf`;
  const content = io.files.readText(path) ?? "";
  const cut = content.indexOf("\n[");
  if (!/^lock: /m.test(cut < 0 ? content : content.slice(0, cut))) {
    throw new ProgramError("no lock found trying to remove any lock", 255);
  }
  const [head, tail] = cut < 0 ? [content, ""] : [content.slice(0, cut), content.slice(cut)];
  io.files.write(path, head.replace(/^lock: .*\n?/m, "") + tail);
  io.record();
  return "";
}
