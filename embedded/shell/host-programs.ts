import type { GuestView } from "../contract";
import { managerRepoId } from "../interior/manager-version";
import { runningKernel } from "../kernel/kernel-files";
import { parseOptions, lastValue } from "./options";
import type { Program } from "./program";
import { failed } from "./program";
import type { GuestShells } from "./pve/guest-shell";
import type { PveClient } from "./pve/pve-client";
import { record, text } from "./pve/pve-client";

/** pveversion(1): with `-v` the packages that matter. */
export function pveversion(packages: () => { name: string; version: string }[]): Program {
  return (args, io) => {
    const kernel = runningKernel(io.files);
    const all = packages();
    const versionOf = (name: string) => all.find((each) => each.name === name)?.version ?? "";
    const manager = `${versionOf("pve-manager")}/${managerRepoId}`;
    if (!args.includes("-v") && !args.includes("--verbose"))
      return `pve-manager/${manager} (running kernel: ${kernel})\n`;
    const listed = all.filter(({ name }) => !["proxmox-ve", "pve-manager"].includes(name));
    const rows = listed.map(({ name, version }) => `${name}: ${version}\n`);
    return `proxmox-ve: ${versionOf("proxmox-ve")} (running kernel: ${kernel})\npve-manager: ${versionOf("pve-manager")} (running version: ${manager})\n${rows.join("")}`;
  };
}

/** `lxc-attach -n VMID [--clear-env] [-v K=V] -- COMMAND…`: a program inside a running guest. */
export function lxcAttach(shells: GuestShells): Program {
  return async (args, io) => {
    const parsed = parseOptions(args, {
      short: "n:v:s:eRu:g:q",
      long: [
        "name=",
        "clear-env",
        "keep-env",
        "set-var=",
        "keep-var=",
        "elevated-privileges",
        "uid=",
        "gid=",
        "namespaces=",
        "quiet",
      ],
      strict: true,
    });
    const name = lastValue(parsed, "n") ?? lastValue(parsed, "name") ?? "";
    const vmid = Number(name);
    if (!shells.running(vmid)) {
      return failed(
        `lxc-attach: ${name}: ../src/lxc/attach.c: get_attach_context: 406 Connection refused - Failed to get init pid\nlxc-attach: ${name}: ../src/lxc/attach.c: lxc_attach: 1470 Connection refused - Failed to get attach context`,
      );
    }
    const set = [...(parsed.values.get("v") ?? []), ...(parsed.values.get("set-var") ?? [])];
    const env = Object.fromEntries(
      set.map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]),
    );
    const argv = parsed.rest.length > 0 ? parsed.rest : ["/bin/bash"];
    const kept = parsed.flags.has("clear-env") ? {} : io.env;
    return shells.spawn(vmid, argv, {
      stdin: io.stdin,
      env: { ...kept, ...env },
      ...(io.signal && { signal: io.signal }),
    });
  };
}

/** `lxc-info -n VMID`, with -s, -p, -i and -H. */
export function lxcInfo(client: PveClient, guests: GuestView): Program {
  return async (args) => {
    const parsed = parseOptions(args, {
      short: "n:spHiSc:",
      long: ["name=", "state", "pid", "no-humanize", "ips", "stats"],
    });
    const name = lastValue(parsed, "n") ?? lastValue(parsed, "name") ?? "";
    const vmid = Number(name);
    if (!guests.vmids().includes(vmid)) return failed(`${name} doesn't exist`);
    const running = guests.running(vmid);
    const has = (...names: string[]) => names.some((each) => parsed.flags.has(each));
    const bare = has("H", "no-humanize");
    const status = record(
      (await client.request("GET", `/nodes/${client.node}/lxc/${vmid}/status/current`)).data,
    );
    const lines: [string, string, boolean][] = [
      ["Name", name, false],
      ["State", running ? "RUNNING" : "STOPPED", has("s", "state")],
      ...(running
        ? ([["PID", text(status["pid"]), has("p", "pid")]] as [string, string, boolean][])
        : []),
      ...(running ? await shownAddresses(client, vmid, has("i", "ips")) : []),
      ...(running ? ([["Link", `veth${name}i0`, false]] as [string, string, boolean][]) : []),
    ];
    const chosen = lines.some(([, , asked]) => asked)
      ? lines.filter(([, , asked]) => asked)
      : lines;
    return chosen
      .map(([title, value]) => (bare ? `${value}\n` : `${`${title}:`.padEnd(16)}${value}\n`))
      .join("");
  };
}

/** All of the container but its loopback's, as lxc-info shows them. */
async function shownAddresses(
  client: PveClient,
  vmid: number,
  asked: boolean,
): Promise<[string, string, boolean][]> {
  const path = `/nodes/${client.node}/lxc/${vmid}/interfaces`;
  const { data } = await client.request("GET", path);
  return (data as { name: string; "ip-addresses": { "ip-address": string }[] }[])
    .filter(({ name }) => name !== "lo")
    .flatMap((each) => each["ip-addresses"])
    .filter((each) => !each["ip-address"].startsWith("fe80:"))
    .map((each) => ["IP", each["ip-address"], asked]);
}
